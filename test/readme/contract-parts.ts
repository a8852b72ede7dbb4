import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { EVENTS, type EventType } from '../../src/contract/event.ts';
import { code, table } from './markdown.ts';

const CONTRACT = resolve(import.meta.dirname, '../../src/contract');

/** A type that the contract exports, and its first paragraph of documentation. */
export interface Term {
  readonly name: string;
  readonly file: string;
  readonly means: string | undefined;
}

const COMMENT = String.raw`\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*`;

/** The first paragraph of a comment, in one line. */
const paragraph = (comment: string): string =>
  comment
    .split('\n')
    .map((line) => line.replace(/^\s*\*? ?/, '').trimEnd())
    .join('\n')
    .trim()
    .split('\n\n')[0]!
    .replaceAll('\n', ' ');

export const TERMS: readonly Term[] = readdirSync(CONTRACT)
  .filter((file) => file.endsWith('.ts'))
  .flatMap((file) =>
    [
      ...readFileSync(join(CONTRACT, file), 'utf8').matchAll(
        new RegExp(`(?:${COMMENT})?^export (?:interface|class|type(?! \\w+<)) (\\w+)`, 'gm'),
      ),
    ].map(([, comment, name = '']) => ({ name, file, means: comment && paragraph(comment) })),
  )
  .sort((a, b) => a.name.localeCompare(b.name));

const EVENT_SOURCE = readFileSync(join(CONTRACT, 'event.ts'), 'utf8');

/** The text of the comment above an event. */
export function meaningOfEvent(type: EventType): string | undefined {
  const [, comment] = new RegExp(`${COMMENT}'?${type}'?: event\\(`).exec(EVENT_SOURCE) ?? [];
  return comment && paragraph(comment);
}

/** `CheckResult`: check result. */
const inWords = (name: string): string => name.replace(/(?<=[a-z])[A-Z]/g, ' $&').toLowerCase();

/** What the documentation says about the words that all parts of the code share. */
export const CONTRACT_PARTS = {
  glossary: () =>
    table(
      ['Term', 'Meaning', 'In the code'],
      TERMS.map(({ name, file, means = '' }) => [
        inWords(name),
        means,
        `[${code(name)}](../src/contract/${file})`,
      ]),
    ),
  events: () =>
    table(
      ['Event', 'Meaning', 'Members'],
      (Object.keys(EVENTS) as EventType[]).map((type) => [
        code(type),
        meaningOfEvent(type) ?? '',
        Object.entries(EVENTS[type].members)
          .map(([member, schema]) => code(schema.type === 'optional' ? `${member}?` : member))
          .join(', '),
      ]),
    ),
} satisfies Readonly<Record<string, () => string>>;
