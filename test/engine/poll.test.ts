import { describe, expect, test } from 'vitest';
import type { PrincipalId } from '../../src/contract/access.ts';
import type { Check, Verdict } from '../../src/contract/check.ts';
import { LabError } from '../../src/contract/errors.ts';
import type { ResourceId } from '../../src/contract/resource.ts';
import { run } from '../../src/engine/index.ts';
import { pollUntil } from '../../src/engine/poll.ts';
import { Recorder } from '../../src/engine/recorder.ts';
import { type RecentWrites, runChecks } from '../../src/engine/run-checks.ts';
import type { Patience } from '../../src/engine/session.ts';
import { eventLine } from '../../src/report/event-line.ts';
import { type Fake, fake, fakeAccount, PIPELINE } from './fake-account.ts';

const patience = (agreeing: number): Patience => ({
  write: 1000,
  check: 1000,
  firstPause: 10,
  longestPause: 200,
  agreeing,
});

/** `+` passes, `-` fails, `!` could not look; the last answer stays. */
function answering(answers: string, id = 'flapping'): Check & { looks(): number } {
  let looks = 0;
  return {
    id,
    title: `the ${id} check passes`,
    looks: () => looks,
    async look(): Promise<Verdict> {
      const answer = answers[Math.min(looks++, answers.length - 1)];
      if (answer === '!') throw new LabError('ERR_LOOK', 'Nothing answers.');
      const status = answer === '+' ? 'passed' : 'failed';
      return { status, expected: 'passed', observed: status, evidence: 'observed' };
    },
  };
}

const newRound = () => {};

const ask = ({ session }: Fake, ...checks: readonly Check[]) =>
  runChecks(session, new Recorder(session), checks, { written: 'anything' });

const verdicts = ({ events }: Fake) =>
  events.flatMap((event) => (event.type === 'check-settled' ? [event.verdict.status] : []));
const waits = ({ events }: Fake) => events.flatMap((event) => (event.type === 'waiting' ? [event] : []));

describe('as many answers in a row as must agree make a verdict', () => {
  test.each<[what: string, answers: string, agreeing: number, passed: boolean, looks: number]>([
    ['one that passes at once, where nothing is late', '+', 1, true, 1],
    ['one that passes at once', '+', 3, true, 3],
    ['one that is late', '---+', 3, true, 6],
    ['one that flaps, and then stays', '+-+-++-+', 3, true, 10],
    ['one that flaps, where one answer is enough', '+-+-', 1, true, 1],
    ['one that could not look at first', '!!+', 2, true, 4],
    ['one that fails to the end', '-', 3, false, 10],
  ])('%s', async (_what, answers, agreeing, passed, looks) => {
    const lab = fake({ patience: patience(agreeing) });
    const check = answering(answers);
    expect(await ask(lab, check)).toBe(passed);
    expect(check.looks()).toBe(looks);
    expect(verdicts(lab)).toEqual([passed ? 'passed' : 'failed']);
  });

  test('a check that flaps to the end has none, and is named', async () => {
    const lab = fake({ patience: patience(3) });
    const flapping = answering('+-'.repeat(50));
    await expect(ask(lab, answering('+', 'steady'), flapping)).rejects.toMatchObject({
      code: 'ERR_NOT_SETTLED',
      message: expect.stringMatching(/inconsistent answers: the flapping check passes\.$/),
      next: [{ run: ['run'] }],
    });
  });

  test('a check that began to fail only when time was up is confirmed first', async () => {
    const lab = fake({ patience: { ...patience(3), check: 5 } });
    const check = answering('+---');
    expect(await ask(lab, check)).toBe(false);
    expect(check.looks()).toBe(4);
    expect(verdicts(lab)).toEqual(['failed']);
  });

  test('a settled check is not run again while others are late', async () => {
    const lab = fake({ patience: patience(2) });
    const [steady, late] = [answering('+', 'steady'), answering('----+', 'late')];
    expect(await ask(lab, steady, late)).toBe(true);
    expect([steady.looks(), late.looks()]).toEqual([2, 6]);
  });

  test.each([
    ['the credentials are nobody’s any more', 'ERR_CREDENTIALS'],
    ['another option has to be given', 'ERR_USAGE'],
  ] as const)('nothing is asked again when %s', async (_when, code) => {
    const lab = fake({ patience: patience(3) });
    const check = { ...answering('+'), look: () => Promise.reject(new LabError(code, 'gone')) };
    await expect(ask(lab, check)).rejects.toMatchObject({ code, message: 'gone' });
    expect(waits(lab)).toEqual([]);
  });
});

describe('a wait', () => {
  test('names the checks that do not pass yet, and the time', async () => {
    const lab = fake({ patience: patience(1) });
    const checks = ['one', 'two', 'three'].map((id) => answering('--+', id));
    await ask(lab, answering('+', 'steady'), ...checks);
    expect(waits(lab).map(({ elapsedMs, checks = [] }) => [elapsedMs, checks.map(({ id }) => id)])).toEqual([
      [0, ['one', 'two', 'three']],
      [10, ['one', 'two', 'three']],
    ]);
    expect(waits(lab).map(eventLine)[1]).toBe(
      '  waiting for the checks to pass: “the one check passes”, “the two check passes”, and 1 more (0.0 s of at most 1 s); last answer: failed',
    );
  });

  test.each([
    ['a verdict', '--+', 'failed'],
    ['what kept it from looking', '!!+', '“the flapping check passes” could not run: Nothing answers.'],
  ])('says the last answer: %s', async (_what, answers, last) => {
    const lab = fake({ patience: patience(1) });
    await ask(lab, answering(answers));
    expect(waits(lab)).toEqual([
      expect.objectContaining({ last, elapsedMs: 0, limitMs: 1000 }),
      expect.objectContaining({ last, elapsedMs: 10, limitMs: 1000 }),
    ]);
  });

  test('for a write says what AWS returns instead', async () => {
    const account = fakeAccount();
    account.lag = 1;
    const lab = fake({ account, patience: patience(1) });
    await run(lab.session, { onFailure: 'stop', to: 'strip' });
    expect(waits(lab).map(({ last, limitMs }) => [last, limitMs])).toEqual([
      ['AWS returns what was there before', 1000],
    ]);
  });

  test('says how often it saw what it waits for', async () => {
    const lab = fake({ patience: patience(3) });
    const recorder = new Recorder(lab.session);
    expect(
      await pollUntil({ session: lab.session, newRound, recorder, limit: 0, what: 'it' }, async () => 'seen'),
    ).toBe('seen');
    expect(waits(lab).map(({ what, elapsedMs, limitMs }) => [what, elapsedMs, limitMs])).toEqual([
      ['it, seen 1 of 3 times', 0, undefined],
      ['it, seen 2 of 3 times', 10, undefined],
    ]);
  });

  test('ends without an answer when what was seen disappeared and time is up', async () => {
    const { session } = fake({ patience: patience(2) });
    const seen = [undefined, 'once', undefined, 'again'];
    let looks = 0;
    const limit = 5;
    expect(
      await pollUntil(
        { session, newRound, recorder: new Recorder(session), limit, what: 'it' },
        async () => seen[looks++],
      ),
    ).toBeUndefined();
    expect(looks).toBe(3);
  });

  test('is reported with its step, for the whole time it took', async () => {
    const account = fakeAccount();
    account.lag = 3;
    const lab = fake({ account, patience: patience(1) });
    const { steps } = await run(lab.session, { onFailure: 'stop', to: 'strip' });
    expect(steps.map(({ id, waitedMs }) => [id, waitedMs])).toEqual([
      ['show', undefined],
      ['strip', 10 + 20 + 40],
    ]);
    const settled = lab.events.filter((event) => event.type === 'step-settled').at(-1)!;
    expect(settled).toMatchObject({ step: 'strip', waitedMs: 70 });
    expect(eventLine({ ...settled, waitedMs: 2345 })).toBe('  applied, after waiting 2.3 s');
    expect(eventLine(settled)).toBe('  applied');
  });
});

test('a write is read as often as must agree: one replica may have it already, and the next not', async () => {
  const reads = ['old', 'new', 'old', 'new', 'new', 'new', 'new'];
  const lab = fake({ patience: patience(3), pipeline: { ...PIPELINE, stages: PIPELINE.stages.slice(0, 2) } });
  const { 'role-policy': policy } = lab.session.lab.resources;
  let read = 0;
  const written = { now: false };
  const resources = {
    ...lab.session.lab.resources,
    'role-policy': {
      ...policy,
      write: async (document: Parameters<typeof policy.write>[0]) => {
        written.now = true;
        await policy.write(document);
      },
      read: async () => (written.now && reads[read++] === 'old' ? undefined : policy.read()),
    },
  };
  const session = { ...lab.session, lab: { ...lab.session.lab, resources } };
  expect(await run(session, { onFailure: 'stop', to: 'strip' })).toMatchObject({ ok: true });
  const writes = waits(lab).filter(({ what }) => what.startsWith('role-policy to be readable'));
  expect(writes.map(({ what }) => what.slice('role-policy to be readable'.length))).toEqual([
    '',
    ', seen 1 of 3 times',
    '',
    ', seen 1 of 3 times',
    ', seen 2 of 3 times',
  ]);
});

describe('answers must agree only about what was written', () => {
  const decidedBy = (...ids: readonly ResourceId[]) => ({ ...answering('+'), decidedBy: ids });

  test.each<[what: string, check: Check & { looks(): number }, written: RecentWrites, looks: number]>([
    ['nothing was written', answering('+'), new Set(), 1],
    ['what decides it was written', decidedBy('role-policy'), new Set(['role-policy']), 3],
    ['something else was written', decidedBy('key-policy'), new Set(['role-policy']), 1],
    ['it does not say what decides it', answering('+'), new Set(['role-policy']), 3],
    ['nothing that the lab writes decides it', decidedBy(), new Set(['role-policy']), 1],
    ['anything may have been written', decidedBy('key-policy'), 'anything', 3],
  ])('%s', async (_what, check, written, looks) => {
    const { session } = fake({ patience: patience(3) });
    expect(await runChecks(session, new Recorder(session), [check], { written })).toBe(true);
    expect(check.looks()).toBe(looks);
  });
});

describe('the matrix', () => {
  const asking = (asks: readonly PrincipalId[] | undefined, answers = '+'): Check => {
    const { look, ...check } = answering(answers);
    return {
      ...check,
      ...(asks ? { rows: asks } : {}),
      async look(context) {
        await context.matrix();
        return look(context);
      },
    };
  };
  const counted = (agreeing: number) => {
    const lab = fake({ patience: patience(agreeing) });
    const asked: (readonly PrincipalId[] | undefined)[] = [];
    const access = {
      ...lab.session.lab.access,
      matrix: (of?: readonly PrincipalId[]) => {
        asked.push(of);
        return lab.session.lab.access.matrix(of);
      },
    };
    return { session: { ...lab.session, lab: { ...lab.session.lab, access } }, asked, lab };
  };

  test('is probed completely at first, and then for the rows that open checks read', async () => {
    const { session, asked } = counted(2);
    await runChecks(session, new Recorder(session), [asking(['operator'])], { written: 'anything' });
    expect(asked).toEqual([undefined, ['operator']]);
  });

  test('is not probed again if nothing was written since, and reported all the same', async () => {
    const { session, asked, lab } = counted(1);
    const last = {};
    for (const written of [new Set<ResourceId>(), new Set<ResourceId>(), new Set<ResourceId>(['alias'])]) {
      await runChecks(session, new Recorder(session), [asking(undefined)], { written, last });
    }
    expect(asked).toHaveLength(2);
    expect(lab.events.filter(({ type }) => type === 'matrix')).toHaveLength(3);
  });

  test('is probed again in every round for a check that does not pass', async () => {
    const { session, asked } = counted(1);
    const [first, last] = [asking(undefined), {}];
    await runChecks(session, new Recorder(session), [first], { written: new Set(), last });
    await runChecks(session, new Recorder(session), [asking(undefined, '-+')], { written: new Set(), last });
    expect(asked).toHaveLength(2);
  });
});
