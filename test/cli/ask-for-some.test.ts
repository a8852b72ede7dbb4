import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { askForSome, markedBy } from '../../src/cli/ask-for-some.ts';
import { fakeStreams } from './streams.ts';

const ALL = ['role', 'operator', 'user'].map((value) => ({ value, name: `the ${value}` }));

describe('numbers that were typed', () => {
  test.each([
    ['1', ['role']],
    ['3 1', ['role', 'user']],
    ['1,2, 3', ['role', 'operator', 'user']],
    ['2 2', ['operator']],
    ['0', []],
    ['', undefined],
    ['4', undefined],
    ['1 4', undefined],
    ['0 1', undefined],
    ['role', undefined],
    ['-1', undefined],
    ['1.5', undefined],
  ])('“%s”', (typed, marked) => {
    expect(markedBy(typed, ALL)).toEqual(marked);
  });
});

test('a wrong answer is asked for again, with what was wrong', async () => {
  const stdin = new PassThrough();
  const { stdout, ...rest } = fakeStreams({ isTTY: true, env: { TERM: 'dumb' } });
  const streams = { ...rest, stdout, stdin };
  const marked = askForSome({ message: 'Who may?', all: ALL }, { streams });
  stdin.write('9\n');
  await expect.poll(() => stdout.text).toContain('“9” is not an answer. The numbers go from 1 to 3.');
  stdin.write('2 3\n');
  expect(await marked).toEqual(['operator', 'user']);
  expect(stdout.text).toMatch(/Who may\?\n {2}1 {2}the role\n/);
});
