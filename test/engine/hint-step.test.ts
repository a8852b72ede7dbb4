import { describe, expect, test } from 'vitest';
import type { Check } from '../../src/contract/check.ts';
import { LabError } from '../../src/contract/errors.ts';
import { check, hint } from '../../src/engine/index.ts';
import { at, hints } from './by-person.ts';
import { type Fake, fake, PIPELINE, saying, says } from './fake-account.ts';

const withChecks = (step: string, ...checks: readonly Check[]) => ({
  ...PIPELINE,
  stages: PIPELINE.stages.map((stage) =>
    stage.step.id === step ? { ...stage, checks: () => checks } : stage,
  ),
});

const told = ({ events }: Fake) => events.filter(({ type }) => type === 'hint');

describe('a hint', () => {
  test('looks once, and says what is missing', async () => {
    const lab = await at('strip');
    const { asked, hintFor } = hints();
    const { summary, hint: given } = await hint(lab.session, { step: 'name', hintFor });
    expect(summary).toMatchObject({ exitCode: 0, steps: [], checks: [], writes: 0 });
    expect(given?.id).toBe('user,key-policy');
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({
      step: { id: 'name', title: 'Name' },
      variant: 'corrected',
      since: (await lab.store.checkpoint('baseline'))?.takenAt,
      before: { 'key-policy': saying('default') },
      now: { 'key-policy': saying('default') },
      wanted: { 'key-policy': saying('names-user'), user: { userName: 'userA' } },
      failed: [],
    });
    expect(asked[0]?.places.map(({ id, title }) => [id, title])).toEqual([
      ['baseline', undefined],
      ['after-show', 'Show'],
      ['after-strip', 'Strip'],
      ['after-name', 'Name'],
      ['after-last', 'Last'],
    ]);
  });

  test('passes no step, keeps no checkpoint and does not hold the account; and is not a step in the journal', async () => {
    const lab = fake();
    lab.store.lock = async () => {
      throw new LabError('ERR_LOCKED', 'held');
    };
    lab.account.documents['role-policy'] = saying('meddled');
    await hint(lab.session, { step: 'strip', ...hints() });
    expect(await lab.store.checkpoints()).toEqual([]);
    expect(lab.store.position()).toBeUndefined();
    expect(lab.store.journalled.map(({ type }) => type)).toEqual(['run-started', 'note', 'hint', 'summary']);
  });

  test('says which command works on the account', async () => {
    const lab = await at('show');
    lab.store.holder = async () => 'run, process 7';
    await hint(lab.session, { ...hints() });
    expect(lab.events).toContainEqual({
      type: 'note',
      text: 'Another command is using the account now: run, process 7.',
    });
  });

  test('has nothing to say about a step that is done, and does not pass it', async () => {
    const lab = await at('show');
    lab.account.documents['role-policy'] = saying('stripped');
    const { summary, hint: given } = await hint(lab.session, { step: 'strip', ...hints() });
    expect(given).toBeUndefined();
    expect(summary.exitCode).toBe(0);
    expect(lab.events).toContainEqual({
      type: 'note',
      text: 'No hint is needed: "Strip" is done.',
      next: [{ run: ['check', 'strip'], why: 'checks it, and passes the step' }],
    });
    expect(lab.store.position()).toBe('after-show');
  });

  test('has nothing to say about a step that later ones were built on', async () => {
    const lab = await at('name');
    expect(await hint(lab.session, { step: 'strip', ...hints() })).not.toHaveProperty('hint');
  });

  test('says why, if the documents are right and a check fails, and does not wait for it', async () => {
    const lab = await at('show', { pipeline: withChecks('strip', says('key-policy', 'propagated')) });
    lab.account.documents['role-policy'] = saying('stripped');
    const { asked, hintFor } = hints();
    const { hint: given } = await hint(lab.session, { step: 'strip', hintFor });
    expect(given?.id).toBe('failed');
    expect(asked[0]).toMatchObject({
      missing: [],
      failed: [{ id: 'key-policy-says-propagated', observed: 'default' }],
    });
    expect(lab.events.map(({ type }) => type)).toEqual(['run-started', 'hint', 'summary']);
  });

  test.each(['ERR_LOOK', 'ERR_KEY_STATE', 'ERR_ACCESS'] as const)(
    'says why, where the documents are right and a check could not look: %s',
    async (code) => {
      const blind = {
        ...says('key-policy', 'x'),
        look: () => Promise.reject(new LabError(code, 'Nothing answers.')),
      };
      const lab = await at('show', { pipeline: withChecks('strip', blind) });
      lab.account.documents['role-policy'] = saying('stripped');
      const { asked, hintFor } = hints();
      expect(await hint(lab.session, { step: 'strip', hintFor })).toMatchObject({ hint: { id: 'blind' } });
      expect(asked[0]?.blind).toMatch(/Nothing answers/);
    },
  );

  test('is no hint where the credentials have expired meanwhile', async () => {
    const expired = {
      ...says('key-policy', 'x'),
      look: () => Promise.reject(new LabError('ERR_CREDENTIALS', 'They have expired.')),
    };
    const lab = await at('show', { pipeline: withChecks('strip', expired) });
    lab.account.documents['role-policy'] = saying('stripped');
    const { summary, hint: given } = await hint(lab.session, { step: 'strip', ...hints() });
    expect(summary).toMatchObject({ exitCode: 2, error: { code: 'ERR_CREDENTIALS' } });
    expect(given).toBeUndefined();
  });

  test('treats the other variant’s text as a mistake, not as another way', async () => {
    const lab = await at('name', { variant: 'published' });
    lab.account.documents['key-policy'] = saying('last');
    const { hint: given } = await hint(lab.session, { step: 'last', ...hints() });
    expect(given).toMatchObject({ id: 'key-policy', says: 'last' });
    expect(lab.events.some(({ type }) => type === 'note')).toBe(false);
  });

  test('refuses an unknown step, with the nearest', async () => {
    const { summary } = await hint(fake().session, { step: 'strap', ...hints() });
    expect(summary).toMatchObject({ exitCode: 2, error: { code: 'ERR_UNKNOWN_NAME' } });
    expect(summary.error?.hint).toContain('did you mean strip?');
  });
});

describe('grades', () => {
  const grades = (lab: Fake) => told(lab).map((event) => event.type === 'hint' && event.grade);

  test('follow one another while the hint is the same, and the last one stays', async () => {
    const lab = await at('show');
    for (let times = 0; times < 4; times++) await hint(lab.session, { ...hints() });
    expect(grades(lab)).toEqual([1, 2, 3, 3]);
  });

  test('start over with another hint, and after the step was passed', async () => {
    const lab = await at('strip');
    const { documents } = lab.account;
    await hint(lab.session, { ...hints() });
    await hint(lab.session, { ...hints() });
    documents['key-policy'] = saying('oops');
    await hint(lab.session, { ...hints() });
    await hint(lab.session, { ...hints() });
    documents['key-policy'] = saying('names-user');
    documents.user = { userName: 'userA', ours: true };
    expect(await check(lab.session, {})).toMatchObject({ exitCode: 0 });
    documents['key-policy'] = saying('oops');
    await hint(lab.session, { step: 'name', ...hints() });
    expect(grades(lab)).toEqual([1, 2, 1, 2, 1]);
  });

  test('can be asked for by number, and continue from there', async () => {
    const lab = await at('show');
    await hint(lab.session, { ...hints(), grade: 2 });
    await hint(lab.session, { ...hints() });
    expect(grades(lab)).toEqual([2, 3]);
  });

  test('the third has the documents that the step leads to, and no others', async () => {
    const lab = await at('show');
    await hint(lab.session, { ...hints(), grade: 2 });
    await hint(lab.session, { ...hints(), grade: 3 });
    const [second, third] = told(lab);
    expect(second).not.toHaveProperty('wanted');
    expect(third).toMatchObject({ wanted: [{ resource: 'role-policy', after: saying('stripped') }] });
  });
});
