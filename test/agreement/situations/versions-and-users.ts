import {
  AddUserToGroupCommand,
  CreateGroupCommand,
  CreateUserCommand,
  PutGroupPolicyCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { allow, detachRolePolicy, documentOf, inlineRolePolicy, rolePolicy, WORKSHOP } from '../edits.ts';
import { type Hands, POLICY } from '../hands.ts';
import type { Subject } from '../situation.ts';

const NAME = 'KMSWorkshop-AdditionalPermissions';
const ALL_OF_KMS = JSON.stringify(documentOf(allow('kms:*')));
const userA = ({ iam }: Hands) => iam.send(new CreateUserCommand({ UserName: 'userA' }));

/** This many versions besides the first. */
async function versions(hands: Hands, count: number): Promise<void> {
  for (let number = 1; number <= count; number++) {
    await rolePolicy(hands, allow(WORKSHOP, { Sid: `Edit${number}` }));
  }
}

export const versionsAndUsers: Subject = {
  title: 'Versions of the role’s policy, and the user of the MFA step',
  situations: [
    {
      name: 'four versions of the policy',
      arrange: (hands) => versions(hands, 3),
      expect: { runs: true },
    },
    {
      name: 'five versions of the policy, none made by kms-lab',
      arrange: (hands) => versions(hands, 4),
      expect: { runs: false, names: /five versions|5 versions/, at: 'strip-decrypt', change: true },
    },
    {
      name: 'the policy is inline',
      async arrange(hands) {
        await detachRolePolicy(hands, POLICY);
        await inlineRolePolicy(hands, NAME, allow(WORKSHOP));
      },
      expect: { runs: true },
    },
    {
      name: 'the policy is not attached',
      arrange: (hands) => detachRolePolicy(hands, POLICY),
      expect: { runs: false, names: /[Aa]ttach|AdditionalPermissions/ },
    },
    {
      name: 'userA is there already, without permissions',
      arrange: userA,
      expect: { runs: true },
    },
    {
      name: 'userA is there already, and may use the key',
      async arrange(hands) {
        await userA(hands);
        await hands.iam.send(
          new PutUserPolicyCommand({ UserName: 'userA', PolicyName: 'of-kms', PolicyDocument: ALL_OF_KMS }),
        );
      },
      expect: { runs: false, names: /of-kms/, at: 'show-key-policy' },
    },
    {
      name: 'userA is there already, in a group that may use the key',
      async arrange(hands) {
        await userA(hands);
        await hands.iam.send(new CreateGroupCommand({ GroupName: 'cryptographers' }));
        await hands.iam.send(
          new PutGroupPolicyCommand({
            GroupName: 'cryptographers',
            PolicyName: 'of-the-group',
            PolicyDocument: ALL_OF_KMS,
          }),
        );
        await hands.iam.send(new AddUserToGroupCommand({ GroupName: 'cryptographers', UserName: 'userA' }));
      },
      expect: { runs: false, names: /of-the-group/, at: 'show-key-policy' },
    },
    {
      name: 'userA is there already, and may read keys',
      async arrange(hands) {
        await userA(hands);
        await hands.iam.send(
          new PutUserPolicyCommand({
            UserName: 'userA',
            PolicyName: 'reads-keys',
            PolicyDocument: JSON.stringify(documentOf(allow(['kms:Describe*', 'kms:List*']))),
          }),
        );
      },
      expect: { runs: true },
    },
  ],
};
