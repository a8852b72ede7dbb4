import { describe, expect, test } from 'vitest';
import type { PolicyDocument } from '../../src/policy/document.ts';
import { evaluatePolicies } from '../../src/policy/evaluate.ts';
import { statementOfGrant } from '../../src/policy/grants.ts';
import { encryptionContextKeys } from '../../src/policy/kms-context.ts';
import type { KeyGrant, Policies } from '../../src/policy/request.ts';
import { callerNamed, documentOf, HOME, KEY } from './cast.ts';

const ROLE = `arn:aws:iam::${HOME}:role/KMSWorkshop-InstanceInitRole`;
const SESSION = `arn:aws:sts::${HOME}:assumed-role/KMSWorkshop-InstanceInitRole/i-0abc`;
const ALICE = `arn:aws:iam::${HOME}:user/staff/alice`;
const EVERYTHING = { name: 'all', document: documentOf({ Effect: 'Allow', Action: '*', Resource: '*' }) };
const NOTHING = { name: 'nothing', document: documentOf({ Effect: 'Allow', Action: 's3:*', Resource: '*' }) };

const grant = (grantee: string, more: Partial<KeyGrant> = {}): KeyGrant => ({
  id: 'g1',
  grantee,
  operations: ['Decrypt', 'DescribeKey'],
  ...more,
});

interface Asking extends Partial<Policies> {
  readonly caller?: string;
  readonly action?: string;
  readonly context?: Record<string, string>;
  readonly keyPolicy?: PolicyDocument;
}

const ask = ({ caller = 'alice', action = 'kms:Decrypt', context = {}, keyPolicy, ...policies }: Asking) =>
  evaluatePolicies(
    { caller: callerNamed(caller), action, resource: KEY, context: encryptionContextKeys(context) },
    {
      identity: [],
      owner: HOME,
      resource: { name: 'the key policy', document: keyPolicy ?? documentOf() },
      ...policies,
    },
  );

const ALLOWED = 'allowed';
const SILENT = 'implicitly-denied';
const EQUALS = { constraint: { kind: 'equals', context: { a: '1' } } } as const;
const SUBSET = { constraint: { kind: 'subset', context: { a: '1' } } } as const;

test.each<[string, Asking, string]>([
  ['to a user allows its operations', { grants: [grant(ALICE)] }, ALLOWED],
  ['in any case of the action', { grants: [grant(ALICE)], action: 'KMS:decrypt' }, ALLOWED],
  ['and no other', { grants: [grant(ALICE)], action: 'kms:Encrypt' }, SILENT],
  ['to another user gives nothing', { grants: [grant(ALICE)], caller: 'admin' }, SILENT],
  ['by the unique id', { grants: [grant('AIDAALICE')] }, ALLOWED],
  ['to a role goes to its sessions', { grants: [grant(ROLE)], caller: 'instance-role' }, ALLOWED],
  ['to a session', { grants: [grant(SESSION)], caller: 'instance-role' }, ALLOWED],
  [
    'to a role is cut by a boundary',
    { grants: [grant(ROLE)], caller: 'instance-role', boundary: NOTHING },
    SILENT,
  ],
  ['to a session is not', { grants: [grant(SESSION)], caller: 'instance-role', boundary: NOTHING }, ALLOWED],
  [
    'to another account takes IAM there',
    { grants: [grant(`arn:aws:iam::444455556666:user/outsider`)], caller: 'outsider' },
    SILENT,
  ],
  [
    'to another account with it',
    {
      grants: [grant(`arn:aws:iam::444455556666:user/outsider`)],
      caller: 'outsider',
      identity: [EVERYTHING],
    },
    ALLOWED,
  ],
  ['to a service', { grants: [grant('ec2.amazonaws.com')], caller: 'ec2' }, ALLOWED],
  ['equal context', { grants: [grant(ALICE, EQUALS)], context: { a: '1' } }, ALLOWED],
  ['more than the equal context', { grants: [grant(ALICE, EQUALS)], context: { a: '1', b: '2' } }, SILENT],
  ['more than the subset', { grants: [grant(ALICE, SUBSET)], context: { a: '1', b: '2' } }, ALLOWED],
  ['another value', { grants: [grant(ALICE, SUBSET)], context: { a: '2' } }, SILENT],
  ['no context', { grants: [grant(ALICE, SUBSET)] }, SILENT],
  ['DescribeKey has none', { grants: [grant(ALICE, EQUALS)], action: 'kms:DescribeKey' }, ALLOWED],
])('a grant %s', (_, asking, outcome) => {
  expect(ask(asking).outcome).toBe(outcome);
});

describe('a decision', () => {
  test('names the grant that allowed it', () => {
    const decision = ask({
      grants: [grant('arn:aws:iam::1:user/x'), grant(ALICE, { id: 'g2', name: 'backup' })],
    });
    expect(decision.because).toBe(
      'User alice may kms:Decrypt: the grant “backup” (g2) allows it, and that is enough.',
    );
    expect(decision.statements).toEqual([
      {
        source: 'grant',
        policy: 'the grant “backup” (g2)',
        index: 1,
        statement: statementOfGrant(grant(ALICE, { id: 'g2' })),
      },
    ]);
  });

  test('by its id if it has no name', () => {
    expect(ask({ grants: [grant(ALICE)] }).because).toContain('the grant g1 allows it');
  });

  test('is a Deny’s, whatever is granted', () => {
    const keyPolicy = documentOf({ Effect: 'Deny', Principal: '*', Action: 'kms:*', Resource: '*' });
    expect(ask({ grants: [grant(ALICE)], keyPolicy })).toMatchObject({
      outcome: 'explicitly-denied',
      statements: [{ source: 'resource-policy' }],
    });
  });
});

test('the same as a key policy statement that names the grantee, in every case above', () => {
  for (const caller of ['alice', 'admin', 'instance-role', 'root', 'federated']) {
    for (const grantee of [ALICE, ROLE, SESSION, HOME, `arn:aws:iam::${HOME}:root`]) {
      for (const boundary of [undefined, NOTHING]) {
        const others = { caller, identity: [EVERYTHING], ...(boundary ? { boundary } : {}) };
        const byGrant = ask({ ...others, grants: [grant(grantee)] });
        const byPolicy = ask({ ...others, keyPolicy: documentOf(statementOfGrant(grant(grantee))) });
        expect(byGrant.outcome, `${caller} ${grantee}`).toBe(byPolicy.outcome);
      }
    }
  }
});
