import {
  type ContextEntry,
  type EvaluationResult,
  SimulateCustomPolicy$,
  type SimulateCustomPolicyCommand,
  SimulatePrincipalPolicy$,
  type SimulatePrincipalPolicyCommand,
} from '@aws-sdk/client-iam';
import type { Decision } from '../../../policy/decision.ts';
import type { PolicyDocument } from '../../../policy/document.ts';
import { evaluatePolicies } from '../../../policy/evaluate.ts';
import type { Caller, Context, Policies } from '../../../policy/request.ts';
import { PolicyRefusal, validateIdentityPolicy } from '../../../policy/validate.ts';
import { userCaller } from '../../callers.ts';
import { ServiceError } from '../../operation.ts';
import type { WorldAccount } from '../../world.ts';
import { type IamCall, iamAction } from '../call.ts';
import { findByName, GROUP_KIND, ROLE_KIND, sandboxIamArn, USER_KIND } from '../entities.ts';
import {
  type HeldPolicies,
  type HeldPolicy,
  policiesOfGroup,
  policiesOfRole,
  policiesOfUser,
} from '../held-policies.ts';
import { type IamPageRequest, iamPage } from '../page.ts';

/**
 * The policy simulator, answered by the evaluator that decides every request. It considers identity policies and
 * boundaries, and assumes that resource policies leave the decision to them.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_testing-policies.html
 */
export const SimulatePrincipalPolicy = iamAction<SimulatePrincipalPolicyCommand>()({
  schema: SimulatePrincipalPolicy$,
  readOnly: true,
  on: ({ input }) => ({ resource: input.PolicySourceArn }),
  handle: (call) => {
    const { caller, held } = principalAt(call.account, call.input.PolicySourceArn);
    return simulate(call, caller, held);
  },
});

export const SimulateCustomPolicy = iamAction<SimulateCustomPolicyCommand>()({
  schema: SimulateCustomPolicy$,
  readOnly: true,
  on: () => ({ resource: '*' }),
  handle: (call) => simulate(call, somebody(call.account), { identity: [] }),
});

interface Simulation extends IamPageRequest {
  readonly PolicyInputList?: readonly string[] | undefined;
  readonly PermissionsBoundaryPolicyInputList?: readonly string[] | undefined;
  readonly ActionNames: readonly string[];
  readonly ResourceArns?: readonly string[] | undefined;
  readonly ResourcePolicy?: string | undefined;
  readonly CallerArn?: string | undefined;
  readonly ContextEntries?: readonly ContextEntry[] | undefined;
}

function simulate({ account, input }: IamCall<Simulation>, caller: Caller, held: HeldPolicies) {
  if (input.ResourcePolicy !== undefined || input.CallerArn !== undefined) {
    throw invalidInput('The sandbox simulates neither resource policies nor other callers.');
  }
  const identity = [...held.identity, ...inputPolicies('PolicyInputList', input.PolicyInputList)];
  const [boundary = held.boundary] = inputPolicies(
    'PermissionsBoundaryPolicyInputList',
    input.PermissionsBoundaryPolicyInputList,
  );
  const policies: Policies = {
    identity,
    ...(boundary ? { boundary } : {}),
    owner: account.id,
    resource: { name: DELEGATION, document: delegationTo(account) },
  };
  const context = contextOf(input.ContextEntries);
  const asked = input.ActionNames.flatMap((action) =>
    (input.ResourceArns ?? ['*']).map((resource) => ({ action, resource })),
  );
  const { items, rest } = iamPage(asked, input, (_, index) => String(index));
  const results = items.map(({ action, resource }): EvaluationResult => {
    const decision = evaluatePolicies({ caller, action, resource, context }, policies);
    return {
      EvalActionName: action,
      EvalResourceName: resource,
      EvalDecision: DECISIONS[decision.outcome],
      MatchedStatements: matched(decision, identity),
      MissingContextValues: [],
      ...(boundary
        ? {
            PermissionsBoundaryDecisionDetail: {
              AllowedByPermissionsBoundary: decision.missing !== 'permissions-boundary',
            },
          }
        : {}),
    };
  });
  return { EvaluationResults: results, ...rest };
}

const DECISIONS = {
  allowed: 'allowed',
  'explicitly-denied': 'explicitDeny',
  'implicitly-denied': 'implicitDeny',
} as const;

const DELEGATION = 'the resource’s delegation to its account';

const delegationTo = ({ id }: WorldAccount): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${id}:root` }, Action: '*', Resource: '*' }],
});

const matched = ({ statements }: Decision, identity: readonly HeldPolicy[]) =>
  statements
    .filter(({ source }) => source === 'identity-policy')
    .map(({ policy }) => ({
      SourcePolicyId: policy,
      SourcePolicyType: identity.find(({ name }) => name === policy)?.type ?? ('none' as const),
    }));

function inputPolicies(member: string, texts: readonly string[] = []): readonly HeldPolicy[] {
  return texts.map((text, index) => ({
    name: `${member}.${index + 1}`,
    type: 'none',
    document: inputPolicy(text),
  }));
}

function inputPolicy(text: string): PolicyDocument {
  try {
    return validateIdentityPolicy(text, 'role-inline');
  } catch (error) {
    throw error instanceof PolicyRefusal ? invalidInput(error.message) : error;
  }
}

const contextOf = (entries: readonly ContextEntry[] = []): Context =>
  Object.fromEntries(
    entries.map(({ ContextKeyName: key = '', ContextKeyValues: values = [], ContextKeyType: type = '' }) => [
      key,
      type.endsWith('List') ? values : (values[0] ?? ''),
    ]),
  );

function principalAt(
  account: WorldAccount,
  arn: string,
): { readonly caller: Caller; readonly held: HeldPolicies } {
  const [, type, name = ''] = /^arn:aws:iam::\d{12}:(user|role|group)\/(?:.*\/)?([^/]+)$/.exec(arn) ?? [];
  if (type === 'user') {
    const user = findByName(USER_KIND, account, name);
    return { caller: userCaller(account.id, user), held: policiesOfUser(account, user) };
  }
  if (type === 'group') {
    const held = policiesOfGroup(account, findByName(GROUP_KIND, account, name));
    return { caller: somebody(account), held };
  }
  if (type !== 'role') {
    throw invalidInput(`Invalid Entity Arn: ${arn} does not clearly define entity type and name.`);
  }
  const role = findByName(ROLE_KIND, account, name);
  const caller: Caller = {
    kind: 'role-session',
    accountId: account.id,
    arn: `arn:aws:sts::${account.id}:assumed-role/${role.name}/simulation`,
    roleArn: role.arn,
    id: role.id,
    sessionName: 'simulation',
  };
  return { caller, held: policiesOfRole(account, role) };
}

/** A caller whose name no policy depends on. */
const somebody = (account: WorldAccount): Caller =>
  userCaller(account.id, { arn: sandboxIamArn(account, 'user', '/', 'simulation'), id: 'AIDASIMULATION' });

const invalidInput = (text: string): ServiceError => new ServiceError('InvalidInput', text);
