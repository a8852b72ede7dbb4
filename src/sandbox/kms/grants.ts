import type { Context, KeyGrant, Request } from '../../policy/request.ts';
import { shownPrincipal } from '../principals.ts';
import type { Key, StoredGrant, World } from '../world.ts';

/**
 * No service calls KMS here for a resource of its own. CreateGrant, ListGrants and RevokeGrant have it.
 * https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-grant-is-for-aws-resource
 */
export const OF_GRANTS: Context = { 'kms:GrantIsForAWSResource': 'false' };

type Question = Pick<Request, 'action' | 'context'>;

/** The key's grants in the evaluator's form: principals by their current ARN. */
export const grantsOn = (world: World, { grants = {} }: Key, question: Question): readonly KeyGrant[] =>
  Object.values(grants).flatMap((grant) =>
    question.action === 'kms:RetireGrant'
      ? retiring(world, grant, question.context ?? {})
      : [granting(world, grant, grant.grantee, grant.operations)],
  );

/**
 * Only one grant, by its retiring principal, or by its grantee if its operations include RetireGrant.
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_RetireGrant.html
 */
function retiring(world: World, grant: StoredGrant, context: Context): readonly KeyGrant[] {
  if (context[GRANT_ID] !== grant.id) return [];
  const principals = [grant.retiring, grant.operations.includes('RetireGrant') ? grant.grantee : undefined];
  return principals.flatMap((principal) =>
    principal === undefined ? [] : [granting(world, grant, principal, ['RetireGrant'])],
  );
}

/** The grant that RetireGrant is about. Not a condition key of AWS's: AWS looks at the grant itself. */
export const GRANT_ID = 'kms-lab:GrantId';

const granting = (
  world: World,
  { id, name, constraint }: StoredGrant,
  principal: string,
  operations: readonly string[],
): KeyGrant => ({
  id,
  ...(name === undefined ? {} : { name }),
  grantee: shownPrincipal(world, principal),
  operations,
  ...(constraint ? { constraint } : {}),
});
