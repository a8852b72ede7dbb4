import { describe, expect, test } from 'vitest';
import type { Check } from '../../src/contract/check.ts';
import { LabError } from '../../src/contract/errors.ts';
import { check, run, status } from '../../src/engine/index.ts';
import { at } from './by-person.ts';
import { type Fake, fake, fakeAccount, PIPELINE, saying, says } from './fake-account.ts';

const USER = { userName: 'userA', ours: true };

/** The conditions that were reported, by their ids. */
const conditions = ({ events }: Fake) =>
  Object.fromEntries(
    events.flatMap((event) => (event.type === 'condition' ? [[event.condition.id, event.met]] : [])),
  );

const types = ({ events }: Fake) => events.map(({ type }) => type);

/** The pipeline with other checks for one of its steps. */
const withChecks = (step: string, ...checks: readonly Check[]) => ({
  ...PIPELINE,
  stages: PIPELINE.stages.map((stage) =>
    stage.step.id === step ? { ...stage, checks: () => checks } : stage,
  ),
});

describe('what was done right', () => {
  test('passes the step, with its checkpoint, and writes nothing to the account', async () => {
    const lab = await at('strip');
    lab.account.documents.user = USER;
    lab.account.documents['key-policy'] = saying('names-user');
    const summary = await check(lab.session, { step: 'name' });
    expect(summary).toMatchObject({
      ok: true,
      exitCode: 0,
      steps: [
        {
          id: 'name',
          status: 'applied',
          changes: [{ resource: 'user' }, { resource: 'key-policy' }],
          checks: [{ status: 'passed' }],
        },
      ],
    });
    expect(summary.steps[0]?.conditions?.every(({ met }) => met)).toBe(true);
    expect(lab.account.writes).toEqual([]);
    expect(lab.store.position()).toBe('after-name');
    expect((await lab.store.checkpoint('after-name'))?.documents).toMatchObject({ user: USER });
    expect(lab.store.held).toBe(false);
  });

  test('is not reported as a change of the account again when it is checked again', async () => {
    const lab = await at('strip');
    const summary = await check(lab.session, { step: 'strip' });
    expect(summary).toMatchObject({ exitCode: 0, steps: [{ status: 'unchanged', changes: [] }] });
  });

  test('of a step that only looks is what there is to see, and its checks', async () => {
    const lab = fake();
    expect(await check(lab.session, { step: 'show' })).toMatchObject({ ok: true });
    expect(lab.events).toContainEqual({ type: 'step-showed', step: 'show', text: 'shown' });
    expect(lab.store.position()).toBe('after-show');
  });

  test('and was overtaken by later steps, is in place', async () => {
    const lab = await at('name');
    const summary = await check(lab.session, { step: 'strip' });
    expect(summary).toMatchObject({ exitCode: 0, steps: [{ id: 'strip', status: 'unchanged', checks: [] }] });
    expect(lab.events).toContainEqual({
      type: 'note',
      text: '"Strip" is in place, and so are later steps.',
      next: [{ run: ['verify'], why: 'runs the checks of where the account is now' }],
    });
    expect(lab.store.position()).toBe('after-name');
  });
});

describe('who may decrypt, as the user answered before the check', () => {
  test('is shown beside the facts, before the checks', async () => {
    const lab = await at('strip');
    await check(lab.session, { step: 'strip', said: ['operator'] });
    expect(lab.events).toContainEqual({
      type: 'quiz',
      step: 'strip',
      said: ['operator'],
      cells: (await lab.session.lab.access.matrix()).filter(({ action }) => action === 'kms:Decrypt'),
    });
    expect(types(lab).indexOf('quiz')).toBeLessThan(types(lab).indexOf('check-settled'));
    expect(lab.store.journalled.map(({ type }) => type)).toContain('quiz');
  });

  test('is shown for a step that is missing something, and for one that was overtaken', async () => {
    const missing = await at('strip');
    expect(await check(missing.session, { step: 'name', said: [] })).toMatchObject({ exitCode: 4 });
    expect(types(missing)).toContain('quiz');
    const overtaken = await at('name');
    expect(await check(overtaken.session, { step: 'strip', said: [] })).toMatchObject({ exitCode: 0 });
    expect(types(overtaken)).toContain('quiz');
  });

  test('does not prevent the check if the account cannot be asked', async () => {
    const lab = await at('strip');
    const access = {
      ...lab.session.lab.access,
      matrix: () => Promise.reject(new LabError('ERR_ACCESS', 'You may not read the role.')),
    };
    const session = { ...lab.session, lab: { ...lab.session.lab, access } };
    expect(await check(session, { step: 'strip', said: [] })).toMatchObject({ exitCode: 0 });
    expect(lab.events).toContainEqual({
      type: 'note',
      text: 'Your answer could not be compared with the access matrix: You may not read the role.',
    });
    expect(types(lab)).not.toContain('quiz');
  });

  test('is not shown if nothing was asked', async () => {
    const lab = await at('strip');
    await check(lab.session, { step: 'strip' });
    expect(types(lab)).not.toContain('quiz');
  });
});

describe('what is missing', () => {
  test('is reported condition by condition, and its checks run once', async () => {
    const lab = await at('strip');
    lab.account.documents.user = USER;
    const summary = await check(lab.session, { step: 'name' });
    expect(summary).toMatchObject({
      ok: false,
      exitCode: 4,
      steps: [{ id: 'name', status: 'incomplete', changes: [], checks: [{ status: 'failed' }] }],
    });
    expect(summary.error).toBeUndefined();
    expect(conditions(lab)).toEqual({ user: true, 'key-policy': false });
    expect(types(lab)).not.toContain('waiting');
    expect(lab.store.position()).toBe('after-strip');
    expect(await lab.store.checkpoint('after-name')).toBeUndefined();
  });

  test('gives no answer: neither a hint nor a wanted document', async () => {
    const lab = await at('strip');
    await check(lab.session, { step: 'name' });
    expect(types(lab)).not.toContain('hint');
    const told = JSON.stringify(lab.events.filter(({ type }) => type === 'condition' || type === 'summary'));
    expect(told).toContain('it is different');
    expect(told).not.toContain(JSON.stringify(saying('names-user').Statement));
  });

  test('is also what a step must not change, and has changed', async () => {
    const lab = await at('show');
    lab.account.documents['role-policy'] = saying('stripped');
    lab.account.documents.alias = { keyId: 'another' };
    expect(await check(lab.session, { step: 'strip' })).toMatchObject({ exitCode: 4 });
    expect(conditions(lab)).toEqual({
      alias: false,
      'role-policy-statement-1': true,
      'role-policy-no-other-statement': true,
    });
    expect(await lab.store.checkpoint('after-strip')).toBeUndefined();
  });

  test('does not prevent checks that have nothing to look at yet', async () => {
    const blind: Check = {
      ...says('key-policy', 'x'),
      look: () => Promise.reject(new LabError('ERR_LOOK', 'Nothing answers.')),
    };
    const lab = await at('show', { pipeline: withChecks('strip', blind, says('role-policy', 'stripped')) });
    const { steps, error } = await check(lab.session, { step: 'strip' });
    expect(error).toBeUndefined();
    expect(steps[0]?.checks).toMatchObject([
      { status: 'skipped', observed: 'could not be checked yet: Nothing answers.' },
      { status: 'failed' },
    ]);
  });
});

describe('what is gone since the baseline', () => {
  const attach = { shell: 'aws iam attach-role-policy', why: 'attaches it again' };
  const detached = new LabError('ERR_NOT_FOUND', 'The policy is detached.', { next: [attach] });
  const without = (lab: Fake): void => {
    const title = 'policy p of role r';
    lab.account.missing.push({ thing: 'role policy', title, kind: 'missing', error: detached });
    lab.account.gone['role-policy'] = detached;
  };
  const GONE = {
    condition: { id: 'role-policy-available', title: 'policy p of role r is available' },
    ...{ met: false, observed: 'The policy is detached.', next: [attach] },
  };

  test('is a condition that is not met, with what to type, beside those of the step', async () => {
    const lab = await at('strip');
    without(lab);
    lab.account.documents.user = USER;
    const { exitCode, error, steps } = await check(lab.session, { step: 'name' });
    expect({ exitCode, error }).toEqual({ exitCode: 4, error: undefined });
    expect(steps).toMatchObject([
      {
        ...{ id: 'name', status: 'incomplete', checks: [{ status: 'failed' }] },
        conditions: [GONE, { met: true }, { met: false }],
      },
    ]);
  });

  test('passes no step whose documents are right, and moves the account’s place for none', async () => {
    const lab = await at('strip');
    without(lab);
    expect(await check(lab.session, { step: 'strip' })).toMatchObject({
      exitCode: 4,
      steps: [{ status: 'incomplete', conditions: [GONE], checks: [{ status: 'passed' }] }],
    });
    expect(lab.store.position()).toBe('after-strip');
    lab.account.missing.length = 0;
    delete lab.account.gone['role-policy'];
    expect(await check(lab.session, { step: 'strip' })).toMatchObject({ exitCode: 0 });
  });

  test('is all that is reported for a step that was overtaken', async () => {
    const lab = await at('last');
    without(lab);
    expect(await check(lab.session, { step: 'strip' })).toMatchObject({
      exitCode: 4,
      steps: [{ conditions: [GONE], checks: [] }],
    });
  });

  test('does not prevent checks that can run', async () => {
    const blind: Check = { ...says('key-policy', 'x'), look: () => Promise.reject(detached) };
    const lab = await at('show', { pipeline: withChecks('strip', blind, says('key-policy', 'default')) });
    without(lab);
    const { exitCode, steps } = await check(lab.session, { step: 'strip' });
    expect(exitCode).toBe(4);
    expect(steps[0]?.checks).toMatchObject([
      { status: 'skipped', observed: 'could not be checked yet: The policy is detached.' },
      { status: 'passed' },
    ]);
  });

  test('is an error without a baseline: nothing says what was there', async () => {
    const lab = fake();
    without(lab);
    expect(await check(lab.session, { step: 'strip' })).toMatchObject({
      ...{ exitCode: 1, steps: [] },
      error: { code: 'ERR_NOT_FOUND', next: [attach] },
    });
  });
});

describe('a check that fails although the documents are right', () => {
  const failing = says('key-policy', 'propagated');

  test('fails the step, and leaves the account’s place where it was', async () => {
    const lab = await at('show', { pipeline: withChecks('strip', failing) });
    lab.account.documents['role-policy'] = saying('stripped');
    const summary = await check(lab.session, { step: 'strip' });
    expect(summary).toMatchObject({ exitCode: 3, steps: [{ status: 'failed' }] });
    expect(types(lab)).not.toContain('hint');
    expect(lab.store.position()).toBe('after-show');
    expect(await lab.store.checkpoint('after-strip')).toBeUndefined();
  });

  test('is waited for, because a change takes a while to arrive', async () => {
    const lab = await at('show', { pipeline: withChecks('strip', failing) });
    lab.account.documents['role-policy'] = saying('stripped');
    await check(lab.session, { step: 'strip' });
    expect(types(lab)).toContain('waiting');
  });

  test('and is not waited for if the failure was predicted', async () => {
    const foreseen: Check = {
      ...failing,
      predict: () => ({ status: 'failed', expected: 'x', observed: 'the key is off', evidence: 'evaluated' }),
    };
    const account = { ...fakeAccount(), prospect: () => ({}) as never };
    const lab = fake({ account, pipeline: withChecks('strip', foreseen) });
    await check(lab.session, { step: 'show' });
    account.documents['role-policy'] = saying('stripped');
    expect(await check(lab.session, { step: 'strip' })).toMatchObject({ exitCode: 3 });
    expect(types(lab)).not.toContain('waiting');
  });

  test('is an error if it could not look', async () => {
    const blind: Check = { ...failing, look: () => Promise.reject(new LabError('ERR_LOOK', 'No answer.')) };
    const lab = await at('show', { pipeline: withChecks('strip', blind) });
    lab.account.documents['role-policy'] = saying('stripped');
    expect(await check(lab.session, { step: 'strip' })).toMatchObject({
      exitCode: 1,
      error: { code: 'ERR_LOOK' },
      steps: [{ status: 'failed' }],
    });
  });
});

describe('which step', () => {
  const checked = async (lab: Fake, step?: string) =>
    (await check(lab.session, { step })).steps.map(({ id }) => id);

  test('is the next one', async () => {
    expect(await checked(fake())).toEqual(['show']);
    expect(await checked(await at('show'))).toEqual(['strip']);
  });

  test('is the one that is half done', async () => {
    const lab = await at('strip');
    lab.account.documents.user = USER;
    expect(await checked(lab)).toEqual(['name']);
  });

  test('is the one that was done by hand, and not checked yet', async () => {
    const lab = await at('show');
    lab.account.documents['role-policy'] = saying('stripped');
    expect(await checked(lab)).toEqual(['strip']);
    expect(await checked(lab)).toEqual(['name']);
    const fresh = fake();
    fresh.account.documents['role-policy'] = saying('stripped');
    expect(await checked(fresh)).toEqual(['strip']);
  });

  test('is the same if something was done that no step wants', async () => {
    const lab = await at('strip');
    lab.account.documents['key-policy'] = saying('oops');
    expect(await checked(lab)).toEqual(['name']);
  });

  test('is the last one at the end of the page', async () => {
    expect(await checked(await at('last'))).toEqual(['last']);
  });

  test('can be named by its number, too', async () => {
    expect(await checked(await at('show'), '2')).toEqual(['strip']);
  });

  test.each(['0', '5', 'three', 'strap', ''])('there is no step %j', async (name) => {
    const summary = await check(fake().session, { step: name });
    expect(summary).toMatchObject({ exitCode: 2, error: { code: 'ERR_UNKNOWN_NAME' } });
    expect(summary.error?.hint).toContain('There are show (1), strip (2), name (3), last (4).');
  });
});

describe('an account that kms-lab has not seen before', () => {
  test('counts as the start as it is, with a note', async () => {
    const lab = fake();
    await check(lab.session, { step: 'show' });
    expect(lab.events).toContainEqual({
      type: 'note',
      text: 'kms-lab has no baseline of this account yet: the account as it is now counts as the start.',
    });
    expect(await lab.store.checkpoint('baseline')).toMatchObject({ provisional: true });
    lab.events.length = 0;
    await check(lab.session, { step: 'show' });
    expect(types(lab)).not.toContain('note');
  });
});

describe('an account that another command holds', () => {
  test('is not checked', async () => {
    const lab = fake();
    lab.store.lock = async () => {
      throw new LabError('ERR_LOCKED', 'held');
    };
    expect(await check(lab.session, {})).toMatchObject({ exitCode: 6, error: { code: 'ERR_LOCKED' } });
  });
});

test('after a failed check, the account is not recorded as left at the step', async () => {
  const lab = await at('show', { pipeline: withChecks('strip', says('key-policy', 'propagated')) });
  lab.account.documents['role-policy'] = saying('stripped');
  await check(lab.session, {});
  // The checks of the step fail; the account has not drifted.
  expect(await status(lab.session)).toMatchObject({ steps: [] });
  expect(lab.store.position()).toBe('after-show');
  const { exitCode } = await run(lab.session, { onFailure: 'stop', to: 'strip' });
  expect(exitCode).toBe(3);
});
