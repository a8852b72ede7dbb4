import { CreateGrantCommand } from '@aws-sdk/client-kms';
import { GetObjectCommand, ListObjectsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { restOfAccount } from '../../src/aws/around/rest-of-account.ts';
import { IamReader } from '../../src/aws/client/iam-policies.ts';
import { AsUser } from '../../src/aws/probes/as-user.ts';
import { Cast } from '../../src/aws/probes/principals.ts';
import { prospectFor, prospectOf, readSituation } from '../../src/aws/prospect.ts';
import { keyPolicyResource } from '../../src/aws/resources/key-policy.ts';
import { SAMPLE_UPLOAD } from '../../src/aws/web-app/visitor.ts';
import type { WebAppProspect } from '../../src/contract/prospect.ts';
import type { PolicyDocument, Statement } from '../../src/policy/document.ts';
import { allowing, counting, ledgerOf, type Opened, open, revise } from './opened.ts';

const ROOT = 'arn:aws:iam::111122223333:root';
const ROLE_ARN = 'arn:aws:iam::111122223333:role/KMSWorkshop-InstanceInitRole';
const BUCKET = 'arn:aws:s3:::kmsworkshop-111122223333';
const START = new Date('2026-06-01T12:00:00Z');

const policy = (...Statement: readonly Statement[]): PolicyDocument => ({ Version: '2012-10-17', Statement });
const delegation: Statement = { Effect: 'Allow', Principal: { AWS: ROOT }, Action: 'kms:*', Resource: '*' };
const deny = (Action: string | readonly string[], more: Partial<Statement> = {}): Statement => ({
  ...{ Sid: 'Guard', Effect: 'Deny', Principal: '*', Action, Resource: '*' },
  ...more,
});

/** What `open.ts` puts together. */
async function sourcesOf(opened: Opened) {
  const { clients, target } = opened;
  const facts = await opened.discover();
  const sleep = async () => {};
  const ledger = ledgerOf();
  const clock = { now: () => START, sleep };
  const asUser = new AsUser({ clients, facts, ledger, clock, signal: undefined, wanted: false });
  return {
    clients,
    facts,
    resources: {
      'key-policy': keyPolicyResource(clients.kms, facts, sleep, {
        iam: clients.iam,
        keepsControl: () => expect.fail('nothing is written'),
      }),
    },
    cast: new Cast(clients, target, facts, new IamReader(clients), asUser),
    rest: restOfAccount(clients, facts),
  };
}

const NOTHING_ELSE = { read: async () => ({}), changedSince: () => [] };

const anew = async (opened: Opened) => {
  const sources = await sourcesOf(opened);
  opened.clients.reads.begin();
  return prospectOf(sources, {});
};

/** The app's calls, made as the instance role. */
async function asTheApp({ sandbox, key }: Opened) {
  const s3 = new S3Client({
    ...{ endpoint: sandbox.endpoint, region: sandbox.region, forcePathStyle: true },
    credentials: sandbox.credentials('instance-role')!,
  });
  const Bucket = BUCKET.split(':').at(-1)!;
  const allowed = (call: Promise<unknown>) =>
    call.then(
      () => true,
      (error: Error) => {
        expect(error.name).toBe('AccessDenied');
        return false;
      },
    );
  const upload = {
    Bucket,
    Key: SAMPLE_UPLOAD,
    Body: 'x',
    ServerSideEncryption: 'aws:kms',
    SSEKMSKeyId: key.id,
  } as const;
  return {
    list: await allowed(s3.send(new ListObjectsCommand({ Bucket }))),
    open: await allowed(s3.send(new GetObjectCommand({ Bucket, Key: 'SampleFile-KMS.txt' }))),
    store: await allowed(s3.send(new PutObjectCommand(upload))),
  };
}

const expected = ({ list, get, put, decrypt, dataKey }: WebAppProspect) => {
  const all = (...decisions: readonly { readonly outcome: string }[]) =>
    decisions.every(({ outcome }) => outcome === 'allowed');
  return { list: all(list), open: all(get, decrypt), store: all(put, dataKey) };
};

describe('the web app may do what is predicted', () => {
  interface Row {
    readonly when: string;
    readonly world?: (opened: Opened) => unknown;
    readonly outcome: { readonly list: boolean; readonly open: boolean; readonly store: boolean };
    /** The refused call, and what its reason names. */
    readonly because?: readonly [keyof Omit<WebAppProspect, 'sample' | 'sampleObject'>, RegExp];
  }
  const ALL = { list: true, open: true, store: true };
  const bucketPolicy =
    (...statements: readonly Statement[]) =>
    ({ home }: Opened) => {
      Object.values(home.buckets)[0]!.policy = policy(...statements);
    };
  const byKeyPolicy =
    (...statements: readonly Statement[]) =>
    ({ key }: Opened) => {
      key.policy = policy(...statements);
    };

  test.each<Row>([
    { when: 'all is as the page begins', outcome: ALL },
    {
      when: 'the bucket policy denies reading',
      world: bucketPolicy(deny('s3:GetObject', { Principal: { AWS: ROLE_ARN }, Resource: `${BUCKET}/*` })),
      outcome: { ...ALL, open: false },
      because: ['get', /“Guard” in the bucket policy denies it/],
    },
    {
      when: 'the bucket policy takes encrypted uploads only',
      world: bucketPolicy(
        deny('s3:PutObject', {
          Resource: `${BUCKET}/*`,
          Condition: { StringNotEquals: { 's3:x-amz-server-side-encryption': 'aws:kms' } },
        }),
      ),
      outcome: ALL,
    },
    {
      when: 'the bucket policy takes TLS only',
      world: bucketPolicy(deny('s3:*', { Condition: { Bool: { 'aws:SecureTransport': 'false' } } })),
      outcome: ALL,
    },
    {
      when: 'the role’s policies say nothing of S3',
      world: ({ role, policy: own }) => {
        role.attached = [own.arn];
        revise(own, allowing('kms:*'));
      },
      outcome: { list: false, open: false, store: false },
      because: ['list', /no identity policy allows it/],
    },
    {
      when: 'a boundary leaves kms:Decrypt out',
      world: ({ role, home }) => {
        const other = Object.values(home.policies).find(({ name }) => name.includes('ImportMaterial'))!;
        revise(other, allowing('s3:*', 'kms:GenerateDataKey'));
        role.boundary = other.arn;
      },
      outcome: { ...ALL, open: false },
      because: ['decrypt', /permissions boundary .* does not allow it/],
    },
    {
      when: 'the key is used by way of S3 only',
      world: byKeyPolicy(
        delegation,
        deny('kms:Decrypt', {
          Condition: { StringNotEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } },
        }),
      ),
      outcome: ALL,
    },
    {
      when: 'the key is used by way of another service only',
      world: byKeyPolicy(
        delegation,
        deny(['kms:Decrypt', 'kms:GenerateDataKey'], {
          Condition: { StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } },
        }),
      ),
      outcome: { list: true, open: false, store: false },
      because: ['dataKey', /“Guard” in the key policy/],
    },
    {
      when: 'the key opens other objects only',
      world: byKeyPolicy(
        delegation,
        deny('kms:Decrypt', {
          Condition: { StringLike: { 'kms:EncryptionContext:aws:s3:arn': `${BUCKET}/SampleFile*` } },
        }),
      ),
      outcome: { ...ALL, open: false },
      because: ['decrypt', /“Guard” in the key policy/],
    },
    {
      when: 'a grant gives back what the role’s policy does not',
      world: async ({ policy: own, clients, key, role }) => {
        revise(own, allowing('kms:GenerateDataKey'));
        await clients.kms.send(
          new CreateGrantCommand({
            KeyId: key.arn,
            GranteePrincipal: role.arn,
            Operations: ['Decrypt'],
            Name: 'back',
          }),
        );
      },
      outcome: ALL,
    },
    {
      when: 'the grant is for another object',
      world: async ({ policy: own, clients, key, role }) => {
        revise(own, allowing('kms:GenerateDataKey'));
        await clients.kms.send(
          new CreateGrantCommand({
            ...{ KeyId: key.arn, GranteePrincipal: role.arn, Operations: ['Decrypt'] },
            Constraints: { EncryptionContextSubset: { 'aws:s3:arn': `${BUCKET}/other` } },
          }),
        );
      },
      outcome: { ...ALL, open: false },
      because: ['decrypt', /no identity policy allows it/],
    },
    {
      when: 'the role may act from elsewhere only',
      world: ({ role }) => {
        role.inline.office = policy({
          ...{ Sid: 'Office', Effect: 'Deny', Action: '*', Resource: '*' },
          Condition: { NotIpAddress: { 'aws:SourceIp': '198.51.100.0/24' } },
        });
      },
      outcome: { list: false, open: false, store: false },
      because: ['list', /“Office” in office denies it/],
    },
  ])('$when', async ({ world, outcome, because }) => {
    const opened = await open();
    await world?.(opened);
    const { webApp } = await anew(opened);
    expect(expected(webApp)).toEqual(outcome);
    expect(await asTheApp(opened)).toEqual(outcome);
    if (because) expect(webApp[because[0]].because).toMatch(because[1]);
  });

  test('a grant is named as deciding', async () => {
    const opened = await open();
    revise(opened.policy, allowing('kms:GenerateDataKey'));
    const { clients, key, role } = opened;
    await clients.kms.send(
      new CreateGrantCommand({
        KeyId: key.arn,
        GranteePrincipal: role.arn,
        Operations: ['Decrypt'],
        Name: 'back',
      }),
    );
    const { webApp, matrix } = await anew(opened);
    expect(webApp.decrypt.because).toMatch(/the grant “back” \(\w+\) allows it, and that is enough\.$/);
    const cell = matrix.find(
      ({ principal, action }) => principal === 'instance-role' && action === 'kms:Decrypt',
    );
    expect(cell?.predicted).toMatchObject({ outcome: 'allowed', statements: [{ source: 'grant' }] });
  });
});

describe('a situation', () => {
  test('is read once for any number of plans', async () => {
    const opened = await open();
    const sources = await sourcesOf(opened);
    const situation = await readSituation(sources);
    const plans = [allowing('kms:Encrypt'), allowing('kms:Decrypt'), allowing('s3:*')];
    const { result, calls } = await counting(opened, async () =>
      plans.map((plan) => prospectFor(situation, { 'role-policy': plan }).webApp.decrypt.outcome),
    );
    expect(result).toEqual(['implicitly-denied', 'allowed', 'implicitly-denied']);
    expect(calls).toBe(0);
  });

  test('adds no call to what is read for the matrix and the surroundings', async () => {
    const opened = await open();
    const sources = await sourcesOf(opened);
    const before = async () => {
      await Promise.all([sources.rest.read(), sources.cast.gather(sources.cast.signIn([]))]);
      await sources.resources['key-policy'].read();
    };
    opened.clients.reads.begin();
    await before();
    expect(await counting(opened, () => readSituation(sources))).toMatchObject({ calls: 0, writes: 0 });
  });

  test('applies the planned key policy to everyone', async () => {
    const opened = await open();
    const prospect = await prospectOf(await sourcesOf(opened), {
      'key-policy': policy(delegation, deny('kms:*', { Principal: { AWS: opened.role.arn } })),
    });
    expect(prospect.webApp).toMatchObject({
      get: { outcome: 'allowed' },
      decrypt: { outcome: 'explicitly-denied' },
    });
    const decide = (of: 'instance-role' | 'operator') =>
      prospect.foresee({ of: [of] }).find(({ action }) => action === 'kms:Encrypt')?.decision.outcome;
    expect([decide('instance-role'), decide('operator')]).toEqual(['explicitly-denied', 'allowed']);
    expect(Object.keys(prospect.rest)).toContain('state of the key');
  });

  test.each<[string, (opened: Opened) => unknown, RegExp | undefined]>([
    ['enabled', () => {}, undefined],
    ['disabled', ({ key }) => (key.state = 'Disabled'), /is disabled/],
    ['pending import', ({ key }) => (key.state = 'PendingImport'), /has no key material/],
  ])('reports a key that is %s', async (_, world, says) => {
    const opened = await open();
    const sources = await sourcesOf(opened);
    world(opened);
    opened.clients.reads.begin();
    const { unusable } = await prospectOf(sources, {});
    if (says) expect(unusable?.says).toMatch(says);
    else expect(unusable).toBeUndefined();
  });

  const sampleOf = (opened: Opened) => Object.values(opened.home.buckets)[0]!.objects;
  test.each<[WebAppProspect['sample'], (opened: Opened) => unknown]>([
    ['under-the-key', () => {}],
    ['missing', (opened) => delete sampleOf(opened)['SampleFile-KMS.txt']],
    ['without-kms', (opened) => (sampleOf(opened)['SampleFile-KMS.txt']!.encryption = { kind: 'AES256' })],
    [
      'under-another-key',
      (opened) => {
        const { encryption } = sampleOf(opened)['SampleFile-KMS.txt']!;
        Object.assign(encryption, { keyArn: `${opened.key.arn}0` });
      },
    ],
    [
      'unreadable',
      ({ home }) => {
        home.users.operator!.inline.blind = policy({ Effect: 'Deny', Action: 's3:GetObject', Resource: '*' });
      },
    ],
  ])('reports a sample that is %s', async (expected, world) => {
    const opened = await open();
    const sources = { ...(await sourcesOf(opened)), rest: NOTHING_ELSE };
    world(opened);
    opened.clients.reads.begin();
    expect((await prospectOf(sources, {})).webApp.sample).toBe(expected);
  });

  test('works without a bucket policy that the operator may not read', async () => {
    const opened = await open();
    opened.home.users.operator!.inline.blind = policy({
      ...{ Effect: 'Deny', Action: ['s3:GetBucketPolicy', 'kms:ListGrants'], Resource: '*' },
    });
    const sources = { ...(await sourcesOf(opened)), rest: NOTHING_ELSE };
    expect((await prospectOf(sources, {})).webApp.get.outcome).toBe('allowed');
  });
});
