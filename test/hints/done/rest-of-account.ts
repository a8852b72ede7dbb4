import { allowing, denying, SEEDED } from '../../home/edits/edit.ts';
import { attached, detached, edit, inline, managed, STRIPPED, version } from './deeds.ts';
import { at, type Row } from './row.ts';

/** It gives the role what it needs to import key material. */
const IMPORT = `arn:aws:iam::${SEEDED.account}:policy/KMS-Workshop-ImportMaterialPermissions`;

/** What else decides besides the document of the step, at the step that is about the role. */
export const REST_OF_ACCOUNT: readonly Row[] = at('strip-decrypt', [
  // The key.
  ['the key disabled', edit('key: disabled'), 'thing-missing', /is disabled[\s\S]*enable-key/],
  [
    'the key to be deleted',
    edit('key: scheduled for deletion'),
    'thing-missing',
    /scheduled for deletion[\s\S]*cancel-key-deletion/,
  ],
  [
    'the key material deleted',
    edit('key: its imported material deleted'),
    'thing-missing',
    /no key material/,
  ],
  [
    'another key made',
    edit('key: another one created'),
    'other-keys-changed',
    /The key \S+ is new[\s\S]*schedule-key-deletion/,
  ],
  ['the key tagged', edit('key: tagged'), 'other-write', /TagResource/],
  ['the key described otherwise', edit('key: described otherwise'), 'other-write', /UpdateKeyDescription/],
  [
    'a grant of Decrypt to the role',
    edit('grant: Decrypt, to the role'),
    'grants-changed',
    /InstanceInitRole Decrypt[\s\S]*revoke-grant/,
  ],
  [
    'a grant to another user',
    edit('grant: DescribeKey, to another user'),
    'grants-changed',
    /another-admin DescribeKey[\s\S]*revoke-grant/,
  ],
  [
    'a second alias',
    edit('alias: a second one on the key'),
    'other-aliases-changed',
    /alias\/Second[\s\S]*delete-alias/,
  ],
  ['the alias deleted', edit('alias: deleted'), 'alias-moved', /create-alias/],
  ['the alias moved', edit('alias: moved to another key'), 'alias-moved', /update-alias/],
  // The policies of the role.
  [
    'the policy detached',
    edit('role policy: detached'),
    'thing-missing',
    /not attached[\s\S]*attach-role-policy/,
  ],
  [
    'the policy detached and deleted',
    edit('role policy: detached and deleted'),
    'thing-missing',
    /was deleted[\s\S]*create-policy/,
  ],
  [
    'the policy made again, and not attached',
    edit('role policy: deleted and made again, but not attached'),
    'thing-missing',
    /attach-role-policy/,
  ],
  ['the policy made inline', edit('role policy: made inline'), 'thing-missing', /was deleted/],
  [
    'another policy attached that allows Decrypt',
    edit('role: another policy attached'),
    'role-attached-changed',
    /ByHand allows kms:Decrypt[\s\S]*detach-role-policy/,
  ],
  [
    'AdministratorAccess attached',
    edit('role: an AWS managed policy attached'),
    'role-attached-changed',
    /AdministratorAccess/,
  ],
  [
    'a policy of AWS detached',
    edit('role: an AWS managed policy detached'),
    'role-attached-changed',
    /AWSCloudTrail_ReadOnlyAccess[\s\S]*attach-role-policy/,
  ],
  [
    'AmazonS3FullAccess detached',
    edit('role: the AWS managed policy that S3 takes detached'),
    'role-attached-changed',
    /AmazonS3FullAccess is no longer/,
  ],
  [
    'the policy that imports material detached',
    detached(IMPORT),
    'role-attached-changed',
    /ImportMaterialPermissions is no longer/,
  ],
  [
    'a policy attached that denies Decrypt',
    attached('NoDecrypt', denying('kms:Decrypt')),
    'role-attached-changed',
    /NoDecrypt denies kms:Decrypt/,
  ],
  [
    'a policy attached that says nothing of KMS',
    attached('Logs', allowing('logs:*')),
    'role-attached-changed',
    /Logs is newly attached/,
  ],
  [
    'an inline policy that allows Decrypt',
    edit('role: an inline policy that allows Decrypt'),
    'role-inline-changed',
    /by-hand allows kms:Decrypt[\s\S]*delete-role-policy/,
  ],
  [
    'an inline policy that denies KMS',
    edit('role: an inline policy that denies KMS'),
    'role-inline-changed',
    /by-hand-no denies kms:Decrypt[\s\S]*delete-role-policy/,
  ],
  [
    'an inline policy that denies Decrypt',
    inline('deny-decrypt', denying('kms:Decrypt')),
    'role-inline-changed',
    /deny-decrypt denies kms:Decrypt/,
  ],
  [
    'the right document as an inline policy',
    inline('KMSWorkshop-Stripped', STRIPPED),
    'role-inline-changed',
    /KMSWorkshop-Stripped/,
  ],
  [
    'a boundary without KMS',
    edit('role: a permissions boundary without KMS'),
    'role-boundary-changed',
    /AmazonS3FullAccess[\s\S]*delete-role-permissions-boundary/,
  ],
  [
    'the trust policy edited',
    edit('role: trust policy edited'),
    'role-trust-changed',
    /update-assume-role-policy/,
  ],
  [
    'the role taken out of the profile',
    edit('role: taken out of the instance profile'),
    'thing-missing',
    /add-role-to-instance-profile/,
  ],
  [
    'another role in the profile',
    edit('role: another role in the instance profile'),
    'thing-missing',
    /acts as the role "Other"/,
  ],
  ['the role deleted', edit('role: deleted'), 'thing-missing', /There is no role/],
  [
    'the role made again, with nothing attached',
    edit('role: deleted and made again, with nothing attached'),
    'thing-missing',
    /not attached/,
  ],
  // Versions of the policy.
  [
    'the right version, not the default',
    version(STRIPPED, false),
    'version-not-default',
    /Version v\d+ of[\s\S]*set-default-policy-version/,
  ],
  [
    'a wrong version, not the default',
    version(allowing('kms:*'), false),
    'version-not-default',
    /is not in force: v1 is the default[\s\S]*still allows kms:Decrypt/,
  ],
  [
    'the right version made, and another as the default',
    [version(STRIPPED, false), version(allowing('kms:*'), true)],
    'version-not-default',
    /has what the step wants/,
  ],
  [
    'the first version as the default',
    edit('role policy: the first version set as default'),
    'other-write',
    /is as it was before this step: what your last SetDefaultPolicyVersion \(\d\d:\d\d\) saved means the same\./,
  ],
  [
    'a version with other actions',
    edit('role policy: a new version with other content'),
    'role-lost-more',
    /kms:GenerateDataKey/,
  ],
  ['a wider version', edit('role policy: a wider version: kms:*'), 'role-still-decrypts', /kms:\*/],
  [
    'five versions, the last one wrong',
    edit('role policy: filled up to five versions, none of the lab’s'),
    'role-lost-more',
    /kms:GenerateDataKey/,
  ],
  [
    'the version before deleted',
    [version(allowing('kms:*'), true), edit('role policy: its version of before the lab deleted')],
    'role-still-decrypts',
    /kms:\*/,
  ],
  // The instance, the bucket, the users.
  ['the instance stopped', edit('instance: stopped'), 'thing-missing', /is stopp[\s\S]*start-instances/],
  ['the instance terminated', edit('instance: terminated'), 'thing-missing', /no instance/],
  ['the instance renamed', edit('instance: renamed'), 'other-write', /CreateTags/],
  [
    'a second instance of its name',
    edit('instance: a second one of its name'),
    'other-write',
    /RunInstances/,
  ],
  ['the sample file deleted', edit('sample file: deleted'), 'sample-file-changed', /was deleted/],
  [
    'the sample file without KMS',
    edit('sample file: overwritten without KMS'),
    'sample-file-changed',
    /without KMS[\s\S]*aws s3 cp/,
  ],
  [
    'the sample file under another key',
    edit('sample file: overwritten under another key'),
    'sample-file-changed',
    /aws s3 cp/,
  ],
  [
    'the sample file with another text',
    edit('sample file: overwritten with another text'),
    'sample-file-changed',
    /stored again/,
  ],
  ['another object in the bucket', edit('bucket: another object in it'), 'other-write', /PutObject/],
  [
    'a bucket policy that denies the role',
    edit('bucket: a policy that denies the role'),
    'bucket-policy-changed',
    /Deny[\s\S]*delete-bucket-policy/,
  ],
  [
    'a bucket policy that allows',
    edit('bucket: a policy that changes nothing for the lab'),
    'bucket-policy-changed',
    /delete-bucket-policy/,
  ],
  [
    'the bucket encrypts with another default',
    edit('bucket: encrypts with another default'),
    'other-write',
    /PutBucketEncryption/,
  ],
  ['the bucket deleted', edit('bucket: emptied and deleted'), 'bucket-policy-changed', /was deleted/],
  ['a user made', edit('another user: created'), 'other-users-changed', /carol is new[\s\S]*delete-user/],
  ['a user deleted', edit('another user: deleted'), 'other-users-changed', /another-admin was deleted/],
  ['userA made too early', edit('userA: made by hand, before the lab makes it'), 'other-write', /CreateUser/],
  [
    'another policy made, and not attached',
    managed('Loose', STRIPPED),
    'other-policies-changed',
    /Loose is new[\s\S]*delete-policy/,
  ],
  [
    'another policy of the role edited',
    version(allowing('kms:ListKeys'), true, IMPORT),
    'another-role-policy-edited',
    /set-default-policy-version[\s\S]*create-policy-version/,
  ],
]);
