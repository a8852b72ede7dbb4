import fc from 'fast-check';
import type { ConditionBlock, PrincipalElement, Statement } from '../../src/policy/document.ts';
import type {
  Caller,
  Context,
  NamedPolicy,
  NotPrincipalModel,
  Policies,
  Request,
} from '../../src/policy/request.ts';
import { CALLERS, documentOf, ELSEWHERE, HOME, KEY } from './cast.ts';

/** A request with all the policies that count for it. */
export interface Question {
  readonly request: Request;
  readonly policies: Policies;
  readonly notPrincipal: NotPrincipalModel;
}

const ROLE = `arn:aws:iam::${HOME}:role/KMSWorkshop-InstanceInitRole`;
const OBJECT = `arn:aws:s3:::bucket/alice/file`;

/** Few names, so that questions and policies often match. */
const ACTIONS = ['kms:Decrypt', 'kms:*', '*', 'KMS:de?rypt', 's3:Get*', 's3:PutObject', 'sts:AssumeRole'];
const RESOURCES = [
  '*',
  KEY,
  `arn:aws:kms:*:${HOME}:key/*`,
  'arn:aws:s3:::bucket/${aws:username}/*',
  'arn:aws:s3:::*',
];
const PRINCIPALS = [
  ...[HOME, ELSEWHERE, `arn:aws:iam::${HOME}:root`, ROLE, 'AROAADMINROLE', 'AIDAALICE'],
  ...Object.values(CALLERS).flatMap((caller) => ('arn' in caller ? [caller.arn] : [])),
  `arn:aws:iam::${HOME}:role/team/AdminRole`,
];
const CONDITIONS: readonly ConditionBlock[] = [
  { StringEquals: { 'kms:CallerAccount': HOME } },
  { StringNotEquals: { 'aws:username': ['alice', 'userA'] } },
  { StringEquals: { 'test:owner': '${aws:username}' } },
  { StringLikeIfExists: { 'TEST:Owner': 'a*' } },
  { ArnNotLike: { 'aws:PrincipalArn': [`arn:aws:iam::${HOME}:role/*`, `arn:aws:iam::${HOME}:root`] } },
  { NumericLessThan: { 'aws:MultiFactorAuthAge': '300' }, Bool: { 'aws:MultiFactorAuthPresent': true } },
  { Null: { 'aws:MultiFactorAuthAge': 'true' } },
];

const some = <T>(values: readonly T[], maxLength = 3) =>
  fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength });
const effect = fc.constantFrom(...(['Allow', 'Allow', 'Allow', 'Deny'] as const));

const ownStatement: fc.Arbitrary<Statement> = fc
  .record({
    Effect: effect,
    action: fc.oneof(
      { weight: 4, arbitrary: fc.record({ Action: some(ACTIONS) }) },
      { weight: 1, arbitrary: fc.record({ NotAction: some(ACTIONS.slice(3)) }) },
    ),
    resource: fc.oneof(
      { weight: 4, arbitrary: fc.record({ Resource: some(RESOURCES) }) },
      { weight: 1, arbitrary: fc.record({ NotResource: some([OBJECT, ROLE]) }) },
    ),
    Condition: fc.constantFrom(undefined, undefined, undefined, undefined, ...CONDITIONS),
  })
  .map(({ action, resource, Condition, ...rest }) => ({
    ...rest,
    ...action,
    ...resource,
    ...(Condition ? { Condition } : {}),
  }));

const principal: fc.Arbitrary<PrincipalElement> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ AWS: some(PRINCIPALS) }) },
  { weight: 1, arbitrary: fc.constant('*' as const) },
  { weight: 1, arbitrary: fc.constant({ Service: ['ec2.amazonaws.com'] }) },
);

const resourceStatement: fc.Arbitrary<Statement> = fc
  .tuple(ownStatement, principal, fc.boolean(), some(PRINCIPALS, 6))
  .map(([statement, Principal, negate, listed]) =>
    statement.Effect === 'Deny' && negate
      ? { ...statement, NotPrincipal: { AWS: listed } }
      : { ...statement, Principal },
  );

const policy = (name: string, statement: fc.Arbitrary<Statement>): fc.Arbitrary<NamedPolicy> =>
  fc
    .array(statement, { minLength: 1, maxLength: 4 })
    .map((statements) => ({ name, document: documentOf(...statements) }));

const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });

const request: fc.Arbitrary<Request> = fc.record({
  caller: fc.constantFrom<Caller>(...Object.values(CALLERS)),
  action: fc.constantFrom('kms:Decrypt', 'kms:PutKeyPolicy', 's3:GetObject'),
  resource: fc.constantFrom(KEY, KEY, OBJECT, '*'),
  context: fc.constantFrom<Context>(
    {},
    { 'aws:MultiFactorAuthAge': '60', 'aws:MultiFactorAuthPresent': 'true' },
    { 'aws:MultiFactorAuthAge': '600', 'aws:MultiFactorAuthPresent': 'true' },
    { 'Test:owner': 'alice' },
    { 'test:Owner': 'bob' },
  ),
});

export const question: fc.Arbitrary<Question> = fc
  .record({
    request,
    trust: fc.constantFrom(undefined, undefined, undefined, { action: 'sts:AssumeRole', resource: ROLE }),
    identity: fc.array(policy('identity', ownStatement), { maxLength: 2 }),
    boundary: optional(policy('boundary', ownStatement)),
    session: optional(policy('session', ownStatement)),
    resource: fc.option(policy('resource', resourceStatement), { nil: undefined }),
    notPrincipal: fc.constantFrom<NotPrincipalModel>('all-facets', 'role-covers-sessions', 'any-facet'),
  })
  .map(({ request, trust, identity, boundary, session, resource, notPrincipal }) => {
    const { kind } = request.caller;
    const hasPolicies = kind === 'user' || hasSession(kind);
    return {
      request: { ...request, ...trust },
      policies: {
        identity: hasPolicies ? identity : [],
        owner: HOME,
        ...(boundary && hasPolicies ? { boundary } : {}),
        ...(session && hasSession(kind) ? { session: [session] } : {}),
        ...(resource ? { resource } : {}),
      },
      notPrincipal,
    };
  });

const hasSession = (kind: Caller['kind']): boolean => kind === 'role-session' || kind === 'federated-user';

export const allowStatement: fc.Arbitrary<Statement> = resourceStatement
  .filter((statement) => statement.NotPrincipal === undefined)
  .map((statement) => ({ ...statement, Effect: 'Allow' }));
