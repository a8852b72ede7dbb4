import { ScheduleKeyDeletionCommand } from '@aws-sdk/client-kms';
import { describe, expect, test } from 'vitest';
import { IamReader } from '../../src/aws/client/iam-policies.ts';
import type { Operator } from '../../src/aws/client/operator.ts';
import type { Names } from '../../src/aws/client/target.ts';
import { discover } from '../../src/aws/discover.ts';
import { type Canned, canned, json, jsonError, xml, xmlError } from './canned.ts';
import { allowing, NAMES, type Opened, open, POLICY, ROLE, revise } from './opened.ts';

const OTHER_KEY = '99999999-0000-4000-8000-000000000000';

/** Another customer key of the account, and the alias on it. */
function moveAlias({ home, key }: Opened): void {
  const arn = key.arn.replace(key.id, OTHER_KEY);
  home.keys[OTHER_KEY] = { ...key, id: OTHER_KEY, arn };
  home.aliases[NAMES.alias]!.keyId = OTHER_KEY;
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
    instance: { id: instance.id, publicIp: '203.0.113.10' },
  });
});

test('finding it writes nothing', async () => {
  const opened = await open();
  await opened.discover();
  expect(opened.clients.counter.writes).toBe(0);
});

test('a role in a path keeps it', async () => {
  const opened = await open();
  opened.role.arn = `arn:aws:iam::111122223333:role/workshops/${ROLE}`;
  opened.role.path = '/workshops/';
  expect((await opened.discover()).role).toEqual({ name: ROLE, arn: opened.role.arn });
});

describe('the role’s policy is known by what it says', () => {
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

  test('after kms:Decrypt was taken out of it', async () => {
    const opened = await open();
    revise(opened.policy, allowing('kms:GenerateDataKey', 'kms:Encrypt'));
    expect((await opened.discover()).rolePolicy).toMatchObject({ arn: POLICY });
  });

  test('AWS’s own policies are nobody’s to edit', async () => {
    const opened = await open();
    opened.role.attached = ['arn:aws:iam::aws:policy/AdministratorAccess'];
    await expect(opened.discover()).rejects.toMatchObject({
      code: 'ERR_NOT_FOUND',
      hint: expect.stringContaining('KMSWorkshop-AdditionalPermissions'),
    });
  });

  test('two that say it are refused: which one is meant is not ours to guess', async () => {
    const opened = await open();
    opened.role.inline.too = allowing('kms:*');
    await expect(opened.discover()).rejects.toMatchObject({
      code: 'ERR_NOT_OURS',
      message: `2 policies of ${ROLE} allow kms:Decrypt: too, KMSWorkshop-AdditionalPermissions.`,
      hint: expect.stringContaining('detach'),
    });
  });

  test('the baseline’s stays the lab’s, whatever a participant writes into another', async () => {
    const opened = await open();
    const known = await opened.discover();
    revise(opened.policy, allowing('kms:GenerateDataKey'));
    opened.role.inline.too = allowing('kms:Decrypt');
    expect((await opened.discover(known)).rolePolicy).toEqual(known.rolePolicy);
  });

  test('the baseline’s that was detached is missed by its name', async () => {
    const opened = await open();
    const known = await opened.discover();
    opened.role.attached = opened.role.attached.filter((arn) => arn !== POLICY);
    await expect(opened.discover(known)).rejects.toMatchObject({
      code: 'ERR_NOT_FOUND',
      hint: 'attach KMSWorkshop-AdditionalPermissions to the role',
    });
  });
});

describe('the key is known by its alias', () => {
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

  test('unless another alias is asked for than the baseline’s', async () => {
    const opened = await open();
    const known = await opened.discover();
    moveAlias(opened);
    const alias = 'alias/Other';
    const arn = `arn:aws:kms:us-east-1:111122223333:${alias}`;
    opened.home.aliases[alias] = { ...opened.home.aliases[NAMES.alias]!, name: alias, arn };
    expect((await opened.discover(known, { alias })).key).toMatchObject({ id: OTHER_KEY, alias });
  });

  test('without an alias it is the key that the sample file is stored under', async () => {
    const opened = await open();
    delete opened.home.aliases[NAMES.alias];
    expect((await opened.discover()).key).toMatchObject({ id: opened.key.id, alias: NAMES.alias });
  });

  test('an alias that is mistyped is missed, and the key is called by every name it has', async () => {
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
    await expect(opened.discover()).rejects.toMatchObject({
      code: 'ERR_NOT_FOUND',
      hint: expect.stringMatching(/^--alias alias\/(Other|Another) or --alias alias\/(Other|Another), as/),
    });
  });

  test('a sample file under a key of another region tells the region', async () => {
    const opened = await open();
    delete opened.home.aliases[NAMES.alias];
    const sample = opened.home.buckets['kmsworkshop-111122223333']!.objects[NAMES.sampleObject]!;
    if (sample.encryption.kind !== 'aws:kms') throw new Error('the sample is not under a key');
    sample.encryption.keyArn = opened.key.arn.replace('us-east-1', 'eu-west-1');
    await expect(opened.discover()).rejects.toMatchObject({
      code: 'ERR_NOT_FOUND',
      hint: '--region eu-west-1, where the key of SampleFile-KMS.txt is',
    });
  });
});

type Absence = readonly [what: string, change: (opened: Opened) => void, says: RegExp, hint: RegExp];

const ABSENCES: readonly Absence[] = [
  ['role', ({ home }) => delete home.roles[ROLE], /not a role KMSWorkshop/, /--role NAME/],
  [
    'alias and sample file',
    ({ home }) => {
      home.aliases = {};
      home.buckets = {};
    },
    /not a key with the alias alias\/ImportedCMK in us-east-1/,
    /--alias NAME, or another --region/,
  ],
  [
    'instance',
    ({ home, instance }) => delete home.instances[instance.id],
    /not a running instance/,
    /--instance NAME/,
  ],
  [
    'running instance',
    ({ instance }) => Object.assign(instance, { state: 'stopped' }),
    /not a running/,
    /start it/,
  ],
  [
    'role on the instance',
    ({ instance }) => delete instance.instanceProfile,
    /^The instance i-\w+ has no role/,
    /attach the instance profile/,
  ],
  [
    'right role on the instance',
    ({ home }) => {
      home.roles.Other = { ...home.roles[ROLE]!, name: 'Other' };
      home.instanceProfiles[ROLE]!.roles = ['Other'];
    },
    /runs as Other, not as KMSWorkshop-InstanceInitRole/,
    /--role NAME/,
  ],
];

describe('what the workshop presupposes is missed by name, with a way out', () => {
  test.each(ABSENCES)('%s', async (_what, change, message, hint) => {
    const opened = await open();
    change(opened);
    await expect(opened.discover()).rejects.toMatchObject({
      code: 'ERR_NOT_FOUND',
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    });
  });
});

test('two running instances of the name are refused', async () => {
  const opened = await open();
  const { home, instance } = opened;
  home.instances['i-00000000000000002'] = { ...instance, id: 'i-00000000000000002' };
  await expect(opened.discover()).rejects.toMatchObject({ code: 'ERR_NOT_OURS' });
});

test('an instance without a public address has no web app to meet', async () => {
  const opened = await open();
  delete opened.instance.publicIp;
  const { webAppUrl: _, ...target } = opened.target;
  await expect(opened.openLab(target)).rejects.toMatchObject({
    code: 'ERR_NOT_FOUND',
    message: expect.stringContaining('no public address'),
    hint: expect.stringContaining('--web-app-url URL'),
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
  };
  const operator: Operator = {
    kind: 'user',
    accountId: '111122223333',
    arn: 'arn:aws:iam::111122223333:user/operator',
    id: 'AIDAOPERATOR',
  };

  async function look(more: typeof ANSWERS = {}) {
    const answers = { ...ANSWERS, ...more };
    const { clients } = await canned(
      ({ operation, body, region }) => answers[operation]?.(body, region) ?? { status: 404, body: '' },
    );
    return discover(clients, new IamReader(clients.iam), operator, NAMES, undefined);
  }

  test('an instance may be on a later page, and its profile in a path', async () => {
    expect((await look()).instance).toEqual({ id: 'i-1' });
  });

  test('a key that AWS manages is none of the lab’s', async () => {
    const DescribeKey = () => json({ KeyMetadata: { KeyId: '1', Arn: arn, KeyManager: 'AWS' } });
    await expect(look({ DescribeKey })).rejects.toMatchObject({
      code: 'ERR_NOT_OURS',
      message: expect.stringContaining('managed by AWS'),
      hint: expect.stringContaining('--alias'),
    });
  });

  test('the key of the sample file may be another account’s: it does not stand in', async () => {
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
    await expect(look({ DescribeKey, HEAD })).rejects.toMatchObject({
      code: 'ERR_NOT_FOUND',
      message: 'The account has not a key with the alias alias/ImportedCMK in us-east-1.',
    });
  });

  test('a region in which the alias is tells where to go, though the bucket tells nothing', async () => {
    const DescribeKey = (_body: string, region: string) =>
      region === 'eu-west-1'
        ? json({ KeyMetadata: { KeyId: '1', Arn: arn, KeyManager: 'CUSTOMER' } })
        : region === 'us-west-2'
          ? jsonError('UnrecognizedClientException', 'not enabled')
          : jsonError('NotFoundException', 'no alias');
    await expect(look({ DescribeKey })).rejects.toMatchObject({
      code: 'ERR_NOT_FOUND',
      message: expect.stringContaining('in us-east-1'),
      hint: '--region eu-west-1, where one is',
    });
  });

  test('the operator may not read the role', async () => {
    const GetRole = () => xmlError('AccessDenied', 'not authorized to perform: iam:GetRole', 403);
    await expect(look({ GetRole })).rejects.toMatchObject({ code: 'ERR_ACCESS' });
  });
});

describe('a role may be called as the console shows it', () => {
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
    await expect(called(name)).rejects.toMatchObject({ code, hint: expect.stringContaining(hint) });
  });
});

describe('an alias is the customer’s, and called in full', () => {
  test.each([
    ['alias/aws/s3', 'ERR_NOT_OURS', 'of a customer managed key'],
    ['ImportedCMK', 'ERR_USAGE', '--alias alias/ImportedCMK'],
    ['arn:aws:kms:us-east-1:111122223333:alias/Other', 'ERR_USAGE', '--alias alias/Other'],
    ['', 'ERR_USAGE', '--alias alias/ImportedCMK'],
  ])('%j is refused', async (alias, code, hint) => {
    const opened = await open();
    await expect(opened.discover(undefined, { alias })).rejects.toMatchObject({
      code,
      hint: expect.stringContaining(hint),
    });
  });

  test('of a key that is pending deletion: until when, and how to get it back', async () => {
    const opened = await open();
    const { kms } = opened.clients;
    await kms.send(new ScheduleKeyDeletionCommand({ KeyId: opened.key.id }));
    await expect(opened.discover()).rejects.toMatchObject({
      code: 'ERR_KEY_STATE',
      message: expect.stringMatching(/is pending deletion, on \d{4}-\d\d-\d\d\.$/),
      hint: expect.stringContaining(`aws kms cancel-key-deletion --key-id ${opened.key.id}`),
    });
  });

  test('of a key that is gone since the baseline, and its alias with it', async () => {
    const opened = await open();
    const known = await opened.discover();
    delete opened.home.keys[opened.key.id];
    opened.home.aliases = {};
    await expect(opened.discover(known)).rejects.toMatchObject({
      code: 'ERR_NOT_FOUND',
      message: expect.stringContaining('alias/ImportedCMK'),
    });
  });
});

test('names may be other ones', async () => {
  const opened = await open();
  opened.instance.tags.Name = 'mine';
  const names: Partial<Names> = { instanceName: 'mine', userName: 'learner', bucket: 'elsewhere' };
  expect(await opened.discover(undefined, names)).toMatchObject({
    userName: 'learner',
    bucket: 'elsewhere',
    instance: { id: opened.instance.id },
  });
});
