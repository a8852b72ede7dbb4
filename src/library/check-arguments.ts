import * as v from 'valibot';
import { LibraryError } from './library-error.ts';

/** An object with these members and no others: a misspelled member is an error, and is not ignored. */
export const object = v.strictObject;

/** Checks the argument of a function against its shape. Throws `ERR_USAGE`, naming the member that is wrong. */
export function checkArgument(schema: v.GenericSchema, value: unknown, name: string): void {
  const { issues } = v.safeParse(schema, value, { abortEarly: true });
  const issue = issues?.[0];
  if (issue) throw new LibraryError('ERR_USAGE', inWords(issue, name, schema));
}

function inWords(issue: v.BaseIssue<unknown>, name: string, schema: v.GenericSchema): string {
  const path = (issue.path ?? []).map(({ key }) => String(key));
  const place = [name, ...path].join('.');
  if (issue.expected === 'never') return `There is no ${place}.${path.length === 1 ? choiceOf(schema) : ''}`;
  if (issue.received === 'undefined') return `${place} is missing.`;
  return `${place} must be ${wantedBy(issue)}, not ${english(issue.received)}.`;
}

/** Our own messages say what is expected; Valibot's begin with `Invalid`. */
const wantedBy = ({ message, expected }: v.BaseIssue<unknown>): string =>
  message.startsWith('Invalid ') ? english(expected ?? '') : message;

/** From Valibot's `("a" | "b")` and `Object`. */
const english = (types: string): string =>
  types
    .replace(/[()]/g, '')
    .split(' | ')
    .map((type) => TYPES[type] ?? type)
    .join(' or ');

const TYPES: Readonly<Record<string, string>> = {
  Object: 'an object',
  Array: 'a list',
  Function: 'a function',
  string: 'text',
  number: 'a number',
};

const choiceOf = (schema: v.GenericSchema): string =>
  'entries' in schema ? ` There is ${Object.keys(schema.entries as object).join(', ')}.` : '';
