import type { Members } from './protocol/protocol.ts';
import { Refusal } from './protocol/refusal.ts';

/** By operation, `*` for all of a service. */
type ByOperation<T> = Readonly<Record<string, T>>;

/** The paths of the members of its operations that a service lacks. */
export type AbsentMembers = ByOperation<readonly string[]>;

/**
 * Members that the sandbox does not have: a request with one is refused, so that no one believes it was done. A path
 * is `Delete.Objects[].Size`.
 */
export const ABSENT = {
  kms: {
    '*': ['Recipient', 'CustomKeyStoreId', 'XksKeyId'],
    CreateGrant: ['GranteeServicePrincipal', 'RetiringServicePrincipal'],
    ListGrants: ['GranteeServicePrincipal'],
    ListRetirableGrants: ['RetiringServicePrincipal'],
  },
  iam: {
    SimulatePrincipalPolicy: ['PolicyExclusionList', 'ResourceOwner', 'ResourceHandlingOption'],
    SimulateCustomPolicy: ['OrderedOrganizationPolicyInputList', 'ResourceOwner', 'ResourceHandlingOption'],
  },
  sts: { '*': ['MinimumSessionTokenSize', 'ProvidedContexts'] },
  ec2: {
    StartInstances: ['AdditionalInfo'],
    AuthorizeSecurityGroupIngress: [
      'SourceSecurityGroupOwnerId',
      'TagSpecifications',
      'IpPermissions[].PrefixListIds',
      'IpPermissions[].UserIdGroupPairs',
    ],
    RevokeSecurityGroupIngress: [
      'SourceSecurityGroupOwnerId',
      'IpPermissions[].PrefixListIds',
      'IpPermissions[].UserIdGroupPairs',
    ],
  },
  s3: {
    AbortMultipartUpload: ['IfMatchInitiatedTime'],
    CompleteMultipartUpload: [
      'ChecksumXXHASH64',
      'ChecksumXXHASH3',
      'ChecksumXXHASH128',
      'MultipartUpload.Parts[].ChecksumXXHASH64',
      'MultipartUpload.Parts[].ChecksumXXHASH3',
      'MultipartUpload.Parts[].ChecksumXXHASH128',
    ],
    CopyObject: ['AnnotationDirective'],
    CreateBucket: [
      'CreateBucketConfiguration.Bucket',
      'CreateBucketConfiguration.Location',
      'CreateBucketConfiguration.Tags',
    ],
    DeleteObject: ['IfMatchLastModifiedTime', 'IfMatchSize'],
    DeleteObjects: ['Delete.Objects[].ETag', 'Delete.Objects[].LastModifiedTime', 'Delete.Objects[].Size'],
    PutBucketEncryption: ['ServerSideEncryptionConfiguration.Rules[].BlockedEncryptionTypes'],
    PutObject: ['ChecksumXXHASH64', 'ChecksumXXHASH3', 'ChecksumXXHASH128'],
    UploadPart: ['ChecksumXXHASH64', 'ChecksumXXHASH3', 'ChecksumXXHASH128'],
  },
  ssm: {
    DescribeInstanceInformation: ['NextToken'],
    ListCommandInvocations: ['NextToken', 'Details'],
    SendCommand: [
      'AlarmConfiguration',
      'CloudWatchOutputConfig',
      'DocumentHash',
      'DocumentHashType',
      'NotificationConfig',
      'OutputS3BucketName',
      'OutputS3KeyPrefix',
      'OutputS3Region',
      'ServiceRoleArn',
    ],
  },
} as const satisfies Readonly<Record<string, AbsentMembers>>;

/** Members that are accepted, because they change nothing here; and why. */
export const INERT: Readonly<Record<string, ByOperation<Readonly<Record<string, string>>>>> = {
  sts: {
    AssumeRoot: {
      TaskPolicyArn: 'the operation is always refused',
      DurationSeconds: 'the operation is always refused',
    },
  },
  ec2: {
    DescribeInstances: { IncludeManagedResources: 'no service manages instances' },
    StopInstances: { Force: 'an instance stops at once', SkipOsShutdown: 'an instance stops at once' },
    TerminateInstances: { Force: 'an instance ends at once', SkipOsShutdown: 'an instance ends at once' },
  },
  s3: {
    '*': {
      BypassGovernanceRetention: 'no object is locked',
      ChecksumAlgorithm: 'the checksum itself is compared',
      ContentLength: 'the length is that of the body',
      ContentMD5: 'it is compared with the body on arrival',
      OptionalObjectAttributes: 'no object is archived',
      RequestPayer: 'no one pays',
    },
    PutBucketPolicy: { ConfirmRemoveSelfBucketAccess: 'no policy is refused without it' },
  },
  ssm: {
    DescribeInstanceInformation: { MaxResults: 'there is only one page' },
    GetParameter: { WithDecryption: 'no parameter is encrypted' },
    ListCommandInvocations: { MaxResults: 'there is only one page' },
    SendCommand: {
      MaxConcurrency: 'each command ends at once',
      MaxErrors: 'each command ends at once',
      TimeoutSeconds: 'each command is delivered at once',
    },
  },
};

/** Throws a `Refusal` if the input has a member that the sandbox does not have. */
export function refuseAbsentMembers(absent: AbsentMembers, operation: string, input: Members): void {
  const own = Object.hasOwn(absent, operation) ? (absent[operation] ?? []) : [];
  for (const path of [...(absent['*'] ?? []), ...own]) {
    if (has(input, path.split('.'))) throw new Refusal('absent-member', path);
  }
}

/** An empty list says as much as none. */
function has(value: unknown, [step = '', ...rest]: readonly string[]): boolean {
  const name = step.replace('[]', '');
  const member = (value as Members | undefined)?.[name];
  if (member === undefined || (Array.isArray(member) && member.length === 0)) return false;
  if (rest.length === 0) return true;
  return Array.isArray(member) ? member.some((item) => has(item, rest)) : has(member, rest);
}
