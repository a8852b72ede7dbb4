import { dictionary } from '../dictionary.ts';
import { boundedItems } from './items.ts';
import { Refusal } from './refusal.ts';
import { membersOf, type Shape } from './schema.ts';
import { fromText } from './text.ts';

/** `Filter.1.Value.2=x` as a tree. The SDK only writes such forms; services read them. */
export interface FormNode {
  value?: string;
  readonly children: Map<string, FormNode>;
}

/** How the two query protocols name the parts of a form. */
export interface FormDialect {
  /** ec2Query writes every list flat: `Filter.1`, not `Filter.member.1`. */
  readonly flatLists: boolean;
  nameOf(member: string, shape: Shape): string;
}

/** Maximum parameters of a form, and parts of a name: more than any operation of AWS has members. Inferred. */
const MOST_PARAMETERS = 8192;
const DEEPEST = 16;

/** Throws a `Refusal` for a form that is too long, before most of the work. */
export function parseForm(text: string): FormNode {
  const root = node();
  let count = 0;
  for (let at = 0, end: number; at <= text.length; at = end + 1) {
    end = text.indexOf('&', at);
    if (end < 0) end = text.length;
    if (++count > MOST_PARAMETERS) throw tooMany('The query has too many parameters');
    if (end > at) addPair(root, text.slice(at, end));
  }
  return root;
}

function addPair(root: FormNode, pair: string): void {
  const equals = pair.indexOf('=');
  const [name, value] = equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
  const path = unescapeForm(name).split('.', DEEPEST + 1);
  if (path.length > DEEPEST) throw tooMany('A parameter of the query is nested too deep');
  path.reduce(child, root).value = unescapeForm(value);
}

const tooMany = (message: string): Refusal => new Refusal('malformed-input', message);

export function fromForm(shape: Shape, form: FormNode, dialect: FormDialect): unknown {
  if (shape.isStructSchema()) return structure(shape, form, dialect);
  if (shape.isListSchema()) return list(shape, form, dialect);
  if (shape.isMapSchema()) return map(shape, form, dialect);
  return form.value === undefined ? undefined : fromText(shape, form.value);
}

const node = (): FormNode => ({ children: new Map() });

function child(parent: FormNode, name: string): FormNode {
  const known = parent.children.get(name);
  if (known) return known;
  const fresh = node();
  parent.children.set(name, fresh);
  return fresh;
}

function unescapeForm(text: string): string {
  if (!/[+%]/.test(text)) return text;
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch (cause) {
    throw new Refusal('malformed-input', 'The query string contains a syntax error', { cause });
  }
}

function structure(shape: Shape, form: FormNode, dialect: FormDialect): object {
  const read: Record<string, unknown> = {};
  for (const [name, member] of membersOf(shape)) {
    const found = form.children.get(dialect.nameOf(name, member));
    const value = found && fromForm(member, found, dialect);
    if (value !== undefined) read[name] = value;
  }
  return read;
}

function list(shape: Shape, form: FormNode, dialect: FormDialect): readonly unknown[] {
  const item = shape.getValueSchema();
  const flat = dialect.flatLists || shape.getMergedTraits().xmlFlattened;
  const holder = flat ? form : form.children.get(item.getMergedTraits().xmlName ?? 'member');
  return boundedItems(numbered(holder)).map((entry) => fromForm(item, entry, dialect));
}

function map(shape: Shape, form: FormNode, dialect: FormDialect): object {
  const keyName = shape.getKeySchema().getMergedTraits().xmlName ?? 'key';
  const item = shape.getValueSchema();
  const valueName = item.getMergedTraits().xmlName ?? 'value';
  const holder = shape.getMergedTraits().xmlFlattened ? form : form.children.get('entry');
  return dictionary(
    boundedItems(numbered(holder)).flatMap(({ children }) => {
      const key = children.get(keyName)?.value;
      const value = children.get(valueName);
      return key === undefined || !value ? [] : [[key, fromForm(item, value, dialect)] as const];
    }),
  );
}

/** `X=` alone, without a number, is the empty list. */
const numbered = (holder: FormNode | undefined): readonly FormNode[] =>
  [...(holder?.children ?? [])]
    .filter(([name]) => /^\d+$/.test(name))
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, entry]) => entry);
