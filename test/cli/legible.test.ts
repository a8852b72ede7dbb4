import { describe, expect, test } from 'vitest';
import { legible } from '../../src/cli/legible.ts';
import { fakeStreams } from './streams.ts';

const written = (env: Readonly<Record<string, string | undefined>>, text: string | Buffer) => {
  const streams = fakeStreams({ env });
  const { stdout, stderr } = legible(streams);
  stdout.write(text);
  stderr.write(text);
  return [streams.stdout.text, streams.stderr.text];
};

describe('if the locale is ASCII only', () => {
  test.each([
    ['signs that have a place in a line take one column still', '✓ ✗ ▸ ◐ · … →', '+ x > ~ - ~ >'],
    ['quotation marks and dashes', '‘a’ “b” – — −', `'a' "b" - - -`],
    ['a spinner of Braille', '⠋⠙⠹', '...'],
    ['letters of a name stay as they are', 'Zoë 東京', 'Zoë 東京'],
    ['colors and ends of lines too', '\u001B[32m✓\u001B[39m\r\n', '\u001B[32m+\u001B[39m\r\n'],
  ])('%s', (_what, text, ascii) => {
    expect(written({ LC_ALL: 'C' }, text)).toEqual([ascii, ascii]);
  });

  test('bytes are not text, and stay', () => {
    expect(written({ LANG: 'C' }, Buffer.from('✓'))).toEqual(['✓', '✓']);
  });

  test('a stream keeps its identity, its size and its events', () => {
    const streams = fakeStreams({ env: { LANG: 'POSIX' }, isTTY: true, columns: 60 });
    const ours = legible(streams);
    expect(ours.stdout).toBe(ours.stdout);
    expect([ours.stdout.isTTY, ours.stdout.columns, ours.cwd()]).toEqual([true, 60, '/']);
    let heard = 0;
    ours.stdout.on('resize', () => {
      heard += 1;
    });
    streams.stdout.emit('resize');
    expect(heard).toBe(1);
  });
});

test.each([{}, { LANG: 'en_US.UTF-8' }, { LC_ALL: 'de_DE.utf8', LANG: 'C' }])(
  '%j leaves everything unchanged',
  (env) => {
    expect(written(env, '✓ “a”')).toEqual(['✓ “a”', '✓ “a”']);
    const streams = fakeStreams({ env });
    expect(legible(streams)).toBe(streams);
  },
);
