import { expect, test } from 'vitest';
import type { Decision } from '../../src/policy/decision.ts';
import { keepsControl } from '../../src/policy/lock-out.ts';
import type { Context, NotPrincipalModel } from '../../src/policy/request.ts';
import { callerNamed, documentOf, IDENTITY, KEY, pagePolicy } from './cast.ts';

interface Row {
  readonly caller: string;
  readonly writes: string;
  readonly identity?: string;
  readonly notPrincipal?: NotPrincipalModel;
  readonly context?: Context;
  readonly outcome: Decision['outcome'];
}

const ALLOWED = 'allowed';
const SILENT = 'implicitly-denied';
const DENIED = 'explicitly-denied';
const FRESH = { 'aws:MultiFactorAuthAge': '60' };

test.each<Row>([
  { caller: 'admin', writes: 'start/key-policy', identity: 'administrator', outcome: ALLOWED },
  { caller: 'admin', writes: 'start/key-policy', identity: 'none', outcome: SILENT },
  { caller: 'root', writes: 'start/key-policy', outcome: ALLOWED },
  { caller: 'admin', writes: 'published/account-only', identity: 'administrator', outcome: ALLOWED },
  { caller: 'instance-role', writes: 'published/account-only', identity: 'none', outcome: ALLOWED },
  { caller: 'admin', writes: 'published/role-only', identity: 'administrator', outcome: DENIED },
  { caller: 'admin-role', writes: 'published/role-only', identity: 'administrator', outcome: DENIED },
  { caller: 'root', writes: 'published/role-only', outcome: ALLOWED },
  {
    caller: 'admin',
    writes: 'published/role-only',
    identity: 'administrator',
    notPrincipal: 'any-facet',
    outcome: ALLOWED,
  },
  { caller: 'admin', writes: 'corrected/role-only', identity: 'administrator', outcome: ALLOWED },
  { caller: 'alice', writes: 'corrected/role-only', identity: 'administrator', outcome: DENIED },
  { caller: 'userA', writes: 'corrected/mfa', outcome: SILENT },
  { caller: 'userA', writes: 'corrected/mfa', context: FRESH, outcome: ALLOWED },
  { caller: 'userA', writes: 'published/mfa', context: FRESH, outcome: SILENT },
  { caller: 'outsider', writes: 'start/key-policy', identity: 'administrator', outcome: SILENT },
])('$caller ($identity) writes $writes: $outcome', ({ caller, writes, identity, outcome, ...rest }) => {
  const { outcome: decided } = keepsControl({
    caller: callerNamed(caller),
    keyArn: KEY,
    keyPolicy: pagePolicy(writes),
    policies: { identity: IDENTITY[identity ?? 'none'] ?? [] },
    ...rest,
  });
  expect(decided).toBe(outcome);
});

test('naming only another user fails even for the root user', () => {
  const keyPolicy = documentOf({
    Effect: 'Allow',
    Principal: { AWS: 'arn:aws:iam::111122223333:user/admin' },
    Action: 'kms:*',
    Resource: '*',
  });
  const question = { caller: callerNamed('root'), keyArn: KEY, keyPolicy, policies: { identity: [] } };
  expect(keepsControl(question)).toMatchObject({ outcome: SILENT, missing: 'resource-policy' });
});

test('an IAM Deny of PutKeyPolicy locks out, whatever the document says', () => {
  const deny = documentOf({ Effect: 'Deny', Action: 'kms:PutKeyPolicy', Resource: '*' });
  const { outcome } = keepsControl({
    caller: callerNamed('admin'),
    keyArn: KEY,
    keyPolicy: pagePolicy('corrected/role-only'),
    policies: { identity: [...(IDENTITY.administrator ?? []), { name: 'guardrail', document: deny }] },
  });
  expect(outcome).toBe(DENIED);
});
