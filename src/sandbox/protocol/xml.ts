import { membersOf, type Shape } from './schema.ts';
import { toText } from './text.ts';

/** Names of attributes and their values: `{ xmlns: 'http://…' }`. */
export type Attributes = Readonly<Record<string, string>>;

export const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** Escapes control characters and line ends, too: unescaped, a parser would refuse or normalize them. */
export const escapeXml = (text: string): string =>
  text.replace(/[&<>"'\p{Cc}\u2028]/gu, (character) => `&#x${character.charCodeAt(0).toString(16)};`);

/** The namespace of a document, for its root. */
export const namespaced = (uri: string | undefined): Attributes => (uri ? { xmlns: uri } : {});

/** An element whose content is already XML. */
export function tag(name: string, content: string, attributes: Attributes = {}): string {
  let inside = '';
  for (const key in attributes) inside += ` ${key}="${escapeXml(attributes[key] as string)}"`;
  return `<${name}${inside}>${content}</${name}>`;
}

/** A value as the element of that name. */
export function element(shape: Shape, name: string, value: unknown, attributes: Attributes = {}): string {
  const own = { ...namespaceOf(shape), ...attributes };
  if (shape.isStructSchema()) {
    return tag(name, contents(shape, value as Dictionary), {
      ...own,
      ...attributesOf(shape, value as Dictionary),
    });
  }
  if (shape.isListSchema()) return list(shape, name, value as readonly unknown[], own);
  if (shape.isMapSchema()) return map(shape, name, value as Dictionary, own);
  return tag(name, escapeXml(toText(shape, value, 'date-time')), own);
}

/** The members of a structure as elements, without absent ones. `only` selects among them. */
export function contents(shape: Shape, value: Dictionary, only?: (member: Shape) => boolean): string {
  let written = '';
  for (const [name, member] of membersOf(shape)) {
    const given = value[name];
    if (given === undefined || given === null || member.getMergedTraits().xmlAttribute) continue;
    if (!only || only(member)) written += element(member, elementName(name, member), given);
  }
  return written;
}

export const elementName = (member: string, shape: Shape): string =>
  shape.getMergedTraits().xmlName ?? member;

type Dictionary = Readonly<Record<string, unknown>>;

function attributesOf(shape: Shape, value: Dictionary): Attributes {
  const attributes: Record<string, string> = {};
  for (const [name, member] of membersOf(shape)) {
    const given = value[name];
    if (given === undefined || given === null || !member.getMergedTraits().xmlAttribute) continue;
    attributes[elementName(name, member)] = toText(member, given, 'date-time');
  }
  return attributes;
}

function namespaceOf(shape: Shape): Attributes {
  const [prefix, uri] = shape.getMergedTraits().xmlNamespace ?? [];
  return uri ? { [prefix ? `xmlns:${prefix}` : 'xmlns']: uri } : {};
}

function list(shape: Shape, name: string, items: readonly unknown[], attributes: Attributes): string {
  const item = shape.getValueSchema();
  if (shape.getMergedTraits().xmlFlattened) return items.map((value) => element(item, name, value)).join('');
  return tag(
    name,
    items.map((value) => element(item, elementName('member', item), value)).join(''),
    attributes,
  );
}

function map(shape: Shape, name: string, entries: Dictionary, attributes: Attributes): string {
  const item = shape.getValueSchema();
  const flat = shape.getMergedTraits().xmlFlattened;
  const written = Object.entries(entries).map(([key, value]) =>
    tag(
      flat ? name : 'entry',
      tag(elementName('key', shape.getKeySchema()), escapeXml(key)) +
        element(item, elementName('value', item), value),
    ),
  );
  return flat ? written.join('') : tag(name, written.join(''), attributes);
}
