import { GUIDE_FILES, type GuideLine, type Here } from '../../src/contract/guide.ts';

/** How the console and the AWS CLI show and change the key policy. */

const FILE = GUIDE_FILES['key-policy'];

/** https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying.html */
const keyInConsole = ({ names }: Here): readonly GuideLine[] => [
  'KMS',
  'Customer managed keys',
  names.key,
  'Key policy',
];

/** The console shows the text at once, unless the console itself created the key with the default policy. */
export const keyPolicyShownInConsole = (here: Here): readonly GuideLine[] => [
  ...keyInConsole(here),
  'Switch to policy view, if there is such a button',
];

export const keyPolicyInConsole = (here: Here): readonly GuideLine[] => [
  ...keyInConsole(here),
  'Edit',
  'Make the change',
  'Save changes',
];

export const keyPolicyShownByCli = ({ words }: Here): string =>
  `aws kms get-key-policy --key-id ${words.keyId} --policy-name default --query Policy --output text`;

/** https://docs.aws.amazon.com/cli/latest/reference/kms/put-key-policy.html */
export const keyPolicyByCli = (here: Here): readonly GuideLine[] => [
  { shell: `${keyPolicyShownByCli(here)} > ${FILE}` },
  `Make the change in ${FILE}, with any editor.`,
  {
    shell: `aws kms put-key-policy --key-id ${here.words.keyId} --policy-name default --policy file://${FILE}`,
  },
];
