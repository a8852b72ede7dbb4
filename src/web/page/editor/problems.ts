import type { RolePolicyFact } from '../../../contract/facts.ts';
import { jsonFlaw } from '../../../contract/json-flaw.ts';
import { type JsonPath, PolicySyntaxError, parsePolicy } from '../../../policy/parse.ts';
// Not all of `validate.ts`: the tables of other services would come with it.
import { validateIdentityPolicy } from '../../../policy/validate/identity-policy.ts';
import { validateKeyPolicy } from '../../../policy/validate/key-policy.ts';
import { PolicyRefusal } from '../../../policy/validate/refusal.ts';
import type { Editable } from '../../acts.ts';

/** Why a policy would not be saved, and where: a place in the text, or in the document. */
export type PolicyProblem = { readonly says: string } & (
  | { readonly offset: number }
  | { readonly at: JsonPath }
);

/** Which policy is edited. */
export interface EditedPolicy {
  readonly id: Editable;
  readonly rolePolicy: Pick<RolePolicyFact, 'kind' | 'name'>;
}

const SERVICE = { 'role-policy': 'IAM', 'key-policy': 'KMS' } as const;

/**
 * What kms-lab and AWS would refuse, in their words; empty for a policy that would be accepted. Only the account knows
 * which principals exist.
 */
export function problemsOf(text: string, edited: EditedPolicy): readonly PolicyProblem[] {
  if (text.trim() === '') return [{ says: 'The policy is empty.', at: [] }];
  const flaw = jsonFlaw(text);
  if (flaw) return [{ says: `line ${flaw.line}, column ${flaw.column}: ${flaw.what}`, offset: flaw.offset }];
  try {
    parsePolicy(text);
    validate(text, edited);
    return [];
  } catch (error) {
    if (error instanceof PolicySyntaxError) return [{ says: error.message, at: error.at }];
    if (error instanceof PolicyRefusal) return [{ says: error.refusedBy(SERVICE[edited.id]), at: error.at }];
    throw error;
  }
}

function validate(text: string, { id, rolePolicy }: EditedPolicy): void {
  if (id === 'key-policy') validateKeyPolicy(text, { principalExists: () => true });
  else validateIdentityPolicy(text, rolePolicy.kind === 'managed' ? 'managed' : 'role-inline');
}
