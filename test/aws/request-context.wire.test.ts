import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { KMSClient, ListKeysCommand } from '@aws-sdk/client-kms';
import { describe, expect, onTestFinished, test } from 'vitest';
import { CallCounter } from '../../src/aws/client/call-counter.ts';
import { openClients } from '../../src/aws/client/clients.ts';
import { IamReader } from '../../src/aws/client/iam-policies.ts';
import { whoAmI } from '../../src/aws/client/operator.ts';
import { operatorContext, readSigning } from '../../src/aws/request-context.ts';
import type { PolicyDocument, Statement } from '../../src/policy/document.ts';
import { keepsControl } from '../../src/policy/lock-out.ts';
import { openSession } from '../../src/sandbox/sts/sessions.ts';
import { type Opened, open } from './opened.ts';

const NOW = new Date('2026-06-01T12:00:00Z');
const OPERATOR = 'arn:aws:iam::111122223333:user/operator';

const deny = (Condition: Statement['Condition'] & object, more: Partial<Statement> = {}): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: [{ Sid: 'Guard', Effect: 'Deny', Action: '*', Resource: '*', Condition, ...more }],
});

const REGION_LOCK = deny({ StringNotEquals: { 'aws:RequestedRegion': 'us-east-1' } });
const NEEDS_MFA = deny({ BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } });
const ALSO_LONG_TERM = deny({ Bool: { 'aws:MultiFactorAuthPresent': 'false' } });
const NEEDS_TLS = deny({ Bool: { 'aws:SecureTransport': 'false' } });
const office = (...cidrs: readonly string[]) => deny({ NotIpAddress: { 'aws:SourceIp': cidrs } });
const EVENING = deny({ DateGreaterThan: { 'aws:CurrentTime': '2027-01-01T00:00:00Z' } });

/** Credentials of the operator's that came with a code so many seconds ago; `undefined`: without one. */
function session({ world, home }: Opened, mfaAge: number | undefined) {
  const now = new Date();
  const { id, arn } = home.users.operator!;
  const opened = openSession({
    caller: { kind: 'user', accountId: home.id, arn, id },
    seconds: 3600,
    now,
    ...(mfaAge === undefined ? {} : { mfaAt: new Date(now.getTime() - mfaAge * 1000) }),
  });
  world.sessions[opened.accessKeyId] = opened;
  return { accessKeyId: opened.accessKeyId, secretAccessKey: opened.secret, sessionToken: opened.token };
}

describe('the operator keeps control', () => {
  interface Row {
    readonly of: string;
    readonly own: PolicyDocument;
    /** Seconds; absent: long-term keys. */
    readonly session?: { readonly mfaAge: number };
    readonly keyPolicy?: Statement;
  }
  const outcomeOf = async (row: Row) => {
    const opened = await open();
    const { home, target, openLab, key } = opened;
    home.users.operator!.inline.guard = row.own;
    const as = row.session ? { ...target, credentials: session(opened, row.session.mfaAge) } : target;
    const lab = await openLab(as);
    const [delegation] = key.policy.Statement as readonly Statement[];
    const planned = {
      Version: '2012-10-17',
      Statement: [delegation!, ...(row.keyPolicy ? [row.keyPolicy] : [])],
    };
    const { outcome } = await lab.access.operatorKeepsControl({ 'key-policy': planned });
    // The sandbox asks the same before it writes: what is predicted is what happens.
    const written = await lab.resources['key-policy'].write(planned).then(
      () => 'allowed',
      () => 'refused',
    );
    expect(written === 'allowed').toBe(outcome === 'allowed');
    return outcome;
  };

  test.each<Row>([
    { of: 'under a region lock, in the region', own: REGION_LOCK },
    { of: 'under a Deny without MFA, in a session with a code', own: NEEDS_MFA, session: { mfaAge: 120 } },
    { of: 'under a Deny without MFA that long-term keys escape', own: ALSO_LONG_TERM },
    { of: 'under a Deny outside of the office, from the office', own: office('127.0.0.0/8', '192.0.2.0/24') },
    { of: 'under a Deny of plain HTTP', own: NEEDS_TLS },
    { of: 'under a Deny that begins later', own: EVENING },
    {
      of: 'under a key policy that asks for a code, in a session with one',
      own: NEEDS_MFA,
      session: { mfaAge: 120 },
      keyPolicy: {
        ...{ Effect: 'Deny', Principal: '*', Action: 'kms:PutKeyPolicy', Resource: '*' },
        Condition: { Null: { 'aws:MultiFactorAuthAge': 'true' } },
      },
    },
  ])('$of', async (row) => {
    expect(await outcomeOf(row)).toBe('allowed');
  });

  const onlyKms = (policy: PolicyDocument): PolicyDocument => ({
    ...policy,
    Statement: [{ ...(policy.Statement as readonly Statement[])[0]!, Action: 'kms:PutKeyPolicy' }],
  });
  test.each<Row>([
    {
      of: 'not in another region',
      own: onlyKms(deny({ StringEquals: { 'aws:RequestedRegion': 'us-east-1' } })),
    },
    {
      of: 'not with a code that is too old',
      own: onlyKms(deny({ NumericGreaterThan: { 'aws:MultiFactorAuthAge': '30' } })),
      session: { mfaAge: 120 },
    },
    { of: 'not from elsewhere', own: onlyKms(office('198.51.100.0/24')) },
    {
      of: 'not after the last day',
      own: onlyKms(deny({ DateGreaterThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' } })),
    },
    {
      of: 'not under a key policy that denies it by name',
      own: REGION_LOCK,
      keyPolicy: {
        ...{ Effect: 'Deny', Principal: { AWS: OPERATOR }, Action: 'kms:PutKeyPolicy', Resource: '*' },
      },
    },
    {
      of: 'not under a key policy for keys of another origin',
      own: REGION_LOCK,
      keyPolicy: {
        ...{ Effect: 'Deny', Principal: '*', Action: 'kms:PutKeyPolicy', Resource: '*' },
        Condition: { StringEquals: { 'kms:KeyOrigin': 'EXTERNAL' } },
      },
    },
  ])('$of', async (row) => {
    expect(await outcomeOf(row)).not.toBe('allowed');
  });
});

describe('from an unknown address', () => {
  /** As against AWS: the sandbox sees 127.0.0.1, and the lab does not know. */
  const asked = async (own: PolicyDocument, credentials?: (opened: Opened) => object) => {
    const opened = await open();
    const facts = await opened.discover();
    opened.home.users.operator!.inline.guard = own;
    const target = credentials
      ? {
          ...opened.target,
          credentials: credentials(opened) as NonNullable<typeof opened.target.credentials>,
        }
      : opened.target;
    const clients = openClients(target);
    const operator = await whoAmI(clients.sts, clients.iam);
    const policies = await new IamReader(clients).ofCaller(operator);
    const far = {
      ...clients,
      counter: Object.assign(new CallCounter(), { hostname: 'kms.us-east-1.amazonaws.com' }),
    };
    const before = clients.counter.calls;
    const { role, key, region } = facts;
    const context = await operatorContext({
      ...{ clients: far, operator, region, policies, role, key, now: NOW },
      keyPolicy: opened.key.policy,
    });
    const keeps = keepsControl({
      ...{ caller: operator, keyArn: key.arn, keyPolicy: opened.key.policy, policies },
      context: context('kms'),
    });
    return { context, outcome: keeps.outcome, calls: clients.counter.calls - before };
  };

  test('the office’s address is assumed, because AWS has just let the operator read', async () => {
    const { context, outcome, calls } = await asked(office('127.0.0.0/8', '198.51.100.0/24'));
    expect(context('kms')['aws:SourceIp']).toBe('127.0.0.0');
    expect(outcome).toBe('allowed');
    expect(calls).toBe(3);
  });

  test('an address that no policy names, if that explains the answers', async () => {
    const own = deny({ IpAddress: { 'aws:SourceIp': '198.51.100.0/24' } });
    expect((await asked(own)).context('kms')['aws:SourceIp']).toBe('192.0.2.1');
  });

  test('a Deny of writing alone has no witness: the operator is not assumed to be in the office', async () => {
    const own = deny({ NotIpAddress: { 'aws:SourceIp': '127.0.0.0/8' } }, { Action: 'kms:PutKeyPolicy' });
    expect((await asked(own)).outcome).toBe('explicitly-denied');
  });

  test('a code is assumed for a session that could not have read without one', async () => {
    const { context, outcome } = await asked(NEEDS_MFA, (opened) => session(opened, 120));
    expect(context('kms')).toMatchObject({
      'aws:MultiFactorAuthPresent': 'true',
      'aws:MultiFactorAuthAge': '60',
    });
    expect(outcome).toBe('allowed');
  });

  test('a user’s session is assumed to have a code if no policy asks, and nothing is read for it', async () => {
    const { context, calls } = await asked(REGION_LOCK, (opened) => session(opened, 120));
    expect(context('kms')).toMatchObject({ 'aws:MultiFactorAuthPresent': 'true' });
    expect(calls).toBe(0);
  });

  test('a role’s session is assumed to have none', async () => {
    const opened = await open();
    const credentials = session(opened, undefined);
    const context = await operatorContext({
      clients: openClients({ ...opened.target, credentials }),
      operator: {
        ...{ kind: 'role-session', accountId: '111122223333', id: 'AROAOPS', sessionName: 'me' },
        arn: 'arn:aws-cn:sts::111122223333:assumed-role/Ops/me',
        roleArn: 'arn:aws-cn:iam::111122223333:role/Ops',
      },
      ...{ region: 'cn-northwest-1', policies: { identity: [] }, now: NOW },
    });
    expect(context('iam')).toMatchObject({
      'aws:MultiFactorAuthPresent': 'false',
      'aws:RequestedRegion': 'cn-north-1',
    });
  });

  test('IAM is asked in its own Region, and KMS in the lab’s', async () => {
    const { context } = await asked(REGION_LOCK);
    expect([context('iam'), context('kms')]).toMatchObject([
      { 'aws:RequestedRegion': 'us-east-1' },
      { 'aws:RequestedRegion': 'us-east-1' },
    ]);
    expect(context('kms')).not.toHaveProperty('aws:SourceIp');
    expect(context('kms')).not.toHaveProperty('aws:MultiFactorAuthPresent');
  });
});

test('the sandbox, too, has IAM in us-east-1, whatever Region a client uses', async () => {
  const { sandbox, home, key, role } = await open();
  home.users.operator!.inline.guard = REGION_LOCK;
  const abroad = {
    ...{ endpoint: sandbox.endpoint, region: 'eu-central-1' },
    credentials: sandbox.credentials('operator')!,
  };
  const { Role } = await new IAMClient(abroad).send(new GetRoleCommand({ RoleName: role.name }));
  expect(Role?.Arn).toBe(role.arn);
  await expect(new KMSClient(abroad).send(new ListKeysCommand({}))).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: expect.stringContaining('with an explicit deny in an identity-based policy'),
  });
  expect(key.arn).toContain(':us-east-1:');
});

describe('how the operator’s clients sign', () => {
  test('by long-term keys, on loopback', async () => {
    const { clients } = await open();
    expect(await readSigning(clients)).toEqual({ longTerm: true, loopback: true });
  });

  test('by a session', async () => {
    const opened = await open();
    const clients = openClients({ ...opened.target, credentials: session(opened, undefined) });
    expect(await readSigning(clients)).toMatchObject({ longTerm: false });
  });

  test('on loopback through an endpoint of the environment', async () => {
    const { target, sandbox } = await open();
    const { endpoint: _, ...rest } = target;
    process.env.AWS_ENDPOINT_URL = sandbox.endpoint;
    onTestFinished(() => void delete process.env.AWS_ENDPOINT_URL);
    const clients = openClients({ ...rest, name: 'aws' });
    await whoAmI(clients.sts);
    expect(await readSigning(clients)).toMatchObject({ loopback: true });
  });

  test('at AWS, if no endpoint is set', async () => {
    const { target } = await open();
    const { endpoint: _, ...rest } = target;
    expect(await readSigning(openClients({ ...rest, name: 'aws' }))).toMatchObject({ loopback: false });
  });
});
