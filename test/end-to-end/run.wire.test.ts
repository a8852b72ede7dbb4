import { beforeAll, describe, expect, test } from 'vitest';
import { pipeline } from '../../steps/index.ts';
import { tell } from './in-process.ts';
import { cellsOf, freshState, type Told } from './kms-lab.ts';

const steps = pipeline.stages.map(({ step }) => step.id);
const statuses = ({ summary }: Told) => summary.steps.map(({ status }) => status);

describe('the whole lab on the sandbox', () => {
  const state = freshState();
  let first: Told;
  beforeAll(async () => {
    first = await tell(state, 'run');
  });

  test('every step is applied and every check passes', () => {
    expect(first.summary).toMatchObject({ ok: true, exitCode: 0, target: 'sandbox', variant: 'corrected' });
    expect(first.summary.steps.map(({ id }) => id)).toEqual(steps);
    expect(statuses(first)).toEqual(steps.map(() => 'applied'));
    expect(
      first.summary.steps.flatMap(({ checks }) => checks).every(({ status }) => status === 'passed'),
    ).toBe(true);
    expect(first.summary.writes).toBeGreaterThan(0);
  });

  test('no more calls are made than the lab needs', () => {
    expect(first.summary.calls).toBeLessThanOrEqual(270);
  });

  test('predicted and observed agree in every cell that was observed', () => {
    const cells = steps.flatMap((step) => cellsOf(first, step)).filter((cell) => cell.observed);
    expect(cells.length).toBeGreaterThan(100);
    // AWS does not tell another account which kind of refusal it is.
    const agrees = (seen: string | undefined, predicted: string) =>
      seen === predicted || (seen === 'denied' && predicted !== 'allowed');
    const wrong = cells.filter(({ predicted, observed }) => !agrees(observed?.outcome, predicted.outcome));
    expect(wrong).toEqual([]);
  });

  test('the findings are shown', () => {
    const findings = first.events
      .filter((event) => event.type === 'finding')
      .map((event) => event.finding.id);
    expect(findings).toEqual(
      expect.arrayContaining(['account-only-grants', 'role-only-locks-out-its-author', 'mfa-only-adds']),
    );
  });

  test('a second run writes nothing and says so', async () => {
    const second = await tell(state, 'run');
    expect(second.exitCode).toBe(0);
    expect(second.summary.writes).toBe(0);
    expect(statuses(second)).toEqual(steps.map(() => 'unchanged'));
  });

  test.each(['baseline', ...steps.map((step) => `after-${step}`)])(
    'rollback to %s, and run again from there',
    async (checkpoint) => {
      const back = await tell(state, 'rollback', '--to', checkpoint);
      expect(back.summary).toMatchObject({ ok: true, exitCode: 0 });
      const again = await tell(state, 'run');
      expect(again.summary).toMatchObject({ ok: true, exitCode: 0 });
    },
  );

  test('reset restores the account: plan names the same changes as at first', async () => {
    const onDayOne = await tell(freshState(), 'plan');
    const reset = await tell(state, 'reset');
    expect(reset.summary).toMatchObject({ ok: true, exitCode: 0 });
    const plan = await tell(state, 'plan');
    const changes = ({ summary }: Told) => summary.steps.map(({ id, changes }) => ({ id, changes }));
    expect(changes(plan)).toEqual(changes(onDayOne));
    expect(plan.exitCode).toBe(4);
    expect(plan.summary.writes).toBe(0);
  });
});

test.each([
  ['late answers are believed at once', 'latency=1ms', false],
  ['where changes follow late two answers are waited for', 'eventual=1ms', true],
])('%s', async (_what, chaos, waits) => {
  const { events, summary } = await tell(freshState(), 'verify', '--chaos', chaos);
  expect(summary.ok).toBe(true);
  expect(events.some(({ type }) => type === 'waiting')).toBe(waits);
});

describe('the page as it was published', () => {
  test('an administrator is refused role-only before the first write, and may do the steps before it', async () => {
    const state = freshState();
    const refused = await tell(state, 'run', '--variant', 'published');
    expect(refused.exitCode).toBe(5);
    expect(refused.summary).toMatchObject({ writes: 0, error: { code: 'ERR_LOCK_OUT' } });
    const to = ['run', '--to', 'key-policy-account-only'];
    expect(refused.summary.error?.next).toContainEqual(expect.objectContaining({ run: to }));
    expect(await tell(state, ...to, '--variant', 'published')).toMatchObject({ exitCode: 0 });
  });

  test('what was kept can still be read by an operator who is locked out', async () => {
    const state = freshState();
    await tell(state, 'run', '--to', '6', '--variant', 'published', '--operator', 'root');
    expect((await tell(state, 'status')).summary.error).toMatchObject({ code: 'ERR_ACCESS' });
    expect(await tell(state, 'checkpoint', 'list')).toMatchObject({ exitCode: 0 });
    expect(await tell(state, 'checkpoint', 'show', 'baseline')).toMatchObject({ exitCode: 0 });
  });

  test('the root user succeeds: the role is denied, and the MFA key never matches', async () => {
    const told = await tell(freshState(), 'run', '--variant', 'published', '--operator', 'root');
    expect(told.summary).toMatchObject({ ok: true, exitCode: 0 });
    const outcome = (step: string, principal: string, action: string) =>
      cellsOf(told, step).find((cell) => cell.principal === principal && cell.action === action)?.predicted
        .outcome;
    expect(outcome('key-policy-role-only', 'instance-role', 'kms:Encrypt')).toBe('explicitly-denied');
    expect(outcome('key-policy-mfa', 'user-a-fresh-mfa', 'kms:PutKeyPolicy')).toBe('implicitly-denied');
  });
});

describe('parts of the lab', () => {
  test('--to stops after a step', async () => {
    const told = await tell(freshState(), 'run', '--to', 'strip-decrypt');
    expect(told.summary.steps.map(({ id, status }) => [id, status])).toEqual([
      ['show-key-policy', 'applied'],
      ['strip-decrypt', 'applied'],
    ]);
  });

  test('--only refuses a step that builds on one that is missing', async () => {
    const told = await tell(freshState(), 'run', '--only', 'key-policy-mfa');
    expect(told.exitCode).toBe(2);
    expect(told.summary).toMatchObject({ writes: 0, error: { code: 'ERR_ORDER' } });
  });
});
