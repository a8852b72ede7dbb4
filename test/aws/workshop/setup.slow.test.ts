import { describe, expect, test } from 'vitest';
import type { WorkshopPart } from '../../../src/contract/workshop.ts';
import { parseChaos } from '../../../src/sandbox/chaos/chaos.ts';
import type { WorldAccount } from '../../../src/sandbox/world.ts';
import { sampled } from '../../sampled.ts';
import { freshDirectory } from '../../sandbox/served.ts';
import { whatToDo } from '../../what-to-do.ts';
import { openEmpty, statuses } from './opened.ts';

const ROLE = 'KMSWorkshop-InstanceInitRole';
const POLICY = 'arn:aws:iam::111122223333:policy/KMSWorkshop-AdditionalPermissions';
const BUCKET = 'kmsworkshop-111122223333';

/** How many there are of each resource that setup creates. */
const counts = ({
  roles,
  policies,
  instanceProfiles,
  keys,
  aliases,
  buckets,
  instances,
  securityGroups,
}: WorldAccount) =>
  Object.fromEntries(
    Object.entries({
      roles,
      policies,
      instanceProfiles,
      keys,
      aliases,
      buckets,
      instances,
      securityGroups,
    }).map(([name, things]) => [name, Object.keys(things ?? {}).length]),
  );
const ONE_OF_EACH = {
  roles: 1,
  policies: 2,
  instanceProfiles: 1,
  keys: 1,
  aliases: 1,
  buckets: 1,
  instances: 1,
  securityGroups: 1,
};

describe('an empty account', () => {
  test('gets one write for each resource, however many answers have to agree', async () => {
    const [one, many] = [await openEmpty(), await openEmpty({ patience: { agreeing: 3 } })];
    const writes = async ({ setup, teardown }: typeof one) => {
      const [up, down] = [await setup(), await teardown()];
      expect([up.outcome.error, down.outcome.error]).toEqual([undefined, undefined]);
      return [up.writes, down.writes];
    };
    expect(await writes(many)).toEqual(await writes(one));
    expect(Object.keys(many.home().keys)).toHaveLength(1);
  });

  test('is set up, found set up, torn down, and found torn down', async () => {
    const { setup, teardown, home } = await openEmpty();
    const before = structuredClone(home());
    const first = await setup();
    expect(first.outcome.error).toBeUndefined();
    expect(counts(home())).toEqual(ONE_OF_EACH);
    const second = await setup();
    expect([second.writes, statuses(second.outcome.parts)]).toEqual([0, ['present']]);
    const down = await teardown();
    expect(down.outcome.error).toBeUndefined();
    expect(statuses(down.outcome.parts)).toEqual(['absent', 'leaving']);
    const { keys, ...after } = home();
    expect({ ...after, keys: {} }).toEqual(before);
    expect(Object.values(keys)).toMatchObject([{ state: 'PendingDeletion' }]);
    const again = await teardown();
    expect([again.writes, statuses(again.outcome.parts)]).toEqual([0, ['absent', 'leaving']]);
  });

  test('gets key material that no one keeps', async () => {
    const { setup, home, state, events } = await openEmpty();
    await setup();
    const [key] = Object.values(home().keys);
    expect(Buffer.from(key?.material ?? '', 'base64')).toHaveLength(32);
    const { readFileSync } = await import('node:fs');
    const told = JSON.stringify(events) + readFileSync(`${state}/workshop.ndjson`, 'utf8');
    for (const encoding of ['base64', 'hex'] as const) {
      expect(told).not.toContain(Buffer.from(key?.material ?? '', 'base64').toString(encoding));
    }
  });

  test('allows the user who sets it up, and no one else', async () => {
    const { setup, home } = await openEmpty({ wishes: { from: '198.51.100.7' } });
    await setup();
    const rules = Object.values(home().securityGroups ?? {}).flatMap(({ ingress }) => ingress);
    expect(rules).toMatchObject([{ protocol: 'tcp', fromPort: 80, toPort: 80, cidr: '198.51.100.7/32' }]);
  });

  test('is set up under other names', async () => {
    const names = {
      roleName: 'R',
      alias: 'alias/k',
      instanceName: 'I',
      sampleObject: 's',
      bucket: 'notes-of-mine',
    };
    const { setup, home } = await openEmpty({ names });
    expect((await setup()).outcome.error).toBeUndefined();
    expect(Object.keys({ ...home().roles, ...home().aliases, ...home().buckets })).toEqual([
      'R',
      'alias/k',
      'notes-of-mine',
    ]);
    const [instance] = Object.values(home().instances);
    expect(Buffer.from(instance?.files['WebAppEncSSE.py'] ?? '', 'base64').toString()).toContain(
      "BUCKET = 'notes-of-mine'",
    );
  });

  test.each(['eventual=150ms,seed=3', 'throttle=6%,error=3%,seed=4'])(
    'is set up and torn down with chaos, again if the SDK gave up: %s',
    async (chaos) => {
      const { setup, teardown, home } = await openEmpty({ chaos: parseChaos(chaos) });
      const persist = async (work: typeof setup) => {
        for (let attempt = 1; ; attempt++) {
          const { outcome, writes } = await work();
          if (!outcome.error) return writes;
          if (attempt === 5 || outcome.error.code !== 'ERR_AWS') throw outcome.error;
        }
      };
      await persist(setup);
      expect(counts(home())).toEqual(ONE_OF_EACH);
      expect(await persist(setup)).toBe(0);
      await persist(() => teardown());
      expect({ ...counts(home()), keys: 0 }).toEqual(
        Object.fromEntries(Object.keys(ONE_OF_EACH).map((name) => [name, 0])),
      );
    },
  );
});

test('a process that dies before or after any write leaves no duplicates', async () => {
  const { session, setup, teardown, home } = await openEmpty({ patience: { write: 20 } });
  const dying = async (
    when: 'before' | 'after',
    work: typeof import('../../../src/engine/setup.ts').setup,
  ) => {
    const { session: one } = await session();
    const parts = one.workshop.parts.map((part) => mortal(part, when));
    return work({ ...one, workshop: { ...one.workshop, parts } });
  };
  const engine = await import('../../../src/engine/setup.ts');
  let deaths = 0;
  for (let when: 'before' | 'after' = 'before'; ; when = when === 'before' ? 'after' : 'before') {
    const { error } = await dying(when, engine.setup);
    if (!error) break;
    expect(error.message).toBe('killed');
    deaths += 1;
  }
  expect(deaths).toBeGreaterThan(40);
  expect(counts(home())).toEqual(ONE_OF_EACH);
  expect((await setup()).writes).toBe(0);
  expect((await teardown()).outcome.error).toBeUndefined();
  expect(Object.keys({ ...home().roles, ...home().buckets, ...home().instances })).toEqual([]);
});

/** A part whose creation ends the process. */
const mortal = ({ make, ...part }: WorkshopPart, when: 'before' | 'after'): WorkshopPart =>
  make
    ? {
        ...part,
        async make(attempt) {
          if (when === 'after') await make(attempt);
          throw new Error('killed');
        },
      }
    : part;

describe('what prevents setup is named before anything is written', () => {
  test.each(
    sampled<[string, (home: WorldAccount) => void, RegExp, RegExp]>(
      [
        [
          'a role that EC2 cannot assume',
          ({ roles }) => {
            roles[ROLE]!.trust = {
              Statement: [
                { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
              ],
            };
          },
          /cannot be given to an EC2 instance/,
          /update-assume-role-policy .*lambda.*ec2/,
        ],
        [
          'a policy of something else',
          ({ policies }) => {
            Object.assign(policies[POLICY]!, { tags: {} });
            policies[POLICY]!.versions.v1!.document = {
              Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }],
            };
          },
          /allows none of/,
          /create-policy-version .*--set-as-default/,
        ],
        [
          'a profile with another role',
          ({ instanceProfiles, roles }) => {
            roles.Other = { ...roles[ROLE]!, name: 'Other' };
            instanceProfiles[ROLE]!.roles = ['Other'];
          },
          /holds the role/,
          /remove-role-from-instance-profile .* && aws iam add-role-to-instance-profile/,
        ],
        [
          'a disabled key',
          ({ keys }) => {
            Object.values(keys)[0]!.state = 'Disabled';
          },
          /which is Disabled/,
          /enable-key/,
        ],
        [
          'a key that is to be deleted',
          ({ keys }) => {
            Object.assign(Object.values(keys)[0]!, {
              state: 'PendingDeletion',
              deletionDate: '2030-01-01T00:00:00Z',
            });
          },
          /which is PendingDeletion/,
          /cancel-key-deletion/,
        ],
        [
          'somebody’s key without material',
          ({ keys }) => {
            Object.assign(Object.values(keys)[0]!, { state: 'PendingImport', tags: {} });
          },
          /which is PendingImport/,
          /import/,
        ],
        [
          'a sample file in clear',
          ({ buckets }) => {
            buckets[BUCKET]!.objects['SampleFile-KMS.txt']!.encryption = { kind: 'AES256' };
          },
          /without a KMS key/,
          /aws s3 rm/,
        ],
        [
          'a bucket of another account',
          (home) => {
            delete home.buckets[BUCKET];
          },
          /belongs to another account/,
          /--bucket/,
        ],
        [
          'somebody’s closed group',
          ({ securityGroups }) => {
            Object.assign(Object.values(securityGroups!)[0]!, { tags: {}, ingress: [] });
          },
          /does not let/,
          /authorize-security-group-ingress/,
        ],
        [
          'a stopped instance',
          ({ instances }) => {
            Object.values(instances)[0]!.state = 'stopped';
          },
          /is stopped/,
          /start-instances/,
        ],
        [
          'two instances',
          ({ instances }) => {
            const [one] = Object.values(instances);
            instances['i-00000000000000001'] = { ...one!, id: 'i-00000000000000001' };
          },
          /2 instances/,
          /setup --instance i-/,
        ],
        [
          'an alias that names another key',
          ({ keys, aliases }) => {
            const [key] = Object.values(keys);
            const id = '00000000-0000-4000-8000-000000000000';
            keys[id] = { ...key!, id, arn: key!.arn.replace(key!.id, id), tags: {} };
            aliases['alias/ImportedCMK']!.keyId = id;
          },
          /and not the lab’s/,
          /update-alias/,
        ],
      ],
      2,
    ),
  )('%s', async (what, mutate, message, hint) => {
    const { setup, teardown, home, world } = await openEmpty();
    await setup();
    const other = world.accounts['444455556666']!;
    if (what.includes('another account')) other.buckets[BUCKET] = structuredClone(home().buckets[BUCKET]!);
    mutate(home());
    // Something else is missing, too, and must not be created.
    delete home().policies['arn:aws:iam::111122223333:policy/KMS-Workshop-ImportMaterialPermissions'];
    const { outcome, writes } = await setup();
    expect(outcome.error).toMatchObject({
      code: 'ERR_NOT_OURS',
      exitCode: 5,
      message: expect.stringMatching(message),
    });
    expect(whatToDo(outcome.error)).toMatch(hint);
    expect(writes).toBe(0);
    expect((await teardown()).outcome.error?.code ?? 'none').not.toBe('ERR_INTERNAL');
  });

  test('expired material cannot be replaced', async () => {
    const { setup, home } = await openEmpty();
    await setup();
    const [key] = Object.values(home().keys);
    key!.state = 'PendingImport';
    delete key!.material;
    const { outcome } = await setup();
    expect(outcome.error).toMatchObject({
      code: 'ERR_KEY_STATE',
      next: [{ run: ['teardown', '--delete-key', key?.id] }, { run: ['setup'] }],
    });
  });

  test('an invalid address', async () => {
    await expect((await openEmpty({ wishes: { from: 'home' } })).setup()).rejects.toMatchObject({
      code: 'ERR_USAGE',
    });
  });

  test('an invalid subnet', async () => {
    const { setup } = await openEmpty({ wishes: { subnetId: 'subnet-00000000000000000' } });
    const { outcome, writes } = await setup();
    expect([outcome.error?.code, writes]).toEqual(['ERR_NOT_FOUND', 0]);
  });
});

describe('what is not the lab’s', () => {
  test('is used, and left by a teardown, without what the lab added to it', async () => {
    const { setup, teardown, home } = await openEmpty();
    await setup();
    const role = home().roles[ROLE]!;
    await teardown();
    home().roles[ROLE] = { ...role, tags: {}, attached: [] };
    expect((await setup()).outcome.error).toBeUndefined();
    expect(home().roles[ROLE]?.attached).toHaveLength(7);
    const { outcome } = await teardown();
    expect(outcome.parts.filter(({ status }) => status === 'left')).toMatchObject([
      { id: 'role', note: 'it is not the lab’s' },
    ]);
    expect(home().roles[ROLE]?.attached).toEqual([]);
  });

  test('another person’s bucket is not tagged, made private or deleted', async () => {
    const { setup, teardown, home } = await openEmpty();
    home().buckets[BUCKET] = { name: BUCKET, created: new Date().toISOString(), objects: {} };
    const { outcome } = await setup();
    expect(outcome.parts.filter(({ status }) => status === 'left').map(({ id }) => id)).toEqual([
      'bucket-tag',
      'bucket-closed',
    ]);
    await teardown();
    expect(home().buckets[BUCKET]).toMatchObject({ objects: {} });
    expect(home().buckets[BUCKET]?.tags).toBeUndefined();
  });

  test('an inline policy of the role with the same permissions replaces the workshop’s', async () => {
    const { setup, home } = await openEmpty();
    await setup();
    const { roles, policies } = home();
    roles[ROLE]!.inline.mine = policies[POLICY]!.versions.v1!.document;
    roles[ROLE]!.attached = roles[ROLE]!.attached.filter((arn) => arn !== POLICY);
    delete policies[POLICY];
    expect((await setup()).writes).toBe(0);
  });

  test.each<[string, (home: WorldAccount) => void, RegExp]>([
    [
      'a file in the bucket',
      ({ buckets }) => {
        const [file] = Object.values(buckets[BUCKET]!.objects);
        buckets[BUCKET]!.objects['mine.txt'] = { ...file!, key: 'mine.txt' };
      },
      /mine\.txt/,
    ],
    [
      'a policy on the role',
      ({ roles }) => {
        roles[ROLE]!.inline.mine = { Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] };
      },
      /mine/,
    ],
    [
      'another instance of the role',
      ({ instances }) => {
        const [one] = Object.values(instances);
        const id = 'i-00000000000000001';
        instances[id] = { ...one!, id, tags: { Name: 'mine' } };
      },
      /i-00000000000000001/,
    ],
  ])('%s prevents a teardown', async (_, mutate, names) => {
    const { setup, teardown, home } = await openEmpty();
    await setup();
    mutate(home());
    const { outcome, writes } = await teardown();
    expect(outcome.error).toMatchObject({ code: 'ERR_NOT_OURS', message: expect.stringMatching(names) });
    const { instances, ...others } = counts(home());
    expect([writes, others]).toEqual([0, { ...ONE_OF_EACH, instances: undefined }]);
    expect(instances).toBeGreaterThan(0);
  });
});

describe('a teardown', () => {
  test('relies on the tags if the record is lost', async () => {
    const { setup, teardown, home } = await openEmpty();
    await setup();
    expect((await teardown(undefined, freshDirectory())).outcome.error).toBeUndefined();
    expect(counts(home())).toMatchObject({ roles: 0, buckets: 0, instances: 0, policies: 0 });
  });

  test('leaves what has the lab’s tag but is not in this record', async () => {
    const { setup, teardown, home } = await openEmpty();
    await setup();
    delete home().instances[Object.keys(home().instances)[0]!];
    const elsewhere = freshDirectory();
    await setup(elsewhere);
    const { outcome } = await teardown(undefined, elsewhere);
    expect(outcome.error).toBeUndefined();
    expect(outcome.parts.find(({ id }) => id === 'role')).toMatchObject({
      status: 'left',
      note: expect.stringContaining('this state directory has no record of creating it'),
    });
    expect(counts(home())).toEqual({ ...ONE_OF_EACH, instances: 0 });
  });

  test('deletes the key only with consent', async () => {
    const { setup, teardown, home } = await openEmpty();
    await setup();
    const { outcome } = await teardown((part) => (part.id === 'key' ? { note: 'no' } : undefined));
    expect(outcome.parts.find(({ id }) => id === 'key')).toMatchObject({ status: 'left', note: 'no' });
    expect(counts(home())).toMatchObject({ keys: 1, aliases: 0 });
    expect(Object.values(home().keys)[0]?.state).toBe('Enabled');
    await setup();
    expect(counts(home())).toEqual(ONE_OF_EACH);
  });

  test('uses the waiting period that it was given', async () => {
    const { setup, teardown, home } = await openEmpty({ wishes: { pendingDays: 7 } });
    await setup();
    await teardown();
    const days = (Date.parse(Object.values(home().keys)[0]?.deletionDate ?? '') - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(6.9);
    expect(days).toBeLessThan(7.1);
  });

  test('deletes the versions of a policy, and a user that a run left', async () => {
    const { setup, teardown, home } = await openEmpty();
    await setup();
    const policy = home().policies[POLICY]!;
    policy.versions.v2 = policy.versions.v1!;
    policy.defaultVersion = 'v2';
    const [operator] = Object.values(home().users);
    home().users.userA = {
      ...operator!,
      name: 'userA',
      arn: 'arn:aws:iam::111122223333:user/userA',
      accessKeys: [],
      attached: [],
      tags: { 'kms-lab': 'made by kms-lab' },
    };
    expect((await teardown()).outcome.error).toBeUndefined();
    expect(home().policies).toEqual({});
    expect(Object.keys(home().users)).toEqual(['operator', 'another-admin']);
  });
});
