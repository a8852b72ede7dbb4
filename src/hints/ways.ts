import type { Facts } from '../contract/facts.ts';
import type { ResourceId } from '../contract/resource.ts';
import { quoteForShell } from '../contract/suggestion.ts';
import { startLine, WEB_APP } from '../contract/web-app-program.ts';
import type { PolicyId } from './difference.ts';
import type { Advice } from './mistake.ts';

/** How to do by hand what a hint asks for: in the console, or with the aws CLI. */

/** The console shows an alias without its prefix. */
export const keyName = ({ key }: Facts): string => key.alias.replace(/^alias\//, '');

interface Way {
  /** Where to click. */
  readonly console: string;
  /** With the AWS CLI, from a file that holds the policy. */
  readonly shell: string;
}

const editKeyPolicy = (facts: Facts): Way => ({
  console: `KMS, Customer managed keys, ${keyName(facts)}, Key policy, Edit`,
  shell: `aws kms put-key-policy --key-id ${facts.key.id} --policy-name default --policy file://policy.json`,
});

function editRolePolicy({ role, rolePolicy }: Facts): Way {
  const put =
    rolePolicy.kind === 'managed'
      ? `aws iam create-policy-version --policy-arn ${rolePolicy.arn} --set-as-default`
      : `aws iam put-role-policy --role-name ${role.name} --policy-name ${rolePolicy.name}`;
  return {
    console: `IAM, Roles, ${role.name}, ${rolePolicy.name}, Edit`,
    shell: `${put} --policy-document file://policy.json`,
  };
}

const EDIT: { readonly [id in PolicyId]: (facts: Facts) => Way } = {
  'key-policy': editKeyPolicy,
  'role-policy': editRolePolicy,
};

/** `what` is to be done to the policy, in a sentence: where to click for it, and what to type. */
export function edit(what: string, resource: PolicyId, facts: Facts): Pick<Advice, 'do' | 'next'> {
  const { console, shell } = EDIT[resource](facts);
  return { do: `${what} In the console: ${console}.`, next: [{ shell }] };
}

/** What is still to be done to a thing that is as it was before the step. */
export const toDo = (resource: ResourceId, facts: Facts): Pick<Advice, 'do' | 'next'> =>
  resource === 'key-policy' || resource === 'role-policy'
    ? edit(`${NOT_SAVED[resource]} Edit it as the step says, and save it.`, resource, facts)
    : { do: 'See what the step asks for.' };

const NOT_SAVED: { readonly [id in PolicyId]: string } = {
  'key-policy':
    'If KMS refused the policy for “invalid principals”, a placeholder is left in it, or it names a user or role that does not exist.',
  'role-policy': 'The console shows a review first: choose Next, then Save changes.',
};

/** `what` is to be done, in a sentence. The lab reads along: the key id in the one file, the denials in the other. */
export const startWebApp = (what: string, { key }: Facts, port: number): Pick<Advice, 'do' | 'next'> => ({
  do: `${what} On the instance, in the folder ${WEB_APP.folder}, type:`,
  next: [
    { shell: `echo ${quoteForShell(key.id)} | sudo tee ${WEB_APP.keyFile}` },
    { shell: `sudo sh -c "${startLine('python', port)}"` },
  ],
});
