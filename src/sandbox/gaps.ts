import { INERT } from './unread-members.ts';

/** A difference between the sandbox and AWS that a learner or an integrator should know. */
export interface Gap {
  readonly service: 'all' | 'kms' | 'iam' | 'sts' | 'ec2' | 's3' | 'ssm' | 'organizations' | 'web app';
  /** What the sandbox does. */
  readonly here: string;
  /** What AWS does, or why it is left out. */
  readonly aws: string;
}

/** Members of a request that are accepted without an effect, by service. */
function inertMembers(): readonly Gap[] {
  return Object.entries(INERT).map(([service, operations]) => ({
    service: service as Gap['service'],
    here: `Has no effect: ${Object.entries(operations).map(inWords).join('; ')}.`,
    aws: 'They have one where AWS has what the sandbox lacks. Any other member that it lacks is refused by name.',
  }));
}

const inWords = ([operation, reasons]: readonly [string, Readonly<Record<string, string>>]): string =>
  Object.entries(reasons)
    .map(([member, reason]) => `${operation === '*' ? '' : `${operation} `}${member} (${reason})`)
    .join(', ');

/** Shown in docs/differences-from-aws.md and by `kms-lab sandbox info`. */
export const GAPS: readonly Gap[] = [
  {
    service: 'all',
    here: 'An operation that is not listed is refused as unknown.',
    aws: 'The sandbox fails closed: it refuses what it cannot decide.',
  },
  {
    service: 'all',
    here: 'A change is in force at once, unless --chaos eventual=2s delays it.',
    aws: 'IAM and KMS are eventually consistent: a change takes seconds, sometimes minutes.',
  },
  {
    service: 'all',
    here: 'One address for all services, over HTTP on loopback.',
    aws: 'An HTTPS host for each service.',
  },
  {
    service: 'all',
    here: 'A request that names another site in its Host or Origin is refused, whatever its signature; there is no CORS.',
    aws: 'Any host name that resolves to AWS; S3 answers pages of the origins that a bucket allows.',
  },
  {
    service: 'all',
    here: 'At most 64 MB of bodies at a time; another large one waits, and is throttled after 20 seconds. A call has at most 1 MB, and a list in it 1,000 members.',
    aws: 'No limit that a single client reaches; each list has a limit of its own.',
  },
  {
    service: 'all',
    here: 'No service control policies, resource control policies or VPC endpoint policies.',
    aws: 'They can take permissions away from any account of an organization.',
  },
  {
    service: 'kms',
    here: 'Deny with NotPrincipal exempts a role session only if account, role and session are all listed.',
    aws: 'AWS documents this for S3; for KMS it is inferred.',
  },
  {
    service: 'kms',
    here: 'PutKeyPolicy accepts a condition key that does not exist, such as “aws: MultiFactorAuthAge”.',
    aws: 'Inferred: no report of KMS refusing it was found.',
  },
  {
    service: 'kms',
    here: 'Symmetric keys only, in one Region; data key pairs of RSA and ECC.',
    aws: 'Also RSA, ECC, ML-DSA, HMAC, SM2 and multi-Region keys; data key pairs of SM2 and ML-KEM.',
  },
  {
    service: 'kms',
    here: 'Only RotateKeyOnDemand changes the material; automatic rotation only shows its next date.',
    aws: 'Automatic rotation changes it, too.',
  },
  {
    service: 'kms',
    here: 'Only the latest parameters for the import into a key are valid.',
    aws: 'Each set is valid for 24 hours.',
  },
  {
    service: 'kms',
    here: 'There are no AWS managed keys: the aliases alias/aws/… are listed, and name no key.',
    aws: 'A service creates its key in an account when it is first used there.',
  },
  {
    service: 'kms',
    here: 'Grants are effective at once; one with a constraint cannot be passed on.',
    aws: 'It can, with constraints that are as strict.',
  },
  {
    service: 'kms',
    here: 'No quotas on the number of requests; --chaos throttle=5% throttles at random.',
    aws: 'Throttles by operation, account and Region.',
  },
  {
    service: 'iam',
    here: 'Trust policies and key policies may name the service principals that AWS’s managed policies and guides name.',
    aws: 'AWS publishes no complete list: a very new service is refused here.',
  },
  {
    service: 'iam',
    here: 'A policy may name any SAML or OpenID Connect provider and any canonical user: neither exists here.',
    aws: 'Those of the account; for some shared providers, only with a condition on the tenant.',
  },
  {
    service: 'sts',
    here: 'The packed size of session policies and tags is estimated: their deflated size, as a percentage of 1,024 bytes.',
    aws: 'Packs them in a form that is not documented.',
  },
  {
    service: 'all',
    here: 'Some condition keys are never in a request: see the table of condition keys in docs/reference.',
    aws: 'They depend on VPC endpoints, identity providers, other services and other kinds of keys.',
  },
  {
    service: 'all',
    here: 'Of the condition keys of S3 and EC2, those about object tags and locks, access points, launch templates, placement groups, snapshots and CPU options are never in a request.',
    aws: 'They depend on what the sandbox does not have.',
  },
  {
    service: 'iam',
    here: 'Of the policies that AWS manages, there are six: AdministratorAccess, AmazonEC2FullAccess, AmazonS3FullAccess, AmazonSSMManagedInstanceCore, AWSCloudTrail_ReadOnlyAccess and AWSKeyManagementServicePowerUser.',
    aws: 'Has more than a thousand.',
  },
  {
    service: 'iam',
    here: 'When a role was used last is not recorded: RoleLastUsed is empty.',
    aws: 'Is filled in within four hours of the use.',
  },
  {
    service: 's3',
    here: 'A request without a signature is refused, whatever the bucket’s policy allows to everyone.',
    aws: 'Is allowed if the policy allows it and the bucket does not block public access.',
  },
  {
    service: 's3',
    here: 'Buckets are not versioned, and have no ACLs, lifecycle or notifications; objects have no tags.',
    aws: 'All of these.',
  },
  {
    service: 's3',
    here: 'A bucket may be in the host name if that resolves to this machine: bucket.localhost, bucket.127.0.0.1.nip.io. No uploads of HTML forms.',
    aws: 'Any host name that resolves to S3, and forms with a signed policy.',
  },
  {
    service: 's3',
    here: 'Uploads are encrypted with SSE-S3 or under a named key.',
    aws: 'Also under the AWS managed key aws/s3, with bucket keys, in two layers, or with a key of the caller’s.',
  },
  {
    service: 's3',
    here: 'DeleteObjects is refused as a whole if one of its objects may not be deleted.',
    aws: 'Deletes the others, and lists the refusal in its answer.',
  },
  {
    service: 's3',
    here: 'A public access block is stored and returned, but blocks nothing: a bucket policy may make a bucket public.',
    aws: 'It blocks; new buckets have one by default.',
  },
  {
    service: 'ec2',
    here: 'Instances are launched, stopped, started, rebooted and terminated immediately, one at a time; a terminated one is gone.',
    aws: 'This takes time, and a terminated instance stays listed for an hour.',
  },
  {
    service: 'ec2',
    here: 'RunInstances refuses what would have no effect, such as KeyName; volumes are not listed, and their tags only checked.',
    aws: 'Key pairs, placement, block devices and the rest; volumes with tags.',
  },
  {
    service: 'ec2',
    here: 'Of an instance’s user data, only the files that it writes to the web app’s folder count, and they run as the sandbox’s own web app.',
    aws: 'Runs the whole script at the first start.',
  },
  {
    service: 'ec2',
    here: 'Every account has one default VPC with one subnet, no default security group, and one image: the current Amazon Linux 2023.',
    aws: 'A subnet in each Availability Zone, your own networks, and many images.',
  },
  {
    service: 'ec2',
    here: 'Filters about network interfaces, volumes, platforms, capacity and IPv6 are refused by name.',
    aws: 'Has more than a hundred filters of instances.',
  },
  {
    service: 'ec2',
    here: 'Security groups have rules for address ranges but block nothing: the web app always answers.',
    aws: 'Traffic that no rule allows gets no answer; rules can also name other groups.',
  },
  {
    service: 'ssm',
    here: 'Parameter Store holds the public parameter of the current Amazon Linux 2023 image, and no others.',
    aws: 'AWS’s other public parameters, and those of the account.',
  },
  {
    service: 'ssm',
    here: 'Run Command supports only the few commands that the lab and the page’s guide use; each ends at once.',
    aws: 'Runs any shell script on the instance.',
  },
  {
    service: 'organizations',
    here: 'The organization is created with the sandbox (--accounts), and can only be read.',
    aws: 'Accounts are created, invited, moved and closed.',
  },
  ...inertMembers(),
  {
    service: 'web app',
    here: 'Accepts files of up to 60 MB, and no requests from another site’s page.',
    aws: 'Accepts all.',
  },
  {
    service: 'web app',
    here: 'Listens on loopback, at a port of its own.',
    aws: 'Listens at port 80 of the instance’s public address.',
  },
];
