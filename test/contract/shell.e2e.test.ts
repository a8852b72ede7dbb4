import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { asIs, quoteForShell, sh } from '../../src/contract/suggestion.ts';

/** What a POSIX shell makes of a line: its words. */
const wordsOf = (line: string): readonly string[] =>
  execFileSync('sh', ['-c', `printf '%s\\0' ${line}`], { encoding: 'utf8' })
    .split('\0')
    .slice(0, -1);

const hostile = fc.oneof(
  fc.constantFrom(
    "'; reboot; '",
    '$(id)',
    '`id`',
    '"',
    '\\',
    '-n',
    '',
    ' ',
    '\n',
    '*',
    '~',
    '!x',
    '#',
    '&&',
    '>x',
  ),
  fc.string({ minLength: 0, maxLength: 30, unit: 'binary' }).map((text) => text.replaceAll('\0', '')),
);

test('every value stays one word, and nothing in it is run', () => {
  fc.assert(
    fc.property(fc.array(hostile, { minLength: 1, maxLength: 40 }), (values) => {
      const line = values.map((value) => sh`${value}`).join(' ');
      expect(wordsOf(line)).toEqual(values.map((value) => Buffer.from(value).toString()));
    }),
    { numRuns: 60, seed: 14 },
  );
});

test('a part that was quoted is not quoted again', () => {
  expect(sh`aws x ${asIs(sh`--name ${'a b'}`)} ${7} ${'arn:aws:iam::1:role/x'}`).toBe(
    "aws x --name 'a b' 7 arn:aws:iam::1:role/x",
  );
  expect(quoteForShell('a')).toBe('a');
});
