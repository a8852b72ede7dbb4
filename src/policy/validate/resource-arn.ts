/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
const PARTITIONS = /^(\*|aws|aws-cn|aws-us-gov|aws-iso|aws-iso-[bef]|aws-eusc)$/;

/** Of an ARN's region and account: no variable, and no placeholder of a template (users' reports; inferred). */
const FIXED = /^[A-Za-z0-9*?-]*$/;

/** As IAM's message lists them, and those that are newer than it. */
const IAM_PATHS = [
  'user/',
  'federated-user/',
  'role/',
  'group/',
  'instance-profile/',
  'mfa/',
  'server-certificate/',
  'policy/',
  'sms-mfa/',
  'saml-provider/',
  'oidc-provider/',
  'report/',
  'access-report/',
];
const NEWER_IAM_PATHS = ['assumed-role/', 'delegation-request/', 'role-template/', 'contextProvider/'];

/** S3's resources besides buckets and objects have a Region. */
const S3_WITH_REGION =
  /^(\*|accesspoint\/|access-grants\/|job\/|storage-lens\/|storage-lens-group\/|async-request\/)/;

type Check = (arn: ResourceArn) => string | undefined;

interface ResourceArn {
  readonly text: string;
  readonly partition: string;
  readonly vendor: string | undefined;
  readonly region: string;
  /** What follows the account. */
  readonly path: string;
  /** All parts after the partition. */
  readonly rest: readonly string[];
}

/**
 * Why IAM refuses a Resource of an identity policy; `undefined` if it does not. The rules and messages are those that
 * AWS answered when they were tried: https://github.com/getmoto/moto/blob/master/tests/test_iam/test_iam_policies.py
 * `partition`: the account's; if absent, any of AWS's.
 */
export function problemOfResource(text: string, partition?: string): string | undefined {
  if (text === '*') return undefined;
  if (!text.includes(':')) return `Resource ${text} must be in ARN format or "*".`;
  const arn = resourceArn(text);
  return wrongPartition(arn, partition) ?? vendorless(arn) ?? withRegion(arn) ?? outsideIam(arn);
}

/**
 * Whether the older parser, which IAM asks first, cannot read it: an ARN with too few parts, without a service, or
 * with a variable for its region or account. What has no valid partition is refused for that.
 */
export function failsLegacyParsing(text: string, partition?: string): boolean {
  if (text === '*' || !text.includes(':')) return false;
  const arn = resourceArn(text);
  if (arn.vendor === undefined || wrongPartition(arn, partition)) return false;
  const [vendor = '', region = '', account = ''] = arn.rest;
  const parts = arn.rest.length + 2;
  return (
    vendor === '' || (parts < 6 && text.includes('::')) || (parts >= 6 && !FIXED.test(`${region}${account}`))
  );
}

function resourceArn(text: string): ResourceArn {
  const [, partition = '', ...rest] = text.split(':');
  const [vendor, region = ''] = rest;
  return { text, partition, vendor, region, path: rest.slice(3).join(':'), rest };
}

/** IAM completes the ARN in its answer. */
function wrongPartition({ partition, rest }: ResourceArn, own?: string): string | undefined {
  if (partition === '*' || (own === undefined ? PARTITIONS.test(partition) : partition === own)) {
    return undefined;
  }
  const [vendor = '*', region = '*', account = '*', ...path] = rest;
  const completed = ['arn', partition, vendor, region, account, path.length > 0 ? path.join(':') : '*'];
  return `Partition "${partition}" is not valid for resource "${completed.join(':')}".`;
}

const vendorless: Check = ({ vendor }) =>
  vendor === undefined || /[*?]/.test(vendor)
    ? 'Resource vendor must be fully qualified and cannot contain regexes.'
    : undefined;

const withRegion: Check = ({ text, vendor, region, path }) => {
  if (region === '') return undefined;
  if (vendor === 'iam') return `IAM resource ${text} cannot contain region information.`;
  if (vendor === 's3' && !S3_WITH_REGION.test(path)) {
    return `Resource ${text} can not contain region information.`;
  }
  return undefined;
};

/** `root` since sts:AssumeRoot: AWS's managed policies IAMAuditRootUserCredentials and others have it. */
const outsideIam: Check = ({ vendor, path }) => {
  if (vendor !== 'iam' || path === '*' || path === 'root') return undefined;
  if ([...IAM_PATHS, ...NEWER_IAM_PATHS].some((start) => path.startsWith(start))) return undefined;
  return `IAM resource path must either be "*" or start with ${IAM_PATHS.join(', ')}.`;
};
