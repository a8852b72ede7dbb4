import { type PolicyDocument, type Statement, statementsOf } from '../../policy/document.ts';
import type { Context, Request } from '../../policy/request.ts';
import { shownPrincipal } from '../principals.ts';
import type { Grant, Key, World } from '../world.ts';
import { contextOf } from './key-context.ts';

type Question = Pick<Request, 'action' | 'context'>;

/**
 * A grant allows what a statement of the key policy that names its grantee would, and can deny nothing.
 * https://docs.aws.amazon.com/kms/latest/developerguide/grants.html
 */
export function withGrants(
  policy: PolicyDocument,
  world: World,
  key: Key,
  question: Question,
): PolicyDocument {
  if (!key.grants) return policy;
  const granting = Object.values(key.grants).flatMap((grant) => statementOf(world, grant, question));
  return granting.length === 0 ? policy : { ...policy, Statement: [...statementsOf(policy), ...granting] };
}

function statementOf(world: World, grant: Grant, question: Question): readonly Statement[] {
  const operation = question.action.slice('kms:'.length);
  if (operation === 'RetireGrant') return retiring(world, grant, question);
  if (!grant.operations.includes(operation) || !meets(grant, operation, question.context ?? {})) return [];
  return [allowing(world, grant, grant.grantee, question.action)];
}

/**
 * Only the one grant, by its retiring principal, or by its grantee where its operations say so.
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_RetireGrant.html
 */
function retiring(world: World, grant: Grant, { action, context = {} }: Question): readonly Statement[] {
  if (context[GRANT_ID] !== grant.id) return [];
  const principals = [grant.retiring, grant.operations.includes('RetireGrant') ? grant.grantee : undefined];
  return principals.flatMap((principal) =>
    principal === undefined ? [] : [allowing(world, grant, principal, action)],
  );
}

/** Which grant RetireGrant is about: no condition key of AWS's, which looks at the grant itself. */
export const GRANT_ID = 'kms-lab:GrantId';

/**
 * Constraints compare with case. They limit cryptography; a constrained grant may not be passed on here at all, where
 * AWS asks for constraints as strict.
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_GrantConstraints.html
 */
function meets({ operations, constraint }: Grant, operation: string, context: Context): boolean {
  if (operation === 'CreateGrant') {
    const passedOn = [context['kms:GrantOperations'] ?? []].flat();
    return !constraint && passedOn.every((each) => operations.includes(each));
  }
  if (!constraint || operation === 'DescribeKey') return true;
  const given = contextOf(context);
  const wanted = Object.entries(constraint.context);
  return (
    wanted.every(([name, value]) => Object.hasOwn(given, name) && given[name] === value) &&
    (constraint.kind === 'subset' || wanted.length === Object.keys(given).length)
  );
}

const allowing = (world: World, grant: Grant, principal: string, action: string): Statement => ({
  Sid: grant.id,
  Effect: 'Allow',
  Principal: { AWS: shownPrincipal(world, principal) },
  Action: action,
  Resource: '*',
});
