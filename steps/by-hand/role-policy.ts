import { GUIDE_FILES, type GuideLine, type Here } from '../../src/contract/guide.ts';

/** How the console and the AWS CLI change the policy of the instance role. */

const FILE = GUIDE_FILES['role-policy'];

/**
 * The console's wording in 2026. If there are five versions, a dialog removes one, and may leave the new one out of
 * force.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_manage-edit-console.html
 */
export const rolePolicyInConsole = ({ names, words }: Here): readonly GuideLine[] => [
  'IAM',
  'Roles',
  names.role,
  `Permissions: ${names.rolePolicy}`,
  'Edit',
  'JSON: make the change',
  'Next',
  'Save changes',
  ...(words.rolePolicy.kind === 'managed' ? ['Policy versions: the new version is the default'] : []),
];

/** https://docs.aws.amazon.com/cli/latest/reference/iam/create-policy-version.html */
export function rolePolicyByCli({ words: { role, rolePolicy } }: Here): readonly GuideLine[] {
  const edit = `Make the change in ${FILE}, with any editor.`;
  if (rolePolicy.kind === 'inline') {
    const policy = `--role-name ${role} --policy-name ${rolePolicy.name}`;
    return [
      { shell: `aws iam get-role-policy ${policy} --query PolicyDocument --output json > ${FILE}` },
      edit,
      { shell: `aws iam put-role-policy ${policy} --policy-document file://${FILE}` },
    ];
  }
  const policy = `--policy-arn ${rolePolicy.arn}`;
  return [
    {
      shell: `aws iam get-policy-version ${policy} --version-id ${rolePolicy.version} --query PolicyVersion.Document --output json > ${FILE}`,
    },
    edit,
    { shell: `aws iam create-policy-version ${policy} --policy-document file://${FILE} --set-as-default` },
  ];
}
