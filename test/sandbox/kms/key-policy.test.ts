import {
  CreateKeyCommand,
  GetKeyPolicyCommand,
  ListKeyPoliciesCommand,
  PutKeyPolicyCommand,
} from '@aws-sdk/client-kms';
import { describe, expect, test } from 'vitest';
import { sameDocument } from '../../../src/policy/canonical.ts';
import type { PolicyDocument } from '../../../src/policy/document.ts';
import { parsePolicy } from '../../../src/policy/parse.ts';
import {
  ALIAS,
  allow,
  arnOf,
  DELEGATION,
  deny,
  HOME,
  KEY_ARN,
  KEY_ID,
  openAccount,
  policy,
  ROLE,
  ROOT,
  refusal,
  to,
  userOf,
  type Who,
} from './account.ts';

type Lab = ReturnType<typeof openAccount>;

const put = (Policy: PolicyDocument | string, more: object = {}) =>
  new PutKeyPolicyCommand({
    KeyId: KEY_ID,
    Policy: typeof Policy === 'string' ? Policy : JSON.stringify(Policy),
    ...more,
  });

async function shown({ as }: Lab, who: Who = 'admin'): Promise<PolicyDocument> {
  const { Policy = '' } = await as(who).send(new GetKeyPolicyCommand({ KeyId: KEY_ID }));
  return parsePolicy(Policy);
}

describe('the key policy', () => {
  test('is shown as KMS prints it, under its name', async () => {
    const { as } = openAccount();
    const { Policy, PolicyName } = await as('admin').send(new GetKeyPolicyCommand({ KeyId: KEY_ID }));
    expect(PolicyName).toBe('default');
    expect(Policy).toBe(
      [
        '{',
        '  "Version" : "2012-10-17",',
        '  "Statement" : [ {',
        '    "Effect" : "Allow",',
        '    "Action" : "kms:*",',
        '    "Resource" : "*",',
        '    "Principal" : {',
        `      "AWS" : "${ROOT}"`,
        '    }',
        '  } ]',
        '}',
      ].join('\n'),
    );
  });

  test('is returned with the meaning that was sent', async () => {
    const account = openAccount();
    const document = policy(
      to(ROOT, allow('kms:*')),
      { ...to(arnOf('alice'), allow(['kms:Encrypt', 'kms:Decrypt'])), Sid: 'Allow use, with spaces' },
      { ...deny('kms:Decrypt'), NotPrincipal: { AWS: [ROLE, ROOT, arnOf('admin')] } },
    );
    await account.as('root').send(put(document));
    expect(sameDocument(await shown(account, 'root'), document)).toBe(true);
  });

  test('shows an account’s id as its root, and a list of one without brackets', async () => {
    const account = openAccount();
    const named = { ...allow('kms:*'), Principal: { AWS: [HOME] } };
    await account.as('admin').send(put(policy(named)));
    expect(await shown(account)).toMatchObject({ Statement: [{ Principal: { AWS: ROOT } }] });
  });

  test('has one name, which is listed', async () => {
    const { as } = openAccount();
    expect(await as('admin').send(new ListKeyPoliciesCommand({ KeyId: KEY_ID }))).toMatchObject({
      PolicyNames: ['default'],
      Truncated: false,
    });
    for (const command of [
      new GetKeyPolicyCommand({ KeyId: KEY_ID, PolicyName: 'other' }),
      put(DELEGATION, { PolicyName: 'other' }),
    ]) {
      expect(await refusal(as('admin').send(command as GetKeyPolicyCommand))).toBe(
        'NotFoundException: No such policy exists',
      );
    }
  });

  test('is not found by an alias', async () => {
    const { as } = openAccount();
    expect(await refusal(as('admin').send(put(DELEGATION, { KeyId: ALIAS })))).toBe(
      `NotFoundException: Invalid keyId '${ALIAS}'`,
    );
  });

  test.each(['Enabled', 'Disabled', 'PendingImport', 'PendingDeletion'] as const)(
    'can be read and written while the key is %s',
    async (state) => {
      const account = openAccount();
      account.key.state = state;
      await account.as('admin').send(put(DELEGATION));
      expect(sameDocument(await shown(account), DELEGATION)).toBe(true);
    },
  );
});

describe('a deleted principal', () => {
  const forAlice = policy(to(ROOT, allow('kms:*')), to(arnOf('alice'), allow('kms:GetKeyPolicy')));

  test('is shown as its id, and a new one of the same name does not replace it', async () => {
    const account = openAccount();
    await account.as('admin').send(put(forAlice));
    expect(await shown(account, 'alice')).toMatchObject({
      Statement: [{}, { Principal: { AWS: arnOf('alice') } }],
    });

    delete account.home.users.alice;
    expect(await shown(account)).toMatchObject({ Statement: [{}, { Principal: { AWS: 'AIDAALICE' } }] });

    account.home.users.alice = userOf('alice', HOME, 'AIDASECONDALICE');
    expect(await shown(account)).toMatchObject({ Statement: [{}, { Principal: { AWS: 'AIDAALICE' } }] });
    expect(await refusal(shown(account, 'alice'))).toMatch(
      /^AccessDeniedException.*no identity-based policy allows the kms:GetKeyPolicy action$/,
    );
  });

  test('cannot be put again by its id', async () => {
    const account = openAccount();
    await account.as('admin').send(put(forAlice));
    delete account.home.users.alice;
    const { Policy } = await account.as('admin').send(new GetKeyPolicyCommand({ KeyId: KEY_ID }));
    expect(await refusal(account.as('admin').send(put(Policy as string)))).toBe(
      'MalformedPolicyDocumentException: Policy contains a statement with one or more invalid principals.',
    );
  });

  test('in a condition still counts by its name', async () => {
    const account = openAccount();
    const byCondition = {
      ...to('*', allow('kms:GetKeyPolicy')),
      Condition: { ArnEquals: { 'aws:PrincipalArn': arnOf('alice') } },
    };
    await account.as('admin').send(put(policy(to(ROOT, allow('kms:*')), byCondition)));
    account.home.users.alice = userOf('alice', HOME, 'AIDASECONDALICE');
    expect(await shown(account, 'alice')).toMatchObject({ Version: '2012-10-17' });
  });
});

describe('PutKeyPolicy refuses', () => {
  const MALFORMED = 'MalformedPolicyDocumentException';
  const named = (AWS: string) => policy(to(ROOT, allow('kms:*')), to(AWS, allow('kms:Decrypt')));

  test.each<[string, PolicyDocument | string, string | RegExp]>([
    ['what is not JSON, without a word', '{', new RegExp(`^${MALFORMED}: (UnknownError)?$`)],
    [
      'a user that does not exist',
      named(arnOf('nobody')),
      `${MALFORMED}: Policy contains a statement with one or more invalid principals.`,
    ],
    ['a wildcard in a name', named(arnOf('al*')), /invalid principals\.$/],
    ['an account that does not exist', named('999999999999'), /invalid principals\.$/],
    ['a group', named(`arn:aws:iam::${HOME}:group/admins`), /invalid principals\.$/],
    [
      'a service that does not exist',
      policy(to(ROOT, allow('kms:*')), { ...allow('kms:Decrypt'), Principal: { Service: 'nothing' } }),
      `${MALFORMED}: Policy contains a statement with one or more invalid service principals.`,
    ],
    [
      'a statement without principal',
      policy(allow('kms:*')),
      `${MALFORMED}: Policy contains a statement with no principal.`,
    ],
    [
      'a statement without action',
      policy({ Effect: 'Allow', Principal: { AWS: ROOT }, Resource: '*' }),
      `${MALFORMED}: Missing required field Action`,
    ],
    [
      'a statement without resource',
      policy({ Effect: 'Allow', Principal: { AWS: ROOT }, Action: 'kms:*' }),
      `${MALFORMED}: Missing required field Resource`,
    ],
    ['another resource than all', policy(to(ROOT, allow('kms:*', KEY_ARN))), new RegExp(`^${MALFORMED}`)],
    [
      'a condition on what the key is',
      policy({ ...to(ROOT, allow('kms:*')), Condition: { StringEquals: { 'aws:ResourceTag/a': 'b' } } }),
      `${MALFORMED}: These condition keys are not permitted in a key policy: aws:ResourceTag, kms:ResourceTag, kms:ResourceAliases`,
    ],
    [
      'more than 32 KB',
      policy({ ...to(ROOT, allow('kms:*')), Sid: 'x'.repeat(32_768) }),
      /^LimitExceededException/,
    ],
    [
      'characters beyond Latin-1',
      policy({ ...to(ROOT, allow('kms:*')), Sid: '→' }),
      /^ValidationException.*'policy'/,
    ],
  ])('%s', async (_, document, expected) => {
    const account = openAccount();
    const refused = await refusal(account.as('admin').send(put(document)));
    expect(refused).toMatch(expected);
    expect(account.key.policy).toEqual(DELEGATION);
  });

  test('but accepts a condition key that does not exist', async () => {
    const account = openAccount();
    const mistyped = {
      ...to(arnOf('alice'), allow('kms:Decrypt')),
      Condition: { NumericLessThan: { 'aws: MultiFactorAuthAge': '300' } },
    };
    await account.as('admin').send(put(policy(to(ROOT, allow('kms:*')), mistyped)));
    expect(await shown(account)).toMatchObject({ Statement: [{}, { Condition: mistyped.Condition }] });
  });
});

const LOCKED_OUT =
  'MalformedPolicyDocumentException: The new key policy will not allow you to update the key policy in the future.';

/** The page's “role-only” policy. */
const roleOnly = policy(to(ROOT, allow('kms:*')), {
  ...deny('kms:*'),
  NotPrincipal: { AWS: [ROLE, ROOT] },
  Condition: { StringEquals: { 'kms:CallerAccount': HOME } },
});

const byArn = (...spared: readonly string[]) =>
  policy(to(ROOT, allow('kms:*')), {
    ...to('*', deny('kms:*')),
    Condition: { ArnNotEquals: { 'aws:PrincipalArn': spared } },
  });

const withMfa = policy({
  ...to(ROOT, allow('kms:*')),
  Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
});

describe('the lock-out check', () => {
  test.each<[Who, string, PolicyDocument, 'accepted' | 'refused']>([
    ['admin', 'that leaves it to IAM', DELEGATION, 'accepted'],
    ['admin', 'that names only another user', policy(to(arnOf('alice'), allow('kms:*'))), 'refused'],
    ['admin', 'that names the writer', policy(to(arnOf('admin'), allow('kms:*'))), 'accepted'],
    ['admin', 'that gives the writer all but this', policy(to(arnOf('admin'), allow('kms:Get*'))), 'refused'],
    ['admin', 'that denies everybody', policy(to('*', deny('kms:*'))), 'refused'],
    ['admin', 'that wants MFA of a writer without', withMfa, 'refused'],
    ['admin', 'of the page, “role-only”', roleOnly, 'refused'],
    ['root', 'of the page, “role-only”', roleOnly, 'accepted'],
    ['admin', 'that denies all but the role, by ARN', byArn(ROLE, ROOT), 'refused'],
    [
      'admin',
      'that denies all but the role and the writer, by ARN',
      byArn(ROLE, ROOT, arnOf('admin')),
      'accepted',
    ],
    ['root', 'that names only a user', policy(to(arnOf('alice'), allow('kms:*'))), 'refused'],
  ])('%s, writing a policy %s: %s', async (who, _, document, outcome) => {
    const account = openAccount();
    const sending = account.as(who).send(put(document));
    if (outcome === 'refused') expect(await refusal(sending)).toBe(LOCKED_OUT);
    else await sending;
    expect(sameDocument(account.key.policy, DELEGATION)).toBe(
      outcome === 'refused' || document === DELEGATION,
    );
  });

  test('considers the writer’s IAM policies as well as the text', async () => {
    // Alice may write this once, by the key policy; afterward IAM would decide, which says nothing.
    const account = openAccount(
      policy(to(ROOT, allow('kms:*')), to(arnOf('alice'), allow('kms:PutKeyPolicy'))),
    );
    expect(await refusal(account.as('alice').send(put(DELEGATION)))).toBe(LOCKED_OUT);
    account.user('alice').inline = { put: policy(allow('kms:PutKeyPolicy')) };
    await account.as('alice').send(put(DELEGATION));
  });

  test('can be skipped, and then really locks out', async () => {
    const account = openAccount();
    await account.as('admin').send(put(roleOnly, { BypassPolicyLockoutSafetyCheck: true }));
    expect(await refusal(account.as('admin').send(put(DELEGATION)))).toMatch(
      /^AccessDeniedException.* with an explicit deny in a resource-based policy$/,
    );
    await account.as('root').send(put(DELEGATION));
  });

  test('cannot be skipped if a policy forbids it', async () => {
    const account = openAccount();
    account.user('admin').inline = {
      'no-bypass': policy({
        ...deny('kms:PutKeyPolicy'),
        Condition: { Bool: { 'kms:BypassPolicyLockoutSafetyCheck': 'true' } },
      }),
    };
    expect(
      await refusal(account.as('admin').send(put(DELEGATION, { BypassPolicyLockoutSafetyCheck: true }))),
    ).toMatch(/with an explicit deny in an identity-based policy$/);
    await account.as('admin').send(put(DELEGATION));
  });

  test('applies to a new key, too, except with the default policy', async () => {
    const account = openAccount();
    account.user('alice').inline = { create: policy(allow(['kms:CreateKey'])) };
    const alice = account.as('alice');
    expect(await refusal(alice.send(new CreateKeyCommand({ Policy: JSON.stringify(DELEGATION) })))).toBe(
      LOCKED_OUT,
    );
    const { KeyMetadata } = await alice.send(new CreateKeyCommand({}));
    expect(account.home.keys[KeyMetadata?.KeyId as string]?.policy).toMatchObject({
      Id: 'key-default-1',
      Statement: [{ Principal: { AWS: ROOT }, Action: 'kms:*' }],
    });
  });
});
