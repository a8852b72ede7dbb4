import { describe, expect, test } from 'vitest';
import type { Standing } from '../../src/contract/event.ts';
import type { Change } from '../../src/contract/resource.ts';
import {
  choicesOf,
  goOn,
  leftUndone,
  meantBy,
  positionOf,
  skipped,
  standsHere,
  unskipped,
  type WalkPosition,
} from '../../src/report/walk-position.ts';
import { PIPELINE } from '../engine/fake-account.ts';

/** show, strip, name, last */
const steps = PIPELINE.stages.map(({ step }) => step);
const CHANGE = { title: 'key-policy' } as Change;

const place = (parts: Partial<WalkPosition>): WalkPosition => ({
  ...{ steps, done: 0, shown: 0, account: 'as left', failed: [] },
  ...parts,
});
const answers = (parts: Partial<WalkPosition>) => choicesOf(place(parts)).map(({ value }) => value);

describe('where the account is', () => {
  test.each<[string, Standing, string | undefined, Pick<WalkPosition, 'done' | 'account'>]>([
    ['nothing done', { at: 'baseline', next: 'show', drift: [] }, undefined, { done: 0, account: 'as left' }],
    [
      'two steps done',
      { at: 'after-strip', next: 'name', drift: [] },
      'after-strip',
      { done: 2, account: 'as left' },
    ],
    ['all done', { at: 'after-last', drift: [] }, 'after-last', { done: 4, account: 'as left' }],
    [
      'a step begun',
      { at: 'after-strip', halfDone: 'name', next: 'name', drift: [] },
      'after-strip',
      { done: 2, account: 'half done' },
    ],
    ['changed by somebody', { drift: [CHANGE] }, 'after-show', { done: 1, account: 'changed' }],
    ['changed, and the memory lost', { drift: [CHANGE] }, undefined, { done: 0, account: 'changed' }],
    [
      'at a place of the other variant',
      { at: 'after-last', next: 'name', drift: [] },
      'after-last',
      { done: 2, account: 'as left' },
    ],
  ])('%s', (_where, standing, left, expected) => {
    expect(positionOf(steps, standing, left)).toEqual({ steps, ...expected });
  });
});

describe('what can be answered', () => {
  const looking = ['do', 'check', 'guide', 'matrix', 'quit'];
  const always = ['do', 'myself', 'check', 'hint', 'guide', 'diff', 'matrix', 'quit'];
  test.each<[string, Partial<WalkPosition>, readonly string[]]>([
    [
      'at the first step, which only looks: nothing to go back to, nothing to do by hand',
      {},
      [...looking, 'skip', 'steps'],
    ],
    [
      'at a look in an account that somebody changed',
      { account: 'changed' },
      [...always, 'back', 'skip', 'steps', 'reset'],
    ],
    ['at a later step', { done: 1, shown: 1 }, [...always, 'back', 'skip', 'steps']],
    ['after a step that was skipped', { shown: 1 }, [...always, 'back', 'skip', 'steps']],
    [
      'where a step is half done, it can be taken back',
      { account: 'half done' },
      [...always, 'back', 'skip', 'steps'],
    ],
    ['at the end', { done: 4, shown: 4 }, ['quit', 'matrix', 'back', 'reset', 'steps']],
  ])('%s', (_where, parts, expected) => {
    expect(answers(parts)).toEqual(expected);
  });

  test('if something else is on the screen, back to the page comes first', () => {
    const [first, ...others] = choicesOf(place({ done: 1, shown: 1 }), 'other').map(({ value }) => value);
    expect(first).toBe('page');
    expect(others).toEqual(answers({ done: 1, shown: 1 }));
  });

  test('every letter means one thing', () => {
    const keys = choicesOf(place({ done: 1, shown: 1, account: 'changed' }), 'other').map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('what was typed', () => {
  const all = choicesOf(place({ done: 1, shown: 1 }));
  test.each([
    ['', all.map(({ value }) => value)],
    ['d', ['do']],
    ['D', ['do']],
    ['i', ['myself']],
    ['do it', ['do', 'myself']],
    ['do it for', ['do']],
    ['myself', ['myself']],
    ['show', ['diff', 'matrix']],
    ['the m', ['matrix']],
    ['  hint ', ['hint']],
    ['c', ['check']],
    ['guide', ['guide']],
    ['ski', ['skip']],
    ['go back', ['back']],
    ['quit', ['quit']],
    ['uit', []],
    ['xyz', []],
  ])('%j', (typed, means) => {
    expect(meantBy(typed, all).map(({ value }) => value)).toEqual(means);
  });
});

describe('the page on the screen', () => {
  const now = (done: number) => ({ steps, done, account: 'as left' as const });
  test.each<
    [
      string,
      WalkPosition,
      ReturnType<typeof now>,
      Parameters<typeof goOn>[2],
      Pick<WalkPosition, 'shown' | 'failed'>,
    ]
  >([
    ['goes on with the account', place({ shown: 1 }), now(2), 'passed', { shown: 2, failed: [] }],
    ['stays where nothing was done', place({ shown: 1 }), now(1), 'not yet', { shown: 1, failed: [] }],
    [
      'stays ahead of the account after a skip',
      place({ shown: 2 }),
      now(1),
      'passed',
      { shown: 2, failed: [] },
    ],
    ['stays with a step that failed', place({ shown: 1 }), now(2), 'failed', { shown: 1, failed: ['strip'] }],
    ['stays with one that was stopped', place({ shown: 1 }), now(2), 'stopped', { shown: 1, failed: [] }],
    [
      'forgets that once the step passes',
      place({ shown: 1, failed: ['strip'] }),
      now(2),
      'passed',
      { shown: 2, failed: [] },
    ],
    [
      'remembers another one that failed',
      place({ shown: 2, failed: ['strip'] }),
      now(3),
      'passed',
      { shown: 3, failed: ['strip'] },
    ],
  ])('%s', (_what, before, after, ended, expected) => {
    expect(goOn(before, after, ended)).toEqual({ ...after, ...expected });
  });

  test('offers to try a failed step again', () => {
    const names = (failed: readonly string[]) =>
      choicesOf(place({ done: 1, shown: 1, failed })).map(({ name }) => name);
    expect(names([])[0]).toBe('do it for me');
    expect(names(['strip'])[0]).toBe('try again');
    expect(names(['show'])[0]).toBe('do it for me');
  });

  test('skipping, and undoing that', () => {
    const next = skipped(place({ done: 1, shown: 1 }));
    expect(leftUndone(next).map(({ id }) => id)).toEqual(['strip']);
    expect(standsHere(next)).toBe(false);
    expect(unskipped(next)).toEqual(place({ done: 1, shown: 1 }));
  });
});
