import { CreateGrantCommand } from '@aws-sdk/client-kms';
import { describe, expect, test } from 'vitest';
import { type AccessMatrix, MATRIX_ACTIONS, PRINCIPALS } from '../../../src/contract/access.ts';
import type { PolicyDocument, Statement } from '../../../src/policy/document.ts';
import { modelsThatFit } from '../../../src/policy/not-principal.ts';
import { allowing, type Opened, open, revise } from '../opened.ts';

const cell = (matrix: AccessMatrix, principal: string, action: string) =>
  matrix.find((each) => each.principal === principal && each.action === action)!;

const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess';
const USER_A = { userName: 'userA', ours: true };

/** Allows the account, and denies these principals. */
const denying = (...AWS: readonly string[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::111122223333:root' },
      Action: 'kms:*',
      Resource: '*',
    },
    { Effect: 'Deny', Principal: { AWS }, Action: 'kms:*', Resource: '*' },
  ],
});

describe('the matrix', () => {
  test('has a cell for everyone and every action, and agrees with the account wherever it can be asked', async () => {
    const { openLab } = await open();
    const lab = await openLab();
    await lab.resources.user.write(USER_A);
    const matrix = await lab.access.matrix();
    expect(matrix).toHaveLength(Object.keys(PRINCIPALS).length * MATRIX_ACTIONS.length);
    for (const { principal, action, predicted, observed } of matrix) {
      const asked = !['kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion'].includes(action);
      expect(observed !== undefined, `${principal} ${action}`).toBe(asked);
      if (!observed) continue;
      const refused = predicted.outcome !== 'allowed';
      expect(observed.outcome !== 'allowed', `${principal} ${action}`).toBe(refused);
    }
  });

  test('a principal that does not exist is not asked', async () => {
    const { openLab } = await open();
    const matrix = await (await openLab()).access.matrix();
    expect(cell(matrix, 'user-a', 'kms:Encrypt')).toMatchObject({
      predicted: { outcome: 'implicitly-denied' },
    });
    expect(cell(matrix, 'user-a', 'kms:Encrypt').observed).toBeUndefined();
  });

  test('a participant’s change between two looks is seen', async () => {
    const { openLab, policy, role } = await open();
    const lab = await openLab();
    const decrypt = async () => {
      lab.newRound();
      return cell(await lab.access.matrix(), 'instance-role', 'kms:Decrypt');
    };
    expect(await decrypt()).toMatchObject({ observed: { outcome: 'allowed' } });
    revise(policy, allowing('kms:Encrypt'));
    lab.newRound();
    expect(await decrypt()).toMatchObject({
      predicted: { outcome: 'implicitly-denied' },
      observed: { outcome: 'implicitly-denied' },
    });
    role.inline.back = allowing('kms:Decrypt');
    lab.newRound();
    expect(await decrypt()).toMatchObject({
      predicted: { outcome: 'allowed' },
      observed: { outcome: 'allowed' },
    });
  });

  test('a user’s groups and boundary count, as they do in the account', async () => {
    const { home, openLab } = await open();
    const lab = await openLab();
    await lab.resources.user.write(USER_A);
    const arn = 'arn:aws:iam::111122223333:group/users';
    home.groups.users = {
      ...{ id: 'AGPAUSERS', arn, name: 'users', path: '/', created: '2026-01-01T00:00:00Z' },
      ...{ inline: { use: allowing('kms:Encrypt', 'kms:Decrypt') }, attached: [] },
    };
    home.users.userA!.groups.push('users');
    const boundary = Object.values(home.policies).find(({ name }) => name.includes('ImportMaterial'))!;
    revise(boundary, allowing('kms:Encrypt'));
    home.users.userA!.boundary = boundary.arn;
    lab.newRound();
    const matrix = await lab.access.matrix();
    expect(cell(matrix, 'user-a', 'kms:Encrypt')).toMatchObject({
      predicted: { outcome: 'allowed' },
      observed: { outcome: 'allowed' },
    });
    expect(cell(matrix, 'user-a', 'kms:Decrypt')).toMatchObject({
      predicted: { outcome: 'implicitly-denied' },
      observed: { outcome: 'denied' },
    });
  });

  test('only the rows that are asked for are tried; the others are predicted', async () => {
    const { openLab } = await open();
    const lab = await openLab();
    await lab.access.matrix();
    const before = lab.counts.calls;
    const matrix = await lab.access.matrix(['instance-role']);
    expect(lab.counts.calls - before).toBe(3);
    expect(matrix).toHaveLength(Object.keys(PRINCIPALS).length * MATRIX_ACTIONS.length);
    const tried = matrix.filter(({ observed }) => observed);
    expect(tried.map(({ principal, action }) => `${principal} ${action}`)).toEqual([
      'instance-role kms:Encrypt',
      'instance-role kms:GenerateDataKey',
      'instance-role kms:Decrypt',
    ]);
    expect(await lab.access.matrix([])).toEqual(await lab.access.predict({}));
  });

  test('a grant counts, as it does in the account, and is named', async () => {
    const { openLab, policy, clients, key, role } = await open();
    const lab = await openLab();
    revise(policy, allowing('kms:Encrypt'));
    const grant = { KeyId: key.arn, GranteePrincipal: role.arn, Operations: ['Decrypt' as const] };
    const { GrantId } = await clients.kms.send(new CreateGrantCommand(grant));
    expect(cell(await lab.access.matrix(), 'instance-role', 'kms:Decrypt')).toMatchObject({
      predicted: { outcome: 'allowed', statements: [{ source: 'grant', policy: `the grant ${GrantId}` }] },
      observed: { outcome: 'allowed' },
    });
  });

  const conditioned: readonly (readonly [string, Statement['Condition'] & object])[] = [
    ['another region', { StringNotEquals: { 'aws:RequestedRegion': 'eu-west-1' } }],
    ['this region', { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } }],
    ['plain HTTP', { Bool: { 'aws:SecureTransport': 'false' } }],
    ['TLS', { Bool: { 'aws:SecureTransport': 'true' } }],
    ['the future', { DateGreaterThan: { 'aws:CurrentTime': '2100-01-01T00:00:00Z' } }],
    ['another address', { NotIpAddress: { 'aws:SourceIp': '127.0.0.0/8' } }],
    ['this address', { IpAddress: { 'aws:SourceIp': '127.0.0.1' } }],
    ['no MFA, with temporary credentials', { Bool: { 'aws:MultiFactorAuthPresent': 'false' } }],
    ['no MFA, whatever the credentials', { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } }],
    ['an old code', { NumericGreaterThan: { 'aws:MultiFactorAuthAge': '300' } }],
    ['the key’s origin', { StringEquals: { 'kms:KeyOrigin': 'EXTERNAL' } }],
    ['the key’s alias', { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/ImportedCMK' } }],
    ['the key’s tag', { StringEquals: { 'aws:ResourceTag/course': 'kms' } }],
    ['the algorithm', { StringEquals: { 'kms:EncryptionAlgorithm': 'SYMMETRIC_DEFAULT' } }],
    ['an encryption context', { Null: { 'kms:EncryptionContextKeys': 'false' } }],
    ['a service in between', { Null: { 'kms:ViaService': 'false' } }],
  ];
  test.each(conditioned)(
    'a Deny for %s is predicted for everyone as the account decides it',
    async (_, Condition) => {
      const { openLab, key } = await open();
      const lab = await openLab();
      await lab.resources.user.write(USER_A);
      key.tags.course = 'kms';
      const statements = denying().Statement as readonly Statement[];
      const Action = ['kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey'];
      const guard: Statement = { Effect: 'Deny', Principal: '*', Action, Resource: '*', Condition };
      key.policy = { Version: '2012-10-17', Statement: [statements[0]!, guard] };
      lab.newRound();
      const matrix = await lab.access.matrix();
      const answers = matrix.filter(({ observed }) => observed);
      expect(answers).toHaveLength(Object.keys(PRINCIPALS).length * 3);
      for (const { principal, action, predicted, observed } of answers) {
        expect(observed?.outcome === 'allowed', `${principal} ${action}`).toBe(
          predicted.outcome === 'allowed',
        );
      }
    },
  );

  test('looking writes nothing', async () => {
    const { openLab } = await open();
    const lab = await openLab();
    await lab.access.matrix();
    expect(lab.counts.writes).toBe(0);
  });

  test.each(['iam:GetUser', 'iam:ListGroupsForUser', 'iam:GetPolicyVersion', 'kms:GetKeyPolicy'])(
    'an operator without %s learns that',
    async (action) => {
      const { home, openLab } = await open();
      const lab = await openLab();
      await lab.resources.user.write(USER_A);
      home.users.operator!.inline.blind = {
        Statement: [{ Effect: 'Deny', Action: action, Resource: '*' }],
      };
      // A version is read only once.
      if (action === 'iam:GetPolicyVersion') home.users.userA!.attached.push(ADMINISTRATOR);
      await expect(lab.access.matrix()).rejects.toMatchObject({
        code: 'ERR_ACCESS',
        message: expect.stringContaining(action),
      });
    },
  );

  test('a principal that could not sign in once is tried again the next time', async () => {
    const { openLab, target } = await open();
    let tries = 0;
    const lab = await openLab({
      ...target,
      actAs: async (ids) => {
        const lent = await target.actAs(ids);
        const another = lent['another-admin'];
        tries += 1;
        return tries > 1 || !another
          ? lent
          : { ...lent, 'another-admin': { ...another, secretAccessKey: 'not yet' } };
      },
    });
    await expect(lab.access.matrix()).rejects.toMatchObject({ code: 'ERR_CREDENTIALS' });
    const matrix = await lab.access.matrix();
    expect(cell(matrix, 'another-admin', 'kms:Encrypt').observed).toMatchObject({ outcome: 'allowed' });
  });
});

describe('a Deny with NotPrincipal', () => {
  test('is predicted in every reading, and the account’s answer shows which one holds', async () => {
    const { openLab, key, role, sandbox, targetFor } = await open();
    key.policy = {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: 'arn:aws:iam::111122223333:root' },
          Action: 'kms:*',
          Resource: '*',
        },
        {
          Effect: 'Deny',
          NotPrincipal: { AWS: [role.arn, 'arn:aws:iam::111122223333:root'] },
          Action: 'kms:*',
          Resource: '*',
        },
      ],
    };
    // No one else could even describe the key.
    const matrix = await (await openLab(targetFor(sandbox.credentials('root')!))).access.matrix();
    expect(cell(matrix, 'instance-role', 'kms:Encrypt')).toMatchObject({
      predicted: { outcome: 'explicitly-denied' },
      otherwise: { 'role-covers-sessions': 'allowed', 'any-facet': 'allowed' },
      observed: { outcome: 'explicitly-denied' },
    });
    expect(cell(matrix, 'another-admin', 'kms:Encrypt').otherwise).toEqual({ 'any-facet': 'allowed' });
    expect(cell(matrix, 'root', 'kms:Encrypt').otherwise).toBeUndefined();
    expect(modelsThatFit(matrix)).toEqual(['all-facets']);
  });
});

describe('a prediction', () => {
  test('uses the planned documents instead of the current ones, and asks no one', async () => {
    const opened = await open();
    const lab = await opened.openLab();
    const { iam, kms } = { iam: opened.home.roles, kms: opened.key.policy };
    const before = JSON.stringify([iam, kms]);
    const matrix = await lab.access.predict({
      'role-policy': allowing('kms:Encrypt'),
      'key-policy': denying('arn:aws:iam::111122223333:user/another-admin'),
    });
    expect(cell(matrix, 'instance-role', 'kms:Decrypt').predicted.outcome).toBe('implicitly-denied');
    expect(cell(matrix, 'instance-role', 'kms:Encrypt').predicted.outcome).toBe('allowed');
    expect(cell(matrix, 'another-admin', 'kms:Encrypt').predicted.outcome).toBe('explicitly-denied');
    expect(matrix.every(({ observed }) => observed === undefined)).toBe(true);
    expect(JSON.stringify([iam, kms])).toBe(before);
  });

  test('a planned managed policy does not replace an inline one of the same name', async () => {
    const { openLab, role, policy } = await open();
    const lab = await openLab();
    role.inline[policy.name] = allowing('kms:Decrypt');
    lab.newRound();
    const matrix = await lab.access.predict({ 'role-policy': allowing('kms:Encrypt') });
    expect(cell(matrix, 'instance-role', 'kms:Decrypt').predicted.outcome).toBe('allowed');
  });
});

describe('foreseen, for every action of KMS', () => {
  const mfaPolicy: PolicyDocument = {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::111122223333:root' },
        Action: 'kms:*',
        Resource: '*',
      },
      {
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::111122223333:user/userA' },
        Action: 'kms:DeleteAlias',
        Resource: '*',
        Condition: { NumericLessThan: { 'aws:MultiFactorAuthAge': '300' } },
      },
    ],
  };

  test('by any principal, as if with an MFA code of a given age', async () => {
    const { access } = await (await open()).openLab();
    const mayDelete = async (
      ...as: Parameters<typeof access.foresee> extends [unknown, ...infer A] ? A : never
    ) =>
      (await access.foresee({ 'key-policy': mfaPolicy }, ...as)).find(
        ({ principal, action }) => principal === 'user-a' && action === 'kms:DeleteAlias',
      )?.decision.outcome;
    expect(await mayDelete()).toBe('implicitly-denied');
    expect(await mayDelete({ mfaAge: 299 })).toBe('allowed');
    expect(await mayDelete({ mfaAge: 300 })).toBe('implicitly-denied');
  });
});

describe('the operator keeps control of the key', () => {
  const keepsControl = async ({ openLab }: Opened, policy: PolicyDocument) =>
    (await (await openLab()).access.operatorKeepsControl({ 'key-policy': policy })).outcome;

  test('if the key policy leaves it to IAM, and IAM allows it', async () => {
    expect(await keepsControl(await open(), denying('arn:aws:iam::111122223333:user/another-admin'))).toBe(
      'allowed',
    );
  });

  test('not under a Deny of the operator', async () => {
    expect(await keepsControl(await open(), denying('arn:aws:iam::111122223333:user/operator'))).toBe(
      'explicitly-denied',
    );
  });

  test('not if its own IAM policies, or its boundary, do not allow it', async () => {
    const opened = await open();
    const { home, policy } = opened;
    home.users.operator!.boundary = policy.arn;
    revise(policy, allowing('iam:*', 'sts:*', 'ec2:*', 's3:*', 'kms:DescribeKey', 'kms:Decrypt'));
    expect(await keepsControl(opened, opened.key.policy)).toBe('implicitly-denied');
  });

  test('the account root needs nothing in IAM', async () => {
    const opened = await open();
    const root = opened.targetFor(opened.sandbox.credentials('root')!);
    const { access } = await opened.openLab(root);
    expect(await access.operatorKeepsControl({})).toMatchObject({ outcome: 'allowed' });
  });
});

test('a second look asks only for what may have changed', async () => {
  const { openLab } = await open();
  const lab = await openLab();
  await lab.access.matrix();
  const before = lab.counts.calls;
  lab.newRound();
  await lab.access.matrix();
  // Five who can act times three dry runs; the key policy and its grants; the role, its two lists and the versions in
  // force of its two own policies; the operator and another admin, each with two lists and its groups; userA, who is not
  // there.
  expect(lab.counts.calls - before).toBe(5 * 3 + (1 + 1) + (1 + 2 + 2) + 2 * (1 + 2 + 1) + 1);
  const asked = lab.counts.calls;
  await lab.access.matrix();
  // Within a round only the dry runs are made again.
  expect(lab.counts.calls - asked).toBe(5 * 3);
});
