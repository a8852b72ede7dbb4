import { expect, test } from 'vitest';
import { keptAnswer } from '../../../src/aws/client/kept-answer.ts';

test('one look for each key, however many ask', async () => {
  const answers = new Map<string, Promise<string>>();
  let looks = 0;
  const ask = (key: string) => keptAnswer(answers, key, async () => `${key} ${++looks}`);
  expect(await Promise.all([ask('a'), ask('a'), ask('b')])).toEqual(['a 1', 'a 1', 'b 2']);
});

test('a failure reaches everyone who waits, and is not kept', async () => {
  const answers = new Map<string, Promise<string>>();
  const fails = () => Promise.reject(new Error('no'));
  const both = [keptAnswer(answers, 'a', fails), keptAnswer(answers, 'a', async () => 'not asked')];
  expect((await Promise.allSettled(both)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await keptAnswer(answers, 'a', async () => 'there')).toBe('there');
});

test('a look that fails late does not remove a newer answer', async () => {
  const answers = new Map<string, Promise<string>>();
  let fail = (_: Error): void => {};
  const late = keptAnswer(answers, 'a', () => new Promise((_, failed) => (fail = failed)));
  answers.clear();
  await keptAnswer(answers, 'a', async () => 'newer');
  fail(new Error('no'));
  await expect(late).rejects.toThrow('no');
  expect(await keptAnswer(answers, 'a', async () => 'another')).toBe('newer');
});
