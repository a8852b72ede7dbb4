import { describe, expect, test } from 'vitest';
import type { LabEvent } from '../../src/contract/event.ts';
import type { Story } from '../../src/report/report-model.ts';
import { verdictOf } from '../../src/report/report-words.ts';
import { pipeline } from '../../steps/index.ts';
import { storyOf } from './journal.ts';
import { allChanges, PASSED, recordedRun } from './recorded.ts';

const steps = pipeline.stages.map(({ step }) => step.id);
const titles = pipeline.stages.map(({ step }) => step.title);
const without = (events: readonly LabEvent[], ...types: readonly LabEvent['type'][]) =>
  events.filter(({ type }) => !types.includes(type));

describe('a whole run', () => {
  const story = storyOf();

  test('has every step in the order of the page, with its reason', () => {
    expect(story.steps.map(({ id, status }) => [id, status])).toEqual(steps.map((id) => [id, 'applied']));
    expect(story.steps.every(({ why, section }) => why && section)).toBe(true);
    expect(story).toMatchObject({ damage: [], variant: 'corrected', ending: { ok: true } });
    expect(verdictOf(story)).toEqual({
      tone: 'good',
      word: 'Done',
      text: '7 of 7 steps done; 7 of 7 checks passed.',
    });
  });

  test('has every change once, applied', () => {
    const changes = story.steps.flatMap((step) => step.changes);
    expect(changes.map(({ title }) => title)).toEqual(allChanges('corrected').map(({ title }) => title));
    expect(changes.every(({ applied }) => applied)).toBe(true);
  });

  test('knows which cells a step changed, and their old values', () => {
    const changed = story.steps.map(({ id, matrix }) => [
      id,
      matrix?.cells.filter(({ was }) => was).map(({ principal, action, was }) => [principal, action, was]),
    ]);
    expect(changed.slice(0, 3)).toEqual([
      ['show-key-policy', []],
      ['strip-decrypt', [['instance-role', 'kms:Decrypt', 'allowed']]],
      ['start-web-app', []],
    ]);
    expect(changed[5]?.[1]).toHaveLength(23);
  });

  test('measures time from the first moment', () => {
    expect(story.durationMs).toBe(100 * (recordedRun().length - 1));
    expect(story.steps[0]?.attempts).toMatchObject([{ by: 'kms-lab', from: 200, to: 700 }]);
    const times = story.moments.map(({ at }) => at);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });
});

test('a failed check ends the run; later steps were not reached', () => {
  const story = storyOf(recordedRun('corrected', 'key-policy-account-only'));
  expect(story.steps.slice(4).map(({ id, status }) => [id, status])).toEqual([
    ['key-policy-account-only', 'failed'],
    ['key-policy-role-only', 'not-reached'],
    ['key-policy-mfa', 'not-reached'],
  ]);
  expect(verdictOf(story)).toMatchObject({
    tone: 'bad',
    text: expect.stringContaining('1 check failed in “'),
  });
});

test('an error has no stack', () => {
  const error = { code: 'ERR_ACCESS', message: 'No.', cause: 'AccessDenied', stack: 'at /home/me' } as const;
  const story = storyOf(
    recordedRun().map((event): LabEvent => {
      if (event.type === 'step-settled') return { ...event, status: 'failed', error };
      return event.type === 'summary' ? { ...event, ok: false, exitCode: 1, error } : event;
    }),
  );
  expect(story.ending?.error).toEqual({ code: 'ERR_ACCESS', message: 'No.', cause: 'AccessDenied' });
  expect(JSON.stringify(story)).not.toContain('/home/me');
});

test('what belongs to no step is beside the steps', () => {
  const [change] = allChanges('corrected');
  const check = { id: 'c', title: 'The account is home' };
  const story = storyOf([
    ...recordedRun().slice(0, 1),
    { type: 'note', text: 'Home.' },
    { type: 'change-planned', change: change! },
    { type: 'change-applied', change: change! },
    { type: 'check-settled', check, verdict: PASSED, looks: 1 },
    ...recordedRun().slice(-1),
  ]);
  expect(story.steps).toEqual([]);
  expect(story.aside).toMatchObject({
    notes: ['Home.'],
    changes: [{ title: change?.title, applied: true }],
    checks: [{ title: 'The account is home', status: 'passed', looks: 1 }],
  });
});

test('a refused change was not applied', () => {
  const story = storyOf(without(recordedRun(), 'change-applied'));
  expect(story.steps.flatMap(({ changes }) => changes).map(({ applied }) => applied)).toContain(false);
  expect(story.steps.flatMap(({ changes }) => changes).some(({ applied }) => applied)).toBe(false);
});

test('several commands in one journal are one report', () => {
  const again: readonly LabEvent[] = steps.flatMap((id): readonly LabEvent[] => [
    { type: 'step-started', step: { id, title: id } },
    { type: 'step-settled', step: id, status: 'unchanged' },
  ]);
  const story = storyOf([
    ...recordedRun(),
    ...recordedRun().slice(0, 1),
    ...again,
    ...recordedRun().slice(-1),
  ]);
  expect(story.steps.map(({ id, status }) => [id, status])).toEqual(steps.map((id) => [id, 'applied']));
});

describe('if lines are missing, the rest is shown', () => {
  const same = (word: string) => steps.map(() => word);

  test.each<[LabEvent['type'], (story: Story) => unknown, unknown]>([
    [
      'run-started',
      ({ operator, variant, accountId }) => [operator, variant, accountId],
      [undefined, 'corrected', '111122223333'],
    ],
    ['summary', ({ ending, ...story }) => [ending, verdictOf(story).word], [undefined, 'No ending']],
    ['step-started', (story) => story.steps.map(({ title }) => title), titles],
    ['step-settled', (story) => story.steps.map(({ status }) => status), same('unfinished')],
    [
      'change-planned',
      (story) => story.steps.flatMap(({ changes }) => changes.map(({ applied }) => applied)),
      Array(6).fill(true),
    ],
    ['matrix', (story) => story.steps.filter(({ matrix }) => matrix).length, 0],
  ])('%s', (type, ask, told) => {
    const damage = [{ line: 1, why: 'it is no JSON' }];
    const story = storyOf(without(recordedRun(), type), { damage });
    expect(ask(story)).toEqual(told);
    expect(story.steps.map(({ id }) => id)).toEqual(steps);
    expect(story.damage).toEqual(damage);
  });
});
