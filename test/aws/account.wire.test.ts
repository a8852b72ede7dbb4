import { ScheduleKeyDeletionCommand } from '@aws-sdk/client-kms';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import type { Names } from '../../src/aws/client/target.ts';
import { takeStock } from '../../src/aws/stock.ts';
import type { LabError } from '../../src/contract/errors.ts';
import { KEPT } from '../../src/engine/kept-shapes.ts';
import { adviceOf } from '../advice.ts';
import { type Canned, canned, json, jsonError, xml, xmlError } from './canned.ts';
import { accountOn, allowing, NAMES, type Opened, open, POLICY, ROLE, revise } from './opened.ts';

const OTHER_KEY = '99999999-0000-4000-8000-000000000000';

/** Another customer key of the account, and the alias on it. */
function moveAlias({ home, key }: Opened): void {
  const arn = key.arn.replace(key.id, OTHER_KEY);
  home.keys[OTHER_KEY] = { ...key, id: OTHER_KEY, arn };
  home.aliases[NAMES.alias]!.keyId = OTHER_KEY;
}

/** A refusal as a person reads it. */
async function refusal(looking: Promise<unknown>) {
  const error = await looking.then(
    () => expect.fail('nothing was refused'),
    (thrown: LabError) => thrown,
  );
  return { code: error.code, message: error.message, advice: adviceOf(error) };
}

test('everything of the lab is found in the account as the workshop leaves it', async () => {
  const opened = await open();
  const { key, instance } = opened;
  expect(await opened.discover()).toEqual({
    accountId: '111122223333',
    partition: 'aws',
    region: 'us-east-1',
    operator: expect.objectContaining({ kind: 'user', arn: 'arn:aws:iam::111122223333:user/operator' }),
    role: { name: ROLE, arn: `arn:aws:iam::111122223333:role/${ROLE}` },
    rolePolicy: { kind: 'managed', name: 'KMSWorkshop-AdditionalPermissions', arn: POLICY },
    key: { id: key.id, arn: key.arn, alias: 'alias/ImportedCMK' },
    userName: 'userA',
    bucket: 'kmsworkshop-111122223333',
    sampleObject: 'SampleFile-KMS.txt',
    instance: { id: instance.id, name: 'KMSWorkshop-Instance', publicIp: '203.0.113.10' },
  });
});

test('finding it writes nothing', async () => {
  const opened = await open();
  await opened.discover();
  expect(opened.clients.counter.writes).toBe(0);
});

test('a role with a path keeps the path', async () => {
  const opened = await open();
  opened.role.arn = `arn:aws:iam::111122223333:role/workshops/${ROLE}`;
  opened.role.path = '/workshops/';
  expect((await opened.discover()).role).toEqual({ name: ROLE, arn: opened.role.arn });
});

describe('the role’s policy is recognized by its content', () => {
  test('under the workshop’s other spelling', async () => {
    const opened = await open();
    const { home, policy, role } = opened;
    const arn = 'arn:aws:iam::111122223333:policy/KMSWorkshop-AditionalPermissions';
    delete home.policies[POLICY];
    home.policies[arn] = { ...policy, arn, name: 'KMSWorkshop-AditionalPermissions' };
    role.attached = role.attached.map((attached) => (attached === POLICY ? arn : attached));
    expect((await opened.discover()).rolePolicy).toEqual({
      kind: 'managed',
      name: 'KMSWorkshop-AditionalPermissions',
      arn,
    });
  });

  test('inline', async () => {
    const opened = await open();
    const { role } = opened;
    role.attached = role.attached.filter((arn) => arn !== POLICY);
    role.inline.key = allowing('kms:Decrypt', 'kms:GenerateDataKey');
    expect((await opened.discover()).rolePolicy).toEqual({ kind: 'inline', name: 'key' });
  });

  test('after kms:Decrypt was removed from it', async () => {
    const opened = await open();
    revise(opened.policy, allowing('kms:GenerateDataKey', 'kms:Encrypt'));
    expect((await opened.discover()).rolePolicy).toMatchObject({ arn: POLICY });
  });

  test('AWS’s own policies cannot be edited', async () => {
    const opened = await open();
    opened.role.attached = ['arn:aws:iam::aws:policy/AdministratorAccess'];
    expect(await refusal(opened.discover())).toMatchObject({
      code: 'ERR_NOT_FOUND',
      message: expect.stringContaining('has no customer policy that allows kms:Decrypt'),
      advice: expect.stringMatching(/kms-lab setup$/),
    });
  });

  test('two policies that match are refused, because kms-lab does not guess', async () => {
    const opened = await open();
    opened.role.inline.too = allowing('kms:*');
    expect(await refusal(opened.discover())).toMatchObject({
      code: 'ERR_NOT_OURS',
      message: `2 policies of the role "${ROLE}" allow kms:Decrypt: too, KMSWorkshop-AdditionalPermissions. The page edits one.`,
      advice: expect.stringContaining(
        `aws iam detach-role-policy --role-name ${ROLE} --policy-arn ${POLICY}`,
      ),
    });
  });

  test('the baseline’s policy stays the lab’s, whatever a participant writes into another', async () => {
    const opened = await open();
    const known = await opened.discover();
    revise(opened.policy, allowing('kms:GenerateDataKey'));
    opened.role.inline.too = allowing('kms:Decrypt');
    expect((await opened.discover(known)).rolePolicy).toEqual(known.rolePolicy);
  });

  test('the baseline’s policy is reported missing by its name after it was detached', async () => {
    const opened = await open();
    const known = await opened.discover();
    opened.role.attached = opened.role.attached.filter((arn) => arn !== POLICY);
    expect(await refusal(opened.discover(known))).toMatchObject({
      code: 'ERR_NOT_FOUND',
      message: `The policy "KMSWorkshop-AdditionalPermissions" is not attached to the role "${ROLE}" any more.`,
      advice: `aws iam attach-role-policy --role-name ${ROLE} --policy-arn ${POLICY}`,
    });
  });
});

describe('the key is found by its alias', () => {
  test('wherever it points, before there is a baseline', async () => {
    const opened = await open();
    moveAlias(opened);
    expect((await opened.discover()).key.id).toBe(OTHER_KEY);
  });

  test('but an alias that was moved since the baseline is not followed', async () => {
    const opened = await open();
    const known = await opened.discover();
    moveAlias(opened);
    expect((await opened.discover(known)).key).toEqual(known.key);
  });

  test('unless another alias than the baseline’s is asked for', async () => {
    const opened = await open();
    const known = await opened.discover();
    moveAlias(opened);
    const alias = 'alias/Other';
    const arn = `arn:aws:kms:us-east-1:111122223333:${alias}`;
    opened.home.aliases[alias] = { ...opened.home.aliases[NAMES.alias]!, name: alias, arn };
    expect((await opened.discover(known, { alias })).key).toMatchObject({ id: OTHER_KEY, alias });
  });

  test('without an alias, it is the key that encrypts the sample file', async () => {
    const opened = await open();
    delete opened.home.aliases[NAMES.alias];
    expect((await opened.discover()).key).toMatchObject({ id: opened.key.id, alias: NAMES.alias });
  });

  test('a mistyped alias is reported missing, and the key is listed with every name it has', async () => {
    const opened = await open();
    const { aliases } = opened.home;
    const alias = aliases[NAMES.alias]!;
    delete aliases[NAMES.alias];
    aliases['alias/Other'] = {
      ...alias,
      name: 'alias/Other',
      arn: alias.arn.replace(NAMES.alias, 'alias/Other'),
    };
    aliases['alias/Another'] = {
      ...alias,
      name: 'alias/Another',
      arn: alias.arn.replace(NAMES.alias, 'alias/Another'),
    };
    expect(await refusal(opened.discover())).toMatchObject({
      code: 'ERR_NOT_FOUND',
      advice: expect.stringMatching(/^--alias alias\/(Other|Another) or --alias alias\/(Other|Another): so/),
    });
  });

  test('a sample file under a key of another Region names the Region', async () => {
    const opened = await open();
    delete opened.home.aliases[NAMES.alias];
    const sample = opened.home.buckets['kmsworkshop-111122223333']!.objects[NAMES.sampleObject]!;
    if (sample.encryption.kind !== 'aws:kms') throw new Error('the sample is not under a key');
    sample.encryption.keyArn = opened.key.arn.replace('us-east-1', 'eu-west-1');
    expect(await refusal(opened.discover())).toMatchObject({
      code: 'ERR_NOT_FOUND',
      advice: '--region eu-west-1: the key of SampleFile-KMS.txt is there; kms-lab doctor --region eu-west-1',
    });
  });
});

type Absence = readonly [what: string, change: (opened: Opened) => void, says: RegExp, advice: RegExp];

const ABSENCES: readonly Absence[] = [
  [
    'role',
    ({ home }) => delete home.roles[ROLE],
    /^There is no role "KMSWorkshop-InstanceInitRole" in account 111122223333/,
    /--role NAME.*kms-lab setup/,
  ],
  [
    'alias and sample file',
    ({ home }) => {
      home.aliases = {};
      home.buckets = {};
    },
    /^There is no key with the alias "alias\/ImportedCMK" in account 111122223333, region us-east-1/,
    /--alias NAME, or another --region; kms-lab setup/,
  ],
  [
    'instance',
    ({ home, instance }) => delete home.instances[instance.id],
    /^There is no instance "KMSWorkshop-Instance"/,
    /--instance NAME.*kms-lab setup/,
  ],
  [
    'running instance',
    ({ instance }) => Object.assign(instance, { state: 'stopped' }),
    /^The instance i-\w+ is stopped/,
    /^aws ec2 start-instances --instance-ids i-\w+$/,
  ],
  [
    'role on the instance',
    ({ instance }) => delete instance.instanceProfile,
    /^The instance i-\w+ has no role/,
    /aws ec2 associate-iam-instance-profile --instance-id i-\w+ --iam-instance-profile Name=KMSWorkshop/,
  ],
  [
    'right role on the instance',
    ({ home }) => {
      home.roles.Other = { ...home.roles[ROLE]!, name: 'Other' };
      home.instanceProfiles[ROLE]!.roles = ['Other'];
    },
    /acts as the role "Other", and not as "KMSWorkshop-InstanceInitRole"/,
    /--role NAME/,
  ],
];

describe('what the workshop requires is reported missing by name, with what to type', () => {
  test.each(ABSENCES)('%s', async (_what, change, message, hint) => {
    const opened = await open();
    change(opened);
    expect(await refusal(opened.discover())).toMatchObject({
      code: 'ERR_NOT_FOUND',
      message: expect.stringMatching(message),
      advice: expect.stringMatching(hint),
    });
  });
});

test('two running instances of the name are refused, and each can be named by its id', async () => {
  const opened = await open();
  const { home, instance } = opened;
  const other = 'i-00000000000000002';
  home.instances[other] = { ...instance, id: other };
  for (const id of [instance.id, other]) {
    expect((await opened.discover(undefined, { instanceName: id })).instance.id).toBe(id);
  }
  expect(await refusal(opened.discover(undefined, { instanceName: 'i-00000000000000003' }))).toMatchObject({
    code: 'ERR_NOT_FOUND',
    message: 'There is no instance "i-00000000000000003" in this account and region.',
  });
  expect(await refusal(opened.discover())).toMatchObject({ code: 'ERR_NOT_OURS' });
});

test('an instance without a public address has no web app address', async () => {
  const opened = await open();
  delete opened.instance.publicIp;
  const { webAppUrl: _, ...target } = opened.target;
  expect(await refusal(opened.openLab(target))).toMatchObject({
    code: 'ERR_NOT_FOUND',
    message: expect.stringContaining('no public IP address'),
    advice: expect.stringContaining('--web-app-url URL'),
  });
});

describe('answers that the sandbox does not give', () => {
  const arn = 'arn:aws:kms:us-east-1:111122223333:key/1';
  const instances = (members: string) => ({
    ...xml('', ''),
    body: `<DescribeInstancesResponse>${members}</DescribeInstancesResponse>`,
  });
  const ANSWERS: Readonly<Record<string, (body: string, region: string) => Canned>> = {
    GetRole: () => xml('GetRole', `<Role><Arn>arn:aws:iam::111122223333:role/${ROLE}</Arn></Role>`),
    DescribeKey: () => json({ KeyMetadata: { KeyId: '1', Arn: arn, KeyManager: 'CUSTOMER' } }),
    DescribeInstances: (body) =>
      new URLSearchParams(body).get('NextToken') === 'more'
        ? instances(
            `<reservationSet><item><instancesSet><item><instanceId>i-1</instanceId><iamInstanceProfile><arn>arn:aws:iam::111122223333:instance-profile/path/${ROLE}</arn></iamInstanceProfile></item></instancesSet></item></reservationSet>`,
          )
        : instances('<reservationSet/><nextToken>more</nextToken>'),
    GetInstanceProfile: () =>
      xml(
        'GetInstanceProfile',
        `<InstanceProfile><Roles><member><RoleName>${ROLE}</RoleName></member></Roles></InstanceProfile>`,
      ),
    ListRolePolicies: () => xml('ListRolePolicies', '<PolicyNames><member>key</member></PolicyNames>'),
    GetRolePolicy: () =>
      xml(
        'GetRolePolicy',
        `<PolicyDocument>${encodeURIComponent(JSON.stringify(allowing('kms:Decrypt')))}</PolicyDocument>`,
      ),
    ListAttachedRolePolicies: () => xml('ListAttachedRolePolicies', ''),
    GetCallerIdentity: () =>
      xml(
        'GetCallerIdentity',
        '<Account>111122223333</Account><Arn>arn:aws:iam::111122223333:user/operator</Arn><UserId>AIDAOPERATOR</UserId>',
      ),
  };
  async function look(more: typeof ANSWERS = {}) {
    const answers = { ...ANSWERS, ...more };
    const { target } = await canned(
      ({ operation, body, region }) => answers[operation]?.(body, region) ?? { status: 404, body: '' },
    );
    const { facts, missing } = await takeStock(accountOn({ ...target, webAppUrl: 'http://127.0.0.1' }));
    if (missing[0]) throw missing[0].error;
    return facts;
  }

  test('an instance may be on a later result page, and its profile may have a path', async () => {
    expect((await look()).instance).toEqual({ id: 'i-1', name: 'KMSWorkshop-Instance' });
  });

  test('a key that AWS manages is not the lab’s', async () => {
    const DescribeKey = () => json({ KeyMetadata: { KeyId: '1', Arn: arn, KeyManager: 'AWS' } });
    expect(await refusal(look({ DescribeKey }))).toMatchObject({
      code: 'ERR_NOT_OURS',
      message: expect.stringContaining('managed by AWS'),
      advice: expect.stringContaining('--alias'),
    });
  });

  test('the key of the sample file may belong to another account: it is then not used instead', async () => {
    const theirs = arn.replace('111122223333', '444455556666');
    const DescribeKey = (body: string) =>
      body.includes('alias/')
        ? jsonError('NotFoundException', 'no alias')
        : json({ KeyMetadata: { KeyId: '1', Arn: theirs, KeyManager: 'CUSTOMER' } });
    const HEAD = (): Canned => ({
      status: 200,
      headers: { 'x-amz-server-side-encryption-aws-kms-key-id': theirs },
      body: '',
    });
    expect(await refusal(look({ DescribeKey, HEAD }))).toMatchObject({
      code: 'ERR_NOT_FOUND',
      message:
        'There is no key with the alias "alias/ImportedCMK" in account 111122223333, region us-east-1.',
    });
  });

  test('a Region with the alias is suggested, even if the bucket says nothing', async () => {
    const DescribeKey = (_body: string, region: string) =>
      region === 'eu-west-1'
        ? json({ KeyMetadata: { KeyId: '1', Arn: arn, KeyManager: 'CUSTOMER' } })
        : region === 'us-west-2'
          ? jsonError('UnrecognizedClientException', 'not enabled')
          : jsonError('NotFoundException', 'no alias');
    expect(await refusal(look({ DescribeKey }))).toMatchObject({
      code: 'ERR_NOT_FOUND',
      message: expect.stringContaining('region us-east-1'),
      advice: '--region eu-west-1: this account has the alias there; kms-lab doctor --region eu-west-1',
    });
  });

  test('the operator may not read the role', async () => {
    const GetRole = () => xmlError('AccessDenied', 'not authorized to perform: iam:GetRole', 403);
    expect(await refusal(look({ GetRole }))).toMatchObject({ code: 'ERR_ACCESS' });
  });
});

describe('a role may be named as the console shows it', () => {
  const ARN = 'arn:aws:iam::111122223333:role/workshops/KMSWorkshop-InstanceInitRole';
  async function called(roleName: string) {
    const opened = await open();
    opened.role.arn = ARN;
    opened.role.path = '/workshops/';
    return opened.discover(undefined, { roleName });
  }

  test.each([ROLE, ARN, `/workshops/${ROLE}`])('%s', async (name) => {
    expect((await called(name)).role).toEqual({ name: ROLE, arn: ARN });
  });

  test.each([
    [`arn:aws:iam::111122223333:role/${ROLE}`, 'ERR_NOT_FOUND', `--role ${ROLE} means ${ARN}`],
    [`/elsewhere/${ROLE}`, 'ERR_NOT_FOUND', `--role ${ROLE} means ${ARN}`],
    [`arn:aws:iam::444455556666:role/${ROLE}`, 'ERR_WRONG_ACCOUNT', `--role ${ROLE} means this account’s`],
    [`arn:aws:sts::111122223333:assumed-role/${ROLE}/i-1`, 'ERR_USAGE', '--role NAME'],
    [`workshops/${ROLE}`, 'ERR_USAGE', '--role NAME'],
    ['', 'ERR_USAGE', '--role NAME'],
  ])('but %j is refused', async (name, code, hint) => {
    expect(await refusal(called(name))).toMatchObject({ code, advice: expect.stringContaining(hint) });
  });
});

describe('an alias must be the customer’s, and complete', () => {
  test.each([
    ['alias/aws/s3', 'ERR_NOT_OURS', 'of a customer managed key'],
    ['ImportedCMK', 'ERR_USAGE', '--alias alias/ImportedCMK'],
    ['arn:aws:kms:us-east-1:111122223333:alias/Other', 'ERR_USAGE', '--alias alias/Other'],
    ['', 'ERR_USAGE', '--alias alias/ImportedCMK'],
  ])('%j is refused', async (alias, code, hint) => {
    const opened = await open();
    expect(await refusal(opened.discover(undefined, { alias }))).toMatchObject({
      code,
      advice: expect.stringContaining(hint),
    });
  });

  test('a key that is pending deletion: until when, and how to cancel', async () => {
    const opened = await open();
    const { kms } = opened.clients;
    await kms.send(new ScheduleKeyDeletionCommand({ KeyId: opened.key.id }));
    expect(await refusal(opened.discover())).toMatchObject({
      code: 'ERR_KEY_STATE',
      message: expect.stringMatching(/is scheduled for deletion on \d{4}-\d\d-\d\d\.$/),
      advice: `aws kms cancel-key-deletion --key-id ${opened.key.id}; aws kms enable-key --key-id ${opened.key.id}`,
    });
  });

  test('a key that was deleted since the baseline, with its alias', async () => {
    const opened = await open();
    const known = await opened.discover();
    delete opened.home.keys[opened.key.id];
    opened.home.aliases = {};
    expect(await refusal(opened.discover(known))).toMatchObject({
      code: 'ERR_NOT_FOUND',
      message: expect.stringContaining('alias/ImportedCMK'),
    });
  });
});

test('names may be changed', async () => {
  const opened = await open();
  opened.instance.tags.Name = 'mine';
  const names: Partial<Names> = { instanceName: 'mine', userName: 'learner', bucket: 'elsewhere' };
  expect(await opened.discover(undefined, names)).toMatchObject({
    userName: 'learner',
    bucket: 'elsewhere',
    instance: { id: opened.instance.id },
  });
});

describe('the baseline replaces what is missing', () => {
  async function stock(change: (opened: Opened) => unknown) {
    const opened = await open();
    const facts = await opened.discover();
    const documents = { 'role-policy': allowing('kms:Decrypt') };
    await change(opened);
    const taken = await takeStock(accountOn(opened.target, { memory: { baseline: { facts, documents } } }));
    const missing = taken.missing.map(({ thing, error }) => [thing, error.message, adviceOf(error)]);
    return { opened, before: facts, ...taken, missing };
  }

  test.each<[string, Partial<Names>]>([
    ['instance', { instanceName: 'No Such Instance' }],
    ['instance', { instanceName: 'i-0000000000000dead' }],
    ['role', { roleName: 'NoSuchRole' }],
    ['role', { roleName: '/team/NoSuchRole' }],
    ['role', { roleName: 'arn:aws:iam::111122223333:role/team/NoSuchRole' }],
  ])('what is kept of an account without its %s can be read again: %j', async (thing, names) => {
    const opened = await open();
    const { facts, missing } = await takeStock(accountOn(opened.target, { names: { ...NAMES, ...names } }));
    expect(missing.map((one) => one.thing)).toContain(thing);
    expect(v.safeParse(KEPT.facts, facts).issues).toBeUndefined();
  });

  test('a policy that was deleted: it is created with the baseline’s document, and attached', async () => {
    const { before, facts, missing, gone } = await stock(({ home, role }) => {
      delete home.policies[POLICY];
      role.attached = role.attached.filter((arn) => arn !== POLICY);
    });
    expect(facts).toEqual(before);
    expect(missing).toEqual([
      [
        'role policy',
        `The policy "KMSWorkshop-AdditionalPermissions" of the role "${ROLE}" was deleted.`,
        `aws iam create-policy --policy-name KMSWorkshop-AdditionalPermissions --policy-document '${JSON.stringify(allowing('kms:Decrypt'))}'; ` +
          `aws iam attach-role-policy --role-name ${ROLE} --policy-arn ${POLICY}`,
      ],
    ]);
    expect(gone.rolePolicy).toMatchObject({ code: 'ERR_NOT_FOUND' });
  });

  test('a policy that was only detached can still be written', async () => {
    const { missing, gone } = await stock(({ role }) => {
      role.attached = role.attached.filter((arn) => arn !== POLICY);
    });
    expect(missing.map(([thing]) => thing)).toEqual(['role policy']);
    expect(gone).toEqual({});
  });

  test('a missing role, and what it contains, are reported once', async () => {
    const { before, facts, missing, gone } = await stock(({ home }) => delete home.roles[ROLE]);
    expect(facts.role).toEqual(before.role);
    expect(missing.map(([thing]) => thing)).toEqual(['role']);
    expect(gone).toEqual({});
  });

  test.each([
    ['stopped', /is stopped/, /start-instances/],
    ['terminated', /There is no instance/, /kms-lab setup/],
  ])('an instance that is %s', async (state, says, advice) => {
    const { before, facts, missing, gone } = await stock(({ instance }) =>
      Object.assign(instance, { state }),
    );
    expect(facts.instance.id).toBe(before.instance.id);
    expect(missing).toEqual([['instance', expect.stringMatching(says), expect.stringMatching(advice)]]);
    expect(gone.instance).toBeDefined();
  });

  test('an instance that is stopped and has another role: both are reported, each with its command', async () => {
    const { missing } = await stock(({ home, instance }) => {
      home.roles.Other = { ...home.roles[ROLE]!, name: 'Other' };
      home.instanceProfiles[ROLE]!.roles = ['Other'];
      instance.state = 'stopped';
    });
    expect(missing).toEqual([
      [
        'instance',
        expect.stringMatching(/acts as the role "Other", and not as .* is stopped\.$/),
        expect.stringMatching(/add-role-to-instance-profile.*; aws ec2 start-instances/),
      ],
    ]);
  });

  test('a key that was disabled, or whose material was deleted, is found but not usable', async () => {
    for (const state of ['Disabled', 'PendingImport'] as const) {
      const { before, facts, missing } = await stock(({ key }) => Object.assign(key, { state }));
      expect(facts.key).toEqual(before.key);
      expect(missing.map(([thing]) => thing)).toEqual(['key']);
    }
  });
});

test('a policy that names the alias allows nothing, and says so', async () => {
  const opened = await open();
  const Resource = `arn:aws:kms:us-east-1:111122223333:${NAMES.alias}`;
  revise(opened.policy, { Statement: [{ Effect: 'Allow', Action: 'kms:*', Resource }] });
  expect(await refusal(opened.discover())).toMatchObject({
    code: 'ERR_NOT_FOUND',
    message: expect.stringContaining('names the ARN of alias/ImportedCMK, which never matches'),
    advice: expect.stringContaining(opened.key.arn),
  });
});
