import { DescribeInstancesCommand, EC2Client, StopInstancesCommand } from '@aws-sdk/client-ec2';
import {
  AttachRolePolicyCommand,
  CreatePolicyVersionCommand,
  CreateUserCommand,
  DetachRolePolicyCommand,
  IAMClient,
} from '@aws-sdk/client-iam';
import {
  DeleteAliasCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  KMSClient,
  PutKeyPolicyCommand,
} from '@aws-sdk/client-kms';
import { DescribeInstanceInformationCommand, SendCommandCommand, SSMClient } from '@aws-sdk/client-ssm';
import { TEMPLATES } from '../../steps/documents/index.ts';
import { configurationOf } from '../end-to-end/served.ts';

export const ACCOUNT = '111122223333';
const KEY = '1b2c3d4e-5f60-4718-92a3-b4c5d6e7f809';

const ATTACHED = {
  RoleName: 'KMSWorkshop-InstanceInitRole',
  PolicyArn: `arn:aws:iam::${ACCOUNT}:policy/KMSWorkshop-AdditionalPermissions`,
};

/** The page's policy for the role without kms:Decrypt. */
export const LEFT = ['kms:Encrypt', 'kms:GenerateDataKey', 'kms:TagResource', 'kms:UntagResource'];

/** A user at another terminal, who does with the AWS SDK what the page does in the console. */
export async function handsIn(stateDir: string) {
  const configuration = await configurationOf(stateDir);
  const [ec2, iam, kms, ssm] = [
    new EC2Client(configuration),
    new IAMClient(configuration),
    new KMSClient(configuration),
    new SSMClient(configuration),
  ];
  return {
    allowTheRole: (actions: readonly string[]) =>
      iam.send(
        new CreatePolicyVersionCommand({
          PolicyArn: `arn:aws:iam::${ACCOUNT}:policy/KMSWorkshop-AdditionalPermissions`,
          PolicyDocument: JSON.stringify({
            Version: '2012-10-17',
            Statement: [{ Sid: 'ByHand', Effect: 'Allow', Action: actions, Resource: '*' }],
          }),
          SetAsDefault: true,
        }),
      ),
    async startWebApp(port: number) {
      const { InstanceInformationList } = await ssm.send(new DescribeInstanceInformationCommand({}));
      const ids = InstanceInformationList?.flatMap(({ InstanceId }) => InstanceId ?? []);
      const commands = [
        'cd /home/ec2-user/SampleWebApp || exit 1',
        `echo '${KEY}' > WebAppEncSSE.key`,
        `setsid python -u WebAppEncSSE.py ${port} < WebAppEncSSE.key >> WebAppEncSSE.log 2>&1 &`,
      ];
      await ssm.send(
        new SendCommandCommand({
          DocumentName: 'AWS-RunShellScript',
          InstanceIds: ids,
          Parameters: { commands },
        }),
      );
    },
    async stopInstance() {
      const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({}));
      const ids = Reservations.flatMap(({ Instances = [] }) =>
        Instances.flatMap((one) => one.InstanceId ?? []),
      );
      await ec2.send(new StopInstancesCommand({ InstanceIds: ids }));
    },
    deleteAlias: () => kms.send(new DeleteAliasCommand({ AliasName: 'alias/ImportedCMK' })),
    disableKey: () => kms.send(new DisableKeyCommand({ KeyId: KEY })),
    enableKey: () => kms.send(new EnableKeyCommand({ KeyId: KEY })),
    attachRolePolicy: () => iam.send(new AttachRolePolicyCommand(ATTACHED)),
    detachRolePolicy: () => iam.send(new DetachRolePolicyCommand(ATTACHED)),
    createUserA: () => iam.send(new CreateUserCommand({ UserName: 'userA' })),
    saveKeyPolicy: (Policy: string) => kms.send(new PutKeyPolicyCommand({ KeyId: KEY, Policy })),
  };
}

/** One of the page's key policies, with its ARNs filled in; the account's id only if it is requested. */
export const keyPolicy = (
  name: keyof (typeof TEMPLATES)['published'],
  variant: keyof typeof TEMPLATES,
  accountId: string,
): string =>
  JSON.stringify(TEMPLATES[variant][name])
    .replaceAll(
      '<the ARN we copied in the step 11>',
      `arn:aws:iam::${ACCOUNT}:role/KMSWorkshop-InstanceInitRole`,
    )
    .replaceAll('<the ARN of the operator>', `arn:aws:iam::${ACCOUNT}:user/operator`)
    .replaceAll('arn:aws:iam::<your acount id>:', `arn:aws:iam::${ACCOUNT}:`)
    .replaceAll('<your acount id>', accountId);
