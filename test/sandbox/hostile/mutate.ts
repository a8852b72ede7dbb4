import fc from 'fast-check';
import type { Draft } from './wire.ts';

/** One way in which a request is corrupted in transit. Numbers are shares of its length, so that they fit any request. */
export type Mutation =
  | { readonly kind: 'flip' | 'insert'; readonly where: Part; readonly at: number; readonly byte: number }
  | { readonly kind: 'cut'; readonly where: Part; readonly at: number }
  | { readonly kind: 'repeat'; readonly where: Part; readonly at: number; readonly times: number }
  | { readonly kind: 'splice'; readonly where: Part; readonly at: number; readonly text: string }
  | { readonly kind: 'drop' | 'double'; readonly header: number };

type Part = 'target' | 'body' | 'header';

const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const where = fc.constantFrom<Part>('body', 'body', 'target', 'header');
const byte = fc.integer({ min: 0, max: 255 });

/** Texts with a special meaning to some parser. */
const SPLICES = [
  '__proto__',
  'constructor',
  'null',
  '-1',
  '1e999',
  '[]',
  '{}',
  '""',
  '%',
  '%00',
  '%ff',
  '../',
  '&',
  '=',
  '.',
  '..',
  '\r\n',
  '\0',
  '<!DOCTYPE a>',
  '<a>',
  '&#x0;',
  ']]>',
  '99999999999999999999',
  '\u{1f600}',
  'arn:aws:iam::111122223333:root',
  '*',
];

export const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.record({ kind: fc.constantFrom('flip' as const, 'insert' as const), where, at: share, byte }),
  fc.record({ kind: fc.constant('cut' as const), where, at: share }),
  fc.record({
    kind: fc.constant('repeat' as const),
    where,
    at: share,
    times: fc.integer({ min: 2, max: 200 }),
  }),
  fc.record({ kind: fc.constant('splice' as const), where, at: share, text: fc.constantFrom(...SPLICES) }),
  fc.record({ kind: fc.constantFrom('drop' as const, 'double' as const), header: share }),
);

export function mutate(draft: Draft, mutation: Mutation): Draft {
  if ('header' in mutation) {
    const at = Math.floor(mutation.header * draft.headers.length);
    const copies = mutation.kind === 'drop' ? 0 : 2;
    return {
      ...draft,
      headers: draft.headers.flatMap((one, index) => Array(index === at ? copies : 1).fill(one)),
    };
  }
  const { at, where } = mutation;
  if (where === 'body') return { ...draft, body: changed(draft.body, mutation) };
  if (where === 'target') return { ...draft, target: text(changed(Buffer.from(draft.target), mutation)) };
  const chosen = Math.floor(at * draft.headers.length);
  const headers = draft.headers.map(([name, value], index): [string, string] =>
    // One byte for each character: bytes that UTF-8 would replace must be sent.
    index === chosen ? [name, text(changed(Buffer.from(value), mutation))] : [name, value],
  );
  return { ...draft, headers };
}

const text = (bytes: Buffer): string => bytes.toString('latin1');

function changed(bytes: Buffer, mutation: Exclude<Mutation, { kind: 'drop' | 'double' }>): Buffer {
  const at = Math.floor(mutation.at * bytes.length);
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
  switch (mutation.kind) {
    case 'flip':
      return Buffer.concat([
        before,
        Buffer.from([(after[0] ?? 0) ^ (mutation.byte || 1)]),
        after.subarray(1),
      ]);
    case 'insert':
      return Buffer.concat([before, Buffer.from([mutation.byte]), after]);
    case 'cut':
      return before;
    case 'repeat':
      return Buffer.concat([before, ...Array<Buffer>(mutation.times).fill(after.subarray(0, 40)), after]);
    case 'splice':
      return Buffer.concat([before, Buffer.from(mutation.text), after]);
  }
}
