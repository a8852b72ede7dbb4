import { expect, test } from 'vitest';
import { BodyBudget, type Claim } from '../../src/sandbox/body-budget.ts';

const state = (claim: Claim): Promise<string> =>
  Promise.race([claim.granted.then(() => 'granted'), Promise.resolve().then(() => 'waiting')]);

test('what fits is granted at once', async () => {
  const budget = new BodyBudget(10);
  expect(await state(budget.claim(4))).toBe('granted');
  expect(await state(budget.claim(6))).toBe('granted');
  expect(budget.held).toBe(10);
});

test('what does not fit waits until enough is released', async () => {
  const budget = new BodyBudget(10);
  const first = budget.claim(8);
  const second = budget.claim(8);
  expect(await state(second)).toBe('waiting');
  first.release();
  expect(await state(second)).toBe('granted');
  expect(budget.held).toBe(8);
});

test('a small claim need not wait behind a large one', async () => {
  const budget = new BodyBudget(10);
  budget.claim(8);
  expect(await state(budget.claim(8))).toBe('waiting');
  expect(await state(budget.claim(2))).toBe('granted');
});

test('a claim that was withdrawn is never granted, and releasing twice releases once', async () => {
  const budget = new BodyBudget(10);
  const first = budget.claim(8);
  const second = budget.claim(8);
  second.release();
  first.release();
  first.release();
  expect(await state(second)).toBe('waiting');
  expect(budget.held).toBe(0);
});
