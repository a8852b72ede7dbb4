import type { Cell, LabAction, PrincipalId } from '../../src/contract/access.ts';
import { MATRIX_ACTIONS } from '../../src/contract/access.ts';
import { type Facts, iamArn, type Variant } from '../../src/contract/facts.ts';
import type { Prospect, WebAppProspect } from '../../src/contract/prospect.ts';
import type { Snapshot } from '../../src/contract/resource.ts';
import { type RoutePlace, route } from '../../src/engine/route.ts';
import { type MatrixMember, predictMatrix } from '../../src/policy/access-matrix.ts';
import type { Decision, DecisionOutcome } from '../../src/policy/decision.ts';
import { type Statement, statementsOf } from '../../src/policy/document.ts';
import { KMS_ACTIONS } from '../../src/policy/kms-actions.ts';
import type { Caller, NamedPolicy } from '../../src/policy/request.ts';
import { allowingActions } from '../../src/selftest/slips/slip.ts';
import { defaultKeyPolicy } from '../../steps/documents/index.ts';
import { pipeline } from '../../steps/index.ts';
import { fakeChanges } from '../engine/fake-rest.ts';
import { FACTS } from '../hints/attempt.ts';

const { accountId, role, key, instance } = FACTS;
const ROOT: Caller = { kind: 'root', accountId, arn: iamArn(FACTS, 'root') };

/** Only the account root can save the page's published role-only policy. */
export const factsOf = (variant: Variant): Facts =>
  variant === 'published' ? { ...FACTS, operator: ROOT } : FACTS;

export const START: Snapshot = {
  alias: { keyId: key.id },
  'role-policy': allowingActions('kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'),
  'key-policy': defaultKeyPolicy(FACTS),
};

export const placesOf = (variant: Variant): readonly RoutePlace[] =>
  route(pipeline, START, factsOf(variant), variant);

const user = (name: string): Caller => ({
  kind: 'user',
  accountId,
  arn: iamArn(FACTS, `user/${name}`),
  id: `AIDA${name}`,
});
const giving = (name: string, action: string): NamedPolicy => ({
  name,
  document: { Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }] },
});
const ADMIN = [giving('AdministratorAccess', '*')];
const mfa = (seconds: number) => ({
  'aws:MultiFactorAuthPresent': 'true',
  'aws:MultiFactorAuthAge': String(seconds),
});

type Row = Pick<MatrixMember, 'caller' | 'context'> & { readonly identity?: readonly NamedPolicy[] };

/** The matrix's rows, as the account of the sandbox has them. */
const rows = (documents: Snapshot, facts: Facts): { readonly [id in PrincipalId]: Row } => ({
  'instance-role': {
    caller: {
      kind: 'role-session',
      accountId,
      arn: `arn:aws:sts::${accountId}:assumed-role/${role.name}/${instance.id}`,
      roleArn: role.arn,
      id: 'AROAROLE',
      sessionName: instance.id,
    },
    identity: documents['role-policy']
      ? [{ name: FACTS.rolePolicy.name, document: documents['role-policy'] }]
      : [],
  },
  operator: { caller: facts.operator, identity: facts.operator.kind === 'root' ? [] : ADMIN },
  'another-admin': { caller: user('another-admin'), identity: ADMIN },
  'user-a': { caller: user(FACTS.userName) },
  'user-a-fresh-mfa': { caller: user(FACTS.userName), context: mfa(60) },
  'user-a-stale-mfa': { caller: user(FACTS.userName), context: mfa(600) },
  root: { caller: ROOT },
  outsider: {
    caller: {
      kind: 'user',
      accountId: '000000000000',
      arn: 'arn:aws:iam::000000000000:user/outsider',
      id: 'AIDAOUTSIDER',
    },
    identity: [giving('a policy of its own account', 'kms:*')],
  },
});

interface Otherwise extends Partial<Pick<Prospect, 'unusable' | 'rest'>> {
  readonly variant?: Variant;
  readonly webApp?: Partial<WebAppProspect>;
}

/** What the evaluator says about these documents; S3 lets the role do everything, unless specified. */
export function prospectOf(documents: Snapshot, otherwise: Otherwise = {}): Prospect {
  const { variant = 'corrected', webApp, rest = {}, ...more } = otherwise;
  const members = Object.entries(rows(documents, factsOf(variant))).map(
    ([id, { identity = [], ...row }]) => ({
      id,
      ...row,
      policies: { identity },
    }),
  );
  const decide = (asking: readonly MatrixMember[], actions: readonly string[]) =>
    predictMatrix(asking, actions, { arn: key.arn, owner: accountId, policy: documents['key-policy']! }).map(
      (cell) => ({ ...cell, principal: cell.principal as PrincipalId }),
    );
  const matrix: readonly Cell[] = decide(members, MATRIX_ACTIONS).map(({ principal, action, decision }) => ({
    principal,
    action: action as LabAction,
    predicted: decision,
  }));
  const ofRole = (action: LabAction) =>
    matrix.find((cell) => cell.principal === 'instance-role' && cell.action === action)!.predicted;
  return {
    documents,
    matrix,
    foresee: ({ mfaAge, of } = {}) =>
      decide(
        members
          .filter(({ id }) => !of || of.includes(id as PrincipalId))
          .map((member) => (mfaAge === undefined ? member : { ...member, context: mfa(mfaAge) })),
        KMS_ACTIONS,
      ),
    webApp: {
      list: decided('allowed', 'the bucket may be listed'),
      get: decided('allowed', 'the file may be read'),
      put: decided('allowed', 'a file may be stored'),
      decrypt: ofRole('kms:Decrypt'),
      dataKey: ofRole('kms:GenerateDataKey'),
      sampleObject: 'SampleFile-KMS.txt',
      sample: 'under-the-key',
      ...webApp,
    },
    rest,
    changedSince: (before) => fakeChanges(before, rest),
    ...more,
  };
}

export const decided = (outcome: DecisionOutcome, because: string): Decision => ({
  outcome,
  statements: [],
  because,
});

/** The key's default policy, and one more statement. */
export const withStatement = (statement: Statement): Snapshot => ({
  ...START,
  'key-policy': { Statement: [...statementsOf(defaultKeyPolicy(FACTS)), statement] },
});
