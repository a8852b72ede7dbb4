import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Facts } from '../../src/contract/facts.ts';
import { type AgreedPlan, plan, readPlan, run } from '../../src/engine/index.ts';
import { planText } from '../../src/engine/plan-file.ts';
import type { Range } from '../../src/engine/range.ts';
import { whatToDo } from '../what-to-do.ts';
import { FACTS, type Fake, fake, fakeAccount, fakeLab, saying } from './fake-account.ts';

/** Everything a plan may be made of. */
const ALL: Range = {};

async function planned(parts: Fake, range: Range = ALL): Promise<AgreedPlan> {
  let kept: AgreedPlan | undefined;
  await plan({ ...parts.session, command: 'plan' }, range, async (made) => {
    // As read back from a file.
    kept = JSON.parse(JSON.stringify(made));
    return 'lab.plan.json';
  });
  if (!kept) throw new Error('nothing was kept');
  return kept;
}

const carryOut = ({ session }: Fake, agreed: AgreedPlan) =>
  run(session, { ...agreed.range, onFailure: 'stop', agreed: { path: 'lab.plan.json', plan: agreed } });

/** The paths to all values that are neither lists nor objects. */
const leavesOf = (value: unknown, path: readonly string[] = []): readonly (readonly string[])[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([name, inner]) => leavesOf(inner, [...path, name]))
    : [path];

const with_ = (parts: Fake, facts: Partial<Facts>): Fake => ({
  ...parts,
  session: { ...parts.session, lab: { ...parts.session.lab, facts: { ...FACTS, ...facts } } },
});

describe('a plan', () => {
  test('says which account it is for, how that was read, and what each step changes', async () => {
    const parts = fake();
    const made = await planned(parts, { to: 'name' });
    expect(made).toMatchObject({
      version: 1,
      madeAt: '2026-01-01T00:00:00.000Z',
      target: 'sandbox',
      facts: FACTS,
      variant: 'corrected',
      range: { to: 'name' },
      seen: { 'role-policy': saying('decrypts') },
    });
    expect(made.steps.map(({ id, changes }) => [id, changes.map(({ resource }) => resource)])).toEqual([
      ['show', []],
      ['strip', ['role-policy']],
      ['name', ['user', 'key-policy']],
    ]);
    expect(parts.account.writes).toEqual([]);
    expect(parts.events.map(({ type }) => type)).toContain('plan-saved');
  });

  test('that would be refused is not kept', async () => {
    const parts = fake({ variant: 'published' });
    await expect(planned(parts)).rejects.toThrow('nothing was kept');
    expect(parts.events.at(-1)).toMatchObject({ type: 'summary', error: { code: 'ERR_LOCK_OUT' } });
  });

  test('of a step that builds on a missing one is refused, as run refuses it', async () => {
    const parts = fake();
    await expect(planned(parts, { only: 'last' })).rejects.toThrow('nothing was kept');
    expect(parts.events.at(-1)).toMatchObject({ type: 'summary', error: { code: 'ERR_ORDER' } });
  });
});

describe('a plan is carried out', () => {
  test('exactly', async () => {
    const parts = fake();
    const summary = await carryOut(parts, await planned(parts, { to: 'strip' }));
    expect(summary).toMatchObject({ ok: true, steps: [{ id: 'show' }, { id: 'strip', status: 'applied' }] });
    expect(parts.account.writes).toEqual(['role-policy']);
  });

  test('by another session of the same role', async () => {
    const session = (name: string): Facts['operator'] => ({
      kind: 'role-session',
      accountId: FACTS.accountId,
      arn: `arn:aws:sts::111122223333:assumed-role/admin/${name}`,
      roleArn: 'arn:aws:iam::111122223333:role/admin',
      id: 'AROA',
      sessionName: name,
    });
    const parts = fake();
    const made = await planned(with_(parts, { operator: session('monday') }));
    expect((await carryOut(with_(parts, { operator: session('tuesday') }), made)).ok).toBe(true);
  });

  test('and says so if there is nothing to change', async () => {
    const parts = fake();
    await run(parts.session, { onFailure: 'stop' });
    const before = parts.account.writes.length;
    const made = await planned(parts);
    expect(parts.events).toContainEqual({
      type: 'note',
      text: 'There is nothing to change: every step is in place.',
    });
    expect(await carryOut(parts, made)).toMatchObject({ ok: true });
    expect(parts.account.writes).toHaveLength(before);
    expect(parts.events).toContainEqual({
      type: 'note',
      text: 'The plan has no changes, so only checks run.',
    });
  });
});

describe('nothing is written if the plan is', () => {
  const key = { ...FACTS.key, arn: 'arn:aws:kms:us-east-1:111122223333:key/other' };
  const operator = { ...FACTS.operator, arn: 'arn:aws:iam::111122223333:user/other' } as Facts['operator'];

  test.each<[string, Partial<Facts>, RegExp]>([
    ['account', { accountId: '444455556666' }, /account 111122223333, and here it is 444455556666/],
    ['region', { region: 'eu-west-1' }, /region us-east-1, and here it is eu-west-1/],
    ['key', { key }, /key arn:\S+key\/k, and here it is arn:\S+key\/other/],
    ['operator', { operator }, /operator arn:\S+operator, and here it is arn:\S+other/],
    ['user', { userName: 'userB' }, /user userA, and here it is userB/],
  ])('of another %s', async (_what, facts, message) => {
    const parts = fake();
    const summary = await carryOut(with_(parts, facts), await planned(parts));
    expect(summary).toMatchObject({ exitCode: 5, error: { code: 'ERR_WRONG_ACCOUNT' } });
    expect(summary.error?.message).toMatch(message);
    expect(parts.account.writes).toEqual([]);
  });

  test('of another target', async () => {
    const parts = fake();
    const made = { ...(await planned(parts)), target: 'aws' as const };
    const { error } = await carryOut(parts, made);
    expect(error?.message).toBe('The plan is for target aws, and here it is sandbox.');
  });

  test('of the account before another user changed it, and the change is shown', async () => {
    const parts = fake();
    const made = await planned(parts);
    parts.account.documents['key-policy'] = saying('by hand');
    const summary = await carryOut(parts, made);
    expect(summary).toMatchObject({ exitCode: 4, error: { code: 'ERR_DRIFT' } });
    expect(whatToDo(summary.error)).toContain('kms-lab plan --out');
    expect(parts.events.find(({ type }) => type === 'moved')).toMatchObject({
      changes: [{ resource: 'key-policy', before: saying('default'), after: saying('by hand') }],
    });
    expect(parts.account.writes).toEqual([]);
  });

  test('in place already', async () => {
    const parts = fake();
    const made = await planned(parts);
    await carryOut(parts, made);
    const again = await carryOut(parts, made);
    expect(again).toMatchObject({ exitCode: 4, error: { code: 'ERR_DRIFT' } });
    expect(whatToDo(again.error)).toBe('The account is as the plan leaves it.\nkms-lab verify');
  });

  test.each<[string, (made: AgreedPlan) => AgreedPlan]>([
    ['says something else of a step', (made) => JSON.parse(JSON.stringify(made).replace('stripped', 'bare'))],
    ['knows a change that no step makes', (made) => ({ ...made, steps: made.steps.slice(0, 2), range: {} })],
    [
      'leaves a change of a step out',
      (made) => ({ ...made, steps: made.steps.map((step) => ({ ...step, changes: [] })) }),
    ],
  ])('of another kms-lab, which %s', async (_how, change) => {
    const parts = fake();
    const summary = await carryOut(parts, change(await planned(parts)));
    expect(summary).toMatchObject({ exitCode: 5, error: { code: 'ERR_PLAN_STALE' } });
    expect(summary.error?.message).toMatch(/strip|name/);
    expect(parts.account.writes).toEqual([]);
  });
});

describe('the file of a plan', () => {
  async function written(change: (made: AgreedPlan) => unknown): Promise<string> {
    const directory = mkdtempSync(join(tmpdir(), 'kms-lab-plan-'));
    onTestFinished(() => rmSync(directory, { recursive: true }));
    const path = join(directory, 'lab.plan.json');
    const content = change(await planned(fake({ account: fakeAccount() })));
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
    return path;
  }

  test('returns what was kept', async () => {
    const made = await planned(fake());
    expect(await readPlan(await written(planText))).toEqual(made);
  });

  test('may be laid out in another way, because that changes nothing', async () => {
    const again = (made: AgreedPlan) => JSON.stringify(JSON.parse(planText(made)));
    expect(await readPlan(await written(again))).toEqual(await planned(fake()));
  });

  test('without a digest is refused', async () => {
    await expect(readPlan(await written((made) => made))).rejects.toMatchObject({
      code: 'ERR_UNVERIFIED',
      exitCode: 5,
      message: expect.stringContaining('has no digest'),
    });
  });

  test('is refused after any edit', async () => {
    const text = planText(await planned(fake()));
    const places = leavesOf(JSON.parse(text));
    expect(places.length).toBeGreaterThan(40);
    for (const path of places.filter(([first]) => first !== 'version')) {
      const edited = JSON.parse(text);
      const at = path.slice(0, -1).reduce((inner, name) => inner[name], edited);
      const name = path.at(-1)!;
      at[name] = typeof at[name] === 'string' ? `${at[name]}x` : typeof at[name] === 'number' ? 1 : !at[name];
      await expect(readPlan(await written(() => edited)), path.join('.')).rejects.toMatchObject({
        code: expect.stringMatching(/^ERR_(UNVERIFIED|STATE_DAMAGED)$/),
      });
      delete at[name];
      await expect(readPlan(await written(() => edited)), path.join('.')).rejects.toMatchObject({
        code: expect.stringMatching(/^ERR_(UNVERIFIED|STATE_DAMAGED)$/),
      });
    }
  });

  test.each<[string, (made: AgreedPlan) => unknown, string, RegExp]>([
    ['no JSON', () => '{', 'ERR_STATE_DAMAGED', /cannot be read/],
    ['something else', () => ({ a: 1 }), 'ERR_STATE_DAMAGED', /version/],
    ['of a newer version', (made) => ({ ...made, version: 2 }), 'ERR_STATE_NEWER', /format 2/],
    [
      'without an operator',
      (made) => ({ ...made, facts: { ...made.facts, operator: {} } }),
      'ERR_STATE_DAMAGED',
      /facts\.operator/,
    ],
    [
      'with a policy that is none',
      (made) => ({ ...made, seen: { ...made.seen, 'key-policy': { Statement: 5 } } }),
      'ERR_STATE_DAMAGED',
      /seen\.key-policy/,
    ],
    [
      'with a resource that is not the lab’s',
      (made) => ({ ...made, seen: { ...made.seen, bucket: {} } }),
      'ERR_STATE_DAMAGED',
      /seen\.bucket/,
    ],
    [
      'with a change that has no resource',
      (made) => ({ ...made, steps: [{ id: 'strip', title: 'Strip', changes: [{}] }] }),
      'ERR_STATE_DAMAGED',
      /steps\.0\.changes\.0/,
    ],
  ])(
    'that is %s is reported, and nothing replaces a file that may be the user’s',
    async (_what, change, code, message) => {
      const path = await written(change);
      await expect(readPlan(path)).rejects.toMatchObject({
        code,
        message: expect.stringMatching(message),
        next: [{ run: ['plan', '--out', code === 'ERR_STATE_NEWER' ? path : 'lab.plan.json'] }],
      });
    },
  );

  test('that is missing is reported', async () => {
    await expect(readPlan('/nowhere/lab.plan.json')).rejects.toMatchObject({
      code: 'ERR_USAGE',
      message: 'There is no file /nowhere/lab.plan.json.',
    });
  });
});

test('a user or role of another name than the lab began with is refused', async () => {
  const parts = fake();
  await run(parts.session, { onFailure: 'stop' });
  for (const facts of [{ userName: 'nobody' }, { role: { ...FACTS.role, name: 'other' } }]) {
    const summary = await run(with_(parts, facts).session, { onFailure: 'stop' });
    expect(summary).toMatchObject({ exitCode: 2, error: { code: 'ERR_USAGE' } });
    expect(summary.error?.message).toMatch(/--(user|role) \S+, and now it is (nobody|other)/);
  }
  expect(fakeLab(parts.account).facts).toBe(FACTS);
});
