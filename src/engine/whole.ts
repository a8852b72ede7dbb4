import { LabError } from '../contract/errors.ts';
import type { LeftAsIs } from '../contract/event.ts';
import type { Lab } from '../contract/lab.ts';
import type { Missing } from '../contract/missing.ts';
import type { ResourceId } from '../contract/resource.ts';
import { together } from '../contract/suggestion.ts';
import type { AccountSurvey } from './read-account.ts';
import { noteOf } from './recorder.ts';

/** Something that is gone or cannot be read, and the resources that cannot be restored because of it. */
export interface Lacking {
  /** `instance` */
  readonly thing: string;
  readonly title: string;
  readonly error: LabError;
  /** Empty if only checks need it. */
  readonly of: readonly ResourceId[];
  readonly restoredWith?: ResourceId;
}

/** What the lab needs and cannot use now: what is missing from the account, and what could not be read, each once. */
export function lackingIn(
  lab: Pick<Lab, 'missing' | 'resources'>,
  { unreadable }: Pick<AccountSurvey, 'unreadable'>,
): readonly Lacking[] {
  const lacking = lab.missing.map(
    (missing): Lacking => ({
      thing: missing.thing,
      title: missing.title,
      error: missing.error,
      of: [...unreadable].filter(([, error]) => isFor(missing, error)).map(([id]) => id),
      ...(missing.restoredWith ? { restoredWith: missing.restoredWith } : {}),
    }),
  );
  const known = new Set(lacking.flatMap(({ of }) => of));
  const others = [...unreadable]
    .filter(([id]) => !known.has(id))
    .map(([id, error]) => ({ thing: id, title: lab.resources[id].title, error, of: [id] }));
  return [...lacking, ...others];
}

/** A resource is gone with what contains it: both then have the same error. */
const isFor = ({ error }: Missing, other: LabError): boolean =>
  error === other || (error.code === other.code && error.message === other.message);

export const asLeft = ({ title, error }: Pick<Lacking, 'title' | 'error'>): LeftAsIs => ({
  title,
  error: noteOf(error),
});

/** For a command that follows the page: throws the first error, with what to type for all of them. */
export function requireWhole(lab: Lab, found: Pick<AccountSurvey, 'unreadable'>): void {
  const [first, ...others] = lackingIn(lab, found);
  if (!first) return;
  const { code, message, hint, cause } = first.error;
  const also = others.map(({ title }) => title);
  const text = also.length > 0 ? `${message} Also missing or unreadable: ${also.join(', ')}.` : message;
  throw new LabError(code, text, {
    ...(hint ? { hint } : {}),
    next: together([first, ...others].map(({ error }) => error.next)),
    ...(cause === undefined ? {} : { cause }),
  });
}
