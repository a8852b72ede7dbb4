import { LabError } from '../../contract/errors.ts';
import type { Facts, RolePolicyFact } from '../../contract/facts.ts';
import { type AttachedPolicy, isPolicy } from '../../contract/key-situation.ts';
import type { Snapshot } from '../../contract/resource.ts';
import { type Suggestion, sh } from '../../contract/suggestion.ts';
import { listOf, statementsOf } from '../../policy/document.ts';
import { allows } from '../../policy/edit.ts';
import { takenFromRole } from '../client/aws-command.ts';
import { isAwsManagedArn } from '../client/iam-policies.ts';

/** What the role does with the key on the page, the most characteristic action first. */
export const WORKSHOP_ACTIONS = ['kms:Decrypt', 'kms:GenerateDataKey', 'kms:Encrypt'] as const;

/** What is known about the role's policy. */
export interface RolePolicyQuestion {
  /** The role's own policies. */
  readonly attached: readonly AttachedPolicy[];
  readonly role: Facts['role'];
  readonly key: Facts['key'];
  /** From the baseline: a policy that a participant has since edited or detached is still the lab's. */
  readonly before:
    | { readonly facts: Pick<Facts, 'role' | 'rolePolicy'>; readonly documents: Snapshot }
    | undefined;
  /** Whether a managed policy still exists, attached or not. */
  exists(arn: string): Promise<boolean>;
}

/**
 * The baseline's policy, and no other that replaced it; without a baseline, the customer's policy that gives the role
 * the key. The workshop spells its name in two ways, and some accounts have it inline
 * (https://github.com/aws-samples/aws-kms-workshop), so its content decides, not its name. Throws `ERR_NOT_FOUND` and
 * `ERR_NOT_OURS`.
 */
export async function findRolePolicy(question: RolePolicyQuestion): Promise<RolePolicyFact> {
  const { attached, role, key } = question;
  const before = beforeOf(question);
  const own = attached.filter(({ arn = '' }) => !isAwsManagedArn(arn));
  if (before) {
    if (own.some((policy) => isPolicy(policy, before))) return before;
    throw await gone(question, before);
  }
  for (const action of WORKSHOP_ACTIONS) {
    const granting = own.filter(({ document }) => allows(document, action, key.arn));
    if (granting.length > 1) throw several(role, action, granting);
    const [one] = granting;
    if (one)
      return one.arn ? { kind: 'managed', name: one.name, arn: one.arn } : { kind: 'inline', name: one.name };
  }
  throw namingTheAlias(question) ?? none(question, own);
}

const beforeOf = ({ role, before }: RolePolicyQuestion): RolePolicyFact | undefined =>
  before?.facts.role.name === role.name ? before.facts.rolePolicy : undefined;

function several(role: Facts['role'], action: string, granting: readonly AttachedPolicy[]): LabError {
  const names = granting.map(({ name }) => name).join(', ');
  const [keep, ...others] = granting;
  return new LabError(
    'ERR_NOT_OURS',
    `${granting.length} policies of the role "${role.name}" allow ${action}: ${names}. The page edits one.`,
    {
      hint: `keep one of them, for instance ${keep?.name}, and take the others from the role`,
      next: others.map((policy) => ({ shell: takenFromRole(role.name, policy) })),
    },
  );
}

const SETUP: Suggestion = { run: ['setup'], why: 'creates what the page needs and is missing' };

function none({ role, key }: RolePolicyQuestion, own: readonly AttachedPolicy[]): LabError {
  const names = own.map(({ name }) => `"${name}"`).join(', ');
  const others = own.length > 0 ? ` Its policies ${names} do not.` : '';
  return new LabError(
    'ERR_NOT_FOUND',
    `The role "${role.name}" has no customer policy that allows ${WORKSHOP_ACTIONS.join(', ')} on ${key.arn}.${others}`,
    { hint: 'Attach the policy that the workshop made for it, or let setup make one.', next: [SETUP] },
  );
}

/**
 * The baseline's policy, if the role no longer has it: detached or deleted. The lab does not attach or create
 * policies; it says how to, with the baseline's document.
 */
async function gone(
  { role, before: baseline, exists }: RolePolicyQuestion,
  policy: RolePolicyFact,
): Promise<LabError> {
  const document = JSON.stringify(baseline?.documents['role-policy'] ?? {});
  if (policy.kind === 'inline') {
    const shell = sh`aws iam put-role-policy --role-name ${role.name} --policy-name ${policy.name} --policy-document ${document}`;
    return new LabError('ERR_NOT_FOUND', `The role "${role.name}" lost its inline policy "${policy.name}".`, {
      next: [{ shell, why: 'puts it back as the baseline has it' }],
    });
  }
  const attach: Suggestion = {
    shell: sh`aws iam attach-role-policy --role-name ${role.name} --policy-arn ${policy.arn}`,
    why: 'attaches it again',
  };
  if (await exists(policy.arn)) {
    const says = `The policy "${policy.name}" is not attached to the role "${role.name}" any more.`;
    return new LabError('ERR_NOT_FOUND', says, { next: [attach] });
  }
  const shell = sh`aws iam create-policy --policy-name ${policy.name} --policy-document ${document}`;
  return new LabError(
    'ERR_NOT_FOUND',
    `The policy "${policy.name}" of the role "${role.name}" was deleted.`,
    {
      next: [{ shell, why: 'creates it as the baseline has it' }, attach],
    },
  );
}

/**
 * A key and an alias have different ARNs: a statement about the alias allows nothing on the key.
 * https://docs.aws.amazon.com/kms/latest/developerguide/alias-authorization.html
 */
function namingTheAlias({ attached, role, key }: RolePolicyQuestion): LabError | undefined {
  const aliasArn = key.arn.replace(/:key\/.*$/, `:${key.alias}`);
  const naming = attached.find(({ document }) =>
    statementsOf(document).some(({ Resource }) => listOf(Resource).some((one) => one === aliasArn)),
  );
  if (!naming) return undefined;
  return new LabError(
    'ERR_NOT_FOUND',
    `The policy "${naming.name}" of the role "${role.name}" names the ARN of ${key.alias}, which never matches a request that uses the key.`,
    { hint: `name the key itself, ${key.arn}, or use "*" with a condition on kms:ResourceAliases` },
  );
}
