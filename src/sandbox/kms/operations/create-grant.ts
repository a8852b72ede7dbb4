import { randomBytes } from 'node:crypto';
import { CreateGrant$, type CreateGrantCommand } from '@aws-sdk/client-kms';
import type { Context } from '../../../policy/request.ts';
import { type ApiCall, type InputOf, ServiceError } from '../../operation.ts';
import { principalsIn, storedPrincipal } from '../../principals.ts';
import type { Key, StoredGrant } from '../../world.ts';
import { kmsAccountOf, onKey } from '../call.ts';
import { kmsValidationError, requireOneOf } from '../constraints.ts';
import { refuseKmsDryRun } from '../cryptography.ts';
import { OF_GRANTS } from '../grants.ts';

type Input = InputOf<CreateGrantCommand>;

/** The operations of a symmetric encryption key that a grant can allow. */
const OPERATIONS = [
  'CreateGrant',
  'Decrypt',
  'DescribeKey',
  'Encrypt',
  'GenerateDataKey',
  'GenerateDataKeyPair',
  'GenerateDataKeyPairWithoutPlaintext',
  'GenerateDataKeyWithoutPlaintext',
  'ReEncryptFrom',
  'ReEncryptTo',
  'RetireGrant',
];

/**
 * The same request with the same name returns the same grant.
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateGrant.html
 */
export const CreateGrant = onKey<CreateGrantCommand>()({
  schema: CreateGrant$,
  foreign: true,
  context: ({ input }) => grantContext(input),
  handle: (call) => {
    const { input, key } = call;
    const wanted = grantOf(call);
    refuseKmsDryRun(input);
    const grants = key.grants ?? {};
    const known = Object.values(grants).find((grant) => grant.name !== undefined && isSame(grant, wanted));
    if (!known) refuseManyGrants(key);
    const grant = known ?? wanted;
    key.grants = { ...grants, [grant.id]: grant };
    return { GrantId: grant.id, GrantToken: grant.token };
  },
});

/** https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html#grants-per-key */
const MOST_GRANTS = 50_000;

/** The message is inferred. */
function refuseManyGrants({ arn, grants = {} }: Key): void {
  if (Object.keys(grants).length < MOST_GRANTS) return;
  throw new ServiceError('LimitExceededException', `${arn} has ${MOST_GRANTS} grants, which is the maximum.`);
}

function grantContext({ Operations, Constraints, GranteePrincipal, RetiringPrincipal }: Input): Context {
  const constraint = Object.keys(Constraints ?? {})[0];
  return {
    'kms:GrantOperations': Operations,
    ...OF_GRANTS,
    ...(constraint ? { 'kms:GrantConstraintType': constraint } : {}),
    ...(GranteePrincipal ? { 'kms:GranteePrincipal': GranteePrincipal } : {}),
    ...(RetiringPrincipal ? { 'kms:RetiringPrincipal': RetiringPrincipal } : {}),
  };
}

function grantOf(call: ApiCall<Input>): StoredGrant {
  const { input, now } = call;
  const { Operations: operations, GranteePrincipal, RetiringPrincipal, Name: name } = input;
  if (operations.length === 0) throw kmsValidationError('A grant needs an operation.');
  for (const each of operations) requireOneOf('Operations', each, OPERATIONS);
  if (GranteePrincipal === undefined) throw kmsValidationError('A grant needs a GranteePrincipal.');
  const constraint = constraintOf(input);
  return {
    id: randomBytes(32).toString('hex'),
    token: randomBytes(96).toString('base64'),
    created: now.toISOString(),
    ...(name === undefined ? {} : { name }),
    grantee: principal(call, GranteePrincipal),
    ...(RetiringPrincipal === undefined ? {} : { retiring: principal(call, RetiringPrincipal) }),
    issuer: `arn:aws:iam::${kmsAccountOf(call).id}:root`,
    operations: [...operations],
    ...(constraint ? { constraint } : {}),
  };
}

function constraintOf({ Constraints = {} }: Input): StoredGrant['constraint'] {
  const { EncryptionContextEquals: equals, EncryptionContextSubset: subset, SourceArn } = Constraints;
  if (SourceArn !== undefined) {
    throw new ServiceError(
      'UnsupportedOperationException',
      'The constraint SourceArn is not in the sandbox.',
    );
  }
  if (equals && subset) {
    throw kmsValidationError('EncryptionContextEquals and EncryptionContextSubset exclude each other.');
  }
  for (const pairs of [equals, subset]) refuseLargeConstraint(Object.entries(pairs ?? {}));
  if (equals) return { kind: 'equals', context: { ...equals } };
  return subset && { kind: 'subset', context: { ...subset } };
}

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateGrant.html */
const MOST_PAIRS = 8;
const MOST_CHARACTERS = 384;

/** The messages are inferred; so is that the limit of characters is for a whole constraint. */
function refuseLargeConstraint(pairs: readonly (readonly string[])[]): void {
  if (pairs.length > MOST_PAIRS) {
    throw kmsValidationError(`A grant constraint has at most ${MOST_PAIRS} encryption context pairs.`);
  }
  if (pairs.flat().join('').length > MOST_CHARACTERS) {
    throw kmsValidationError(`A grant constraint has at most ${MOST_CHARACTERS} characters.`);
  }
}

function principal({ world }: ApiCall<Input>, arn: string): string {
  if (arn.startsWith('arn:') && principalsIn(world).principalExists('AWS', arn))
    return storedPrincipal(world, arn);
  throw new ServiceError('InvalidArnException', `ARN does not refer to a valid principal: ${arn}`);
}

const isSame = (a: StoredGrant, b: StoredGrant): boolean => essence(a) === essence(b);

const essence = ({ name, grantee, retiring, operations, constraint }: StoredGrant): string =>
  JSON.stringify([name, grantee, retiring, [...operations].sort(), constraint]);
