import { type ApiCall, type Demand, ServiceError } from '../operation.ts';
import type { Alias, Key } from '../world.ts';
import { demandOn, kmsAccountOf, scopeOf } from './call.ts';
import { kmsValidationError } from './constraints.ts';
import { aliasUsed, findAlias } from './keys.ts';

/**
 * The permission on the alias, which IAM policies give, and those on its keys.
 * https://docs.aws.amazon.com/kms/latest/developerguide/alias-access.html
 */
export const aliasDemands = (
  call: ApiCall<unknown>,
  action: string,
  name: string,
  keyIds: readonly string[],
): readonly Demand[] => [
  { action, resource: aliasArn(call, name) },
  ...keyIds.map((keyId) => demandOn(call, action, keyId, {})),
];

export const aliasArn = (call: ApiCall<unknown>, name: string): string => {
  const { region, accountId } = scopeOf(call);
  return `arn:aws:kms:${region}:${accountId}:${name}`;
};

/** Throws NotFoundException. */
export const ownAlias = (call: ApiCall<unknown>, name: string): Alias =>
  findAlias(call.world, name, scopeOf(call));

export function refuseTakenAlias(call: ApiCall<unknown>, name: string): void {
  if (!Object.hasOwn(kmsAccountOf(call).aliases, name)) return;
  throw new ServiceError(
    'AlreadyExistsException',
    `An alias with the name ${aliasArn(call, name)} already exists`,
  );
}

/**
 * Messages as clients report them, and as moto found them by trying.
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html
 */
export function requireAliasName(name: string): void {
  if (!name.startsWith('alias/')) {
    throw kmsValidationError(
      'Alias must start with the prefix "alias/". Please see https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html',
    );
  }
  if (name.startsWith('alias/aws/')) throw new ServiceError('NotAuthorizedException', '');
  if (name === 'alias/') throw kmsValidationError('Invalid identifier');
  if (name.includes(':')) throw kmsValidationError(`${name} contains invalid characters for an alias`);
}

/** Throws if the target is named by another alias. */
export function requireAliasTarget(target: string): void {
  if (aliasUsed(target) !== undefined) throw kmsValidationError('Aliases must refer to keys. Not aliases');
}

/** https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html#aliases-per-key */
const MOST_ALIASES = 50;

/** The message is inferred. */
export function refuseManyAliases(call: ApiCall<unknown>, { id, arn }: Key, name: string): void {
  const aliases = Object.values(kmsAccountOf(call).aliases).filter(
    (alias) => alias.keyId === id && alias.name !== name,
  );
  if (aliases.length < MOST_ALIASES) return;
  throw new ServiceError(
    'LimitExceededException',
    `${arn} has ${MOST_ALIASES} aliases, which is the maximum.`,
  );
}

/**
 * Aliases that AWS has reserved for the keys of its services; here, none of those keys exists yet.
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_ListAliases.html; which ones there are is not documented.
 */
export const PREDEFINED_ALIASES: readonly string[] = [
  'acm',
  'dynamodb',
  'ebs',
  'elasticfilesystem',
  'es',
  'glue',
  'kinesisvideo',
  'lambda',
  'rds',
  'redshift',
  's3',
  'secretsmanager',
  'ssm',
  'xray',
].map((service) => `alias/aws/${service}`);

export const aliasFor = (call: ApiCall<unknown>, name: string, { id }: Key, created: string): Alias => ({
  name,
  arn: aliasArn(call, name),
  keyId: id,
  created,
  updated: call.now.toISOString(),
});
