import type { Facts } from '../contract/facts.ts';
import type { PolicyId } from './difference.ts';

/** How to do by hand what a hint asks for: in the console, or with the aws CLI. */

/** The console shows an alias without its prefix. */
export const keyName = ({ key }: Facts): string => key.alias.replace(/^alias\//, '');

const editKeyPolicy = (facts: Facts): string =>
  `In the console: KMS, Customer managed keys, ${keyName(facts)}, Key policy, Edit. ` +
  `Or: aws kms put-key-policy --key-id ${facts.key.id} --policy-name default --policy file://policy.json`;

function editRolePolicy({ role, rolePolicy }: Facts): string {
  const put =
    rolePolicy.kind === 'managed'
      ? `aws iam create-policy-version --policy-arn ${rolePolicy.arn} --set-as-default`
      : `aws iam put-role-policy --role-name ${role.name} --policy-name ${rolePolicy.name}`;
  return `In the console: IAM, Roles, ${role.name}, ${rolePolicy.name}, Edit. Or: ${put} --policy-document file://policy.json`;
}

const EDIT: { readonly [id in PolicyId]: (facts: Facts) => string } = {
  'key-policy': editKeyPolicy,
  'role-policy': editRolePolicy,
};

/** `In the console: KMS, Customer managed keys, ImportedCMK, Key policy, Edit. Or: aws kms put-key-policy …` */
export const edit = (resource: PolicyId, facts: Facts): string => EDIT[resource](facts);

/** To be put after a sentence. The lab reads along: the key id in the one file, the denials in the other. */
export const startWebApp = ({ key }: Facts, port: number): string =>
  `On the instance, in SampleWebApp: echo ${key.id} | sudo tee WebAppEncSSE.key; ` +
  `sudo sh -c "setsid python -u WebAppEncSSE.py ${port} < WebAppEncSSE.key >> WebAppEncSSE.log 2>&1 &"`;
