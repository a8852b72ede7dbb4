import {
  AddUserToGroupCommand,
  CreateGroupCommand,
  DetachUserPolicyCommand,
  PutGroupPolicyCommand,
  PutUserPermissionsBoundaryCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { allowing, denying } from '../../home/edits/edit.ts';
import type { Deed } from './bench.ts';
import { STRIPPED, version } from './deeds.ts';
import { at, type Row } from './row.ts';

const done = version(STRIPPED, true);
const ADMIN = 'another-admin';
const aws = (name: string): string => `arn:aws:iam::aws:policy/${name}`;
const inline =
  (UserName: string, PolicyName: string, PolicyDocument: string): Deed =>
  ({ iam }) =>
    iam.send(new PutUserPolicyCommand({ UserName, PolicyName, PolicyDocument }));
const inGroupThatDenies: Deed = async ({ iam }) => {
  const GroupName = 'no-kms';
  await iam.send(new CreateGroupCommand({ GroupName }));
  await iam.send(
    new PutGroupPolicyCommand({ GroupName, PolicyName: 'no', PolicyDocument: denying('kms:*') }),
  );
  await iam.send(new AddUserToGroupCommand({ GroupName, UserName: ADMIN }));
};

/** Changes to the IAM policies of the page's other principals, made after the step was done. */
export const OTHER_PRINCIPALS: readonly Row[] = at('strip-decrypt', [
  [
    'AdministratorAccess detached from another admin',
    [
      done,
      ({ iam }) =>
        iam.send(new DetachUserPolicyCommand({ UserName: ADMIN, PolicyArn: aws('AdministratorAccess') })),
    ],
    'predicted-to-fail',
    /no identity policy allows it[\s\S]*attach-user-policy/,
  ],
  [
    'another admin denied kms:Decrypt',
    [done, inline(ADMIN, 'no', denying('kms:Decrypt'))],
    'predicted-to-fail',
    /statement 1 of no denies it[\s\S]*delete-user-policy/,
  ],
  [
    'another admin in a boundary without KMS',
    [
      done,
      ({ iam }) =>
        iam.send(
          new PutUserPermissionsBoundaryCommand({
            UserName: ADMIN,
            PermissionsBoundary: aws('AmazonS3FullAccess'),
          }),
        ),
    ],
    'predicted-to-fail',
    /AmazonS3FullAccess does not allow it[\s\S]*delete-user-permissions-boundary/,
  ],
  [
    'another admin in a group that denies KMS',
    [done, inGroupThatDenies],
    'predicted-to-fail',
    /statement 1 of no denies it[\s\S]*remove-user-from-group/,
  ],
  [
    'the operator denied kms:Decrypt',
    [done, inline('operator', 'no', denying('kms:Decrypt'))],
    'predicted-to-fail',
    /User operator may not kms:Decrypt[\s\S]*delete-user-policy/,
  ],
  [
    'the operator allowed what it had',
    inline('operator', 'more', allowing('kms:Decrypt')),
    'other-write',
    /PutUserPolicy[\s\S]*user\/operator/,
  ],
]);
