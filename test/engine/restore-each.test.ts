import { describe, expect, test } from 'vitest';
import { LabError } from '../../src/contract/errors.ts';
import type { Missing } from '../../src/contract/missing.ts';
import { back, goto, plan, reset, rollback, run, status, verify } from '../../src/engine/index.ts';
import { type Fake, fake, fakeAccount, START, saying, word } from './fake-account.ts';

async function afterRun(): Promise<Fake> {
  const lab = fake();
  await run(lab.session, { onFailure: 'stop' });
  lab.account.writes.length = 0;
  lab.events.length = 0;
  return lab;
}

const start = { shell: 'aws ec2 start-instances --instance-ids i-1' };
const stopped = new LabError('ERR_NOT_FOUND', 'The instance i-1 is stopped.', { next: [start] });
const attach = { shell: 'aws iam attach-role-policy' };
const detached = new LabError('ERR_NOT_FOUND', 'The policy is detached.', { next: [attach] });
const noBucket: Missing = {
  thing: 'bucket',
  title: 'bucket b',
  kind: 'missing',
  error: new LabError('ERR_NOT_FOUND', 'There is no bucket b.', { next: [{ shell: 'aws s3 mb s3://b' }] }),
};
const noInstance: Missing = { thing: 'instance', title: 'instance I', kind: 'missing', error: stopped };

const leftBy = ({ events }: Fake) =>
  events.flatMap((event) => (event.type === 'left-as-is' ? [[event.title, event.error.code]] : []));

describe('reset continues past what it cannot restore', () => {
  test.each<[what: string, breaks: (lab: Fake) => void, left: unknown, home: readonly string[]]>([
    [
      'a thing that is gone',
      ({ account }) => Object.assign(account.gone, { 'web-app': stopped }),
      [['web-app', 'ERR_NOT_FOUND']],
      ['key-policy', '-user', 'role-policy'],
    ],
    [
      'a thing that cannot be read',
      ({ account }) => Object.assign(account.unreadable, { 'role-policy': detached }),
      [['role-policy', 'ERR_NOT_FOUND']],
      ['key-policy', '-user'],
    ],
    [
      'a write that fails',
      ({ account }) => {
        account.beforeWrite = (id) => {
          if (id === 'role-policy') throw new LabError('ERR_ACCESS', 'refused');
        };
      },
      [['role-policy', 'ERR_ACCESS']],
      ['key-policy', '-user'],
    ],
    [
      'a key policy that still names the user: the user stays too',
      ({ account }) => {
        account.beforeWrite = (id) => {
          if (id === 'key-policy') throw new LabError('ERR_ACCESS', 'refused');
        };
      },
      [
        ['key-policy', 'ERR_ACCESS'],
        ['user', 'ERR_NOT_RESTORED'],
      ],
      ['role-policy'],
    ],
    [
      'a thing that only checks need',
      ({ account }) => account.missing.push(noBucket),
      [['bucket b', 'ERR_NOT_FOUND']],
      ['key-policy', '-user', 'role-policy'],
    ],
    [
      'a thing that is missing, and a resource that is gone with it: told once',
      ({ account }) => {
        account.missing.push(noInstance);
        account.gone['web-app'] = stopped;
      },
      [['instance I', 'ERR_NOT_FOUND']],
      ['key-policy', '-user', 'role-policy'],
    ],
  ])('%s', async (_what, breaks, left, home) => {
    const lab = await afterRun();
    breaks(lab);
    const summary = await reset(lab.session);
    expect(summary).toMatchObject({ exitCode: 1, error: { code: 'ERR_NOT_RESTORED' } });
    expect(leftBy(lab)).toEqual(left);
    expect(summary.leftAsIs).toHaveLength((left as readonly unknown[]).length);
    expect(lab.account.writes).toEqual(home);
    expect(summary.checks).toEqual([]);
    expect(summary.error?.next?.at(-1)).toMatchObject({ run: ['reset'] });
  });

  test('names all of it, with everything that has to be typed, and a second reset ends with 0', async () => {
    const lab = await afterRun();
    lab.account.missing.push(noBucket);
    lab.account.gone['web-app'] = stopped;
    const { error } = await reset(lab.session);
    expect(error?.message).toBe('2 of 6 things could not be restored: bucket b, web-app.');
    expect(error?.next).toMatchObject([...noBucket.error.next, start, { run: ['reset'] }]);
    expect(lab.store.position()).toBe('after-last');

    lab.account.missing.length = 0;
    delete lab.account.gone['web-app'];
    expect(await reset(lab.session)).toMatchObject({ exitCode: 0, checks: [{ status: 'passed' }] });
    expect(lab.account.documents).toEqual(START);
  });

  test('what is created again with the document of another resource is not left', async () => {
    const lab = await afterRun();
    const error = new LabError('ERR_NOT_FOUND', 'The role has no such inline policy.');
    lab.account.missing.push({
      ...{ thing: 'role policy', title: 'the inline policy', kind: 'missing', restoredWith: 'role-policy' },
      error,
    });
    expect(await reset(lab.session)).toMatchObject({ exitCode: 0 });
    expect(leftBy(lab)).toEqual([]);
    expect(lab.account.documents).toEqual(START);
  });

  test.each(['ERR_CREDENTIALS', 'ERR_LOCKED', 'ERR_STATE_UNWRITABLE'] as const)(
    '%s ends it at once',
    async (code) => {
      const lab = await afterRun();
      lab.account.beforeWrite = () => {
        throw new LabError(code, 'no more');
      };
      const summary = await reset(lab.session);
      expect(summary).toMatchObject({ error: { code } });
      expect(leftBy(lab)).toEqual([]);
      expect(lab.account.writes).toEqual([]);
    },
  );

  test('a cleanup that fails affects nothing else', async () => {
    const lab = await afterRun();
    const tidy = () => Promise.reject(new LabError('ERR_AWS', 'no answer'));
    const alias = { ...lab.session.lab.resources.alias, tidy };
    const resources = { ...lab.session.lab.resources, alias };
    const summary = await reset({ ...lab.session, lab: { ...lab.session.lab, resources } });
    expect(summary).toMatchObject({ exitCode: 1, leftAsIs: [{ title: 'alias' }] });
    expect(lab.account.tidied).toBe(4);
  });
});

test('rollback and back do the same, and say how to continue', async () => {
  for (const [go, again] of [
    [(lab: Fake) => rollback(lab.session, { to: 'after-strip' }), ['rollback', '--to', 'after-strip']],
    [(lab: Fake) => back(lab.session), ['back']],
  ] as const) {
    const lab = await afterRun();
    lab.account.gone['web-app'] = stopped;
    expect((await go(lab)).error).toMatchObject({
      code: 'ERR_NOT_RESTORED',
      next: [start, { run: again }],
    });
    expect(lab.account.writes).toContain('key-policy');
  }
});

test('a user that another person created stays, and is reported with what removes it', async () => {
  const account = fakeAccount();
  account.foreignUser = true;
  const lab = fake({ account });
  await run(lab.session, { onFailure: 'stop', to: 'strip' });
  account.documents.user = { userName: 'userA', ours: false };
  expect(await reset(lab.session)).toMatchObject({ ok: true });
  expect(lab.events).toContainEqual({
    type: 'note',
    text: 'another user made it',
    next: [{ shell: 'remove it' }],
  });
  expect(account.documents.user).toBeDefined();
});

describe('commands that follow the page need all of it', () => {
  const COMMANDS = {
    run: ({ session }: Fake) => run(session, { onFailure: 'stop' }),
    plan: ({ session }: Fake) => plan(session, {}),
    verify: ({ session }: Fake) => verify(session),
    goto: ({ session }: Fake) => goto(session, { step: 'last' }),
  };

  test.each(Object.entries(COMMANDS))('%s names everything that is missing at once', async (_name, go) => {
    const lab = fake();
    lab.account.missing.push(noBucket);
    lab.account.gone['web-app'] = stopped;
    expect((await go(lab)).error).toMatchObject({
      code: 'ERR_NOT_FOUND',
      message: 'There is no bucket b. Also missing or unreadable: web-app.',
      next: [...noBucket.error.next, start],
    });
    expect(lab.account.writes).toEqual([]);
  });
});

describe('status reports what the checks would see', () => {
  const standing = ({ events }: Fake) => events.find((event) => event.type === 'standing');

  test('what is missing, without calling it drift', async () => {
    const lab = await afterRun();
    lab.account.missing.push(noInstance);
    lab.account.gone['web-app'] = stopped;
    expect((await status(lab.session)).exitCode).toBe(4);
    expect(standing(lab)).toMatchObject({ at: 'after-last', drift: [], missing: [{ title: 'instance I' }] });
  });

  test('what has changed in the rest of the account', async () => {
    const lab = await afterRun();
    lab.account.surroundings = { key: 'PendingImport' };
    expect((await status(lab.session)).exitCode).toBe(4);
    expect(standing(lab)).toMatchObject({ changedAround: ['key changed.'] });
  });

  test('an account in which nothing differs', async () => {
    expect((await status((await afterRun()).session)).exitCode).toBe(0);
  });
});

describe('a document that cannot be written back as it is', () => {
  const SENTENCE = 'dana was deleted';

  const withDana = (): Fake => {
    const lab = fake({ account: fakeAccount({ ...START, 'key-policy': saying('names-dana') }) });
    lab.account.unwritable['names-dana'] = SENTENCE;
    return lab;
  };
  const LENIENT = {
    ...fake().session.pipeline,
    baselineChecks: [],
    documentedStart: <T>(now: T) => now,
    stages: fake().session.pipeline.stages.map((stage) =>
      stage.step.id === 'show' ? { ...stage, checks: () => [] } : stage,
    ),
  };
  const notes = ({ events }: Fake) => events.flatMap((event) => (event.type === 'note' ? [event.text] : []));

  test('is reported before the first write, left out on the way back, and counts as restored', async () => {
    const { account, store, events, session: given } = withDana();
    const lab = { account, store, events, session: { ...given, pipeline: LENIENT } };
    account.beforeWrite = () => expect(notes(lab).join()).toContain(SENTENCE);
    expect(await run(lab.session, { onFailure: 'stop' })).toMatchObject({ exitCode: 0 });
    expect(await reset(lab.session)).toMatchObject({ exitCode: 0 });
    expect(word(account.documents['key-policy'] as never)).toBe('writable');
    expect(notes(lab)).toContain(`Left out: ${SENTENCE}`);

    events.length = 0;
    account.writes.length = 0;
    expect(await reset(lab.session)).toMatchObject({ exitCode: 0 });
    expect(await status(lab.session)).toMatchObject({ exitCode: 0 });
    expect([account.writes, notes(lab)]).toEqual([[], []]);
  });
});

describe('an attempt that failed before anything was written is not remembered as the start', () => {
  test('run', async () => {
    const account = fakeAccount();
    account.surroundings = { key: 'Disabled' };
    const lab = fake({ account });
    const stages = lab.session.pipeline.stages.map((stage) => ({
      ...stage,
      checks: () => [
        {
          id: 'enabled',
          title: 'the key is enabled',
          look: async () => ({
            status: account.surroundings.key === 'Enabled' ? ('passed' as const) : ('failed' as const),
            expected: 'Enabled',
            observed: String(account.surroundings.key),
            evidence: 'observed' as const,
          }),
        },
      ],
    }));
    const session = { ...lab.session, pipeline: { ...lab.session.pipeline, stages } };
    expect(await run(session, { onFailure: 'stop' })).toMatchObject({ exitCode: 3, writes: 0 });
    expect(await lab.store.checkpoint('baseline')).toBeUndefined();
    account.surroundings = { key: 'Enabled' };
    expect(await run(session, { onFailure: 'stop' })).toMatchObject({ exitCode: 0 });
    expect((await lab.store.checkpoint('baseline'))?.surroundings).toEqual({ key: 'Enabled' });
  });
});
