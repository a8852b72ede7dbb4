import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { askYesOrNo } from '../../src/cli/questions.ts';
import { fakeStreams } from './streams.ts';

/** Lines typed at a terminal that cannot move its cursor, one answer per question. */
async function typing(...lines: readonly string[]) {
  const stdin = new PassThrough();
  const { stdout, ...rest } = fakeStreams({ isTTY: true, env: { TERM: 'dumb' } });
  const answer = askYesOrNo('Go on?', { streams: { ...rest, stdout, stdin } });
  for (const [index, line] of lines.entries()) {
    await expect.poll(() => stdout.text.split('then Enter:').length).toBe(index + 2);
    stdin.write(`${line}\n`);
  }
  return { yes: await answer, text: stdout.text };
}

test.each([
  ['y', true],
  ['YES', true],
  ['n', false],
  ['no', false],
  ['', false],
])('“%s” is %s', async (line, yes) => {
  expect(await typing(line)).toMatchObject({ yes, text: 'Go on? y or n, then Enter: ' });
});

test('anything else is asked again', async () => {
  const { yes, text } = await typing('yess', 'y');
  expect(yes).toBe(true);
  expect(text).toContain('Type y or n.');
});
