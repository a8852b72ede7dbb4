import { ServiceError } from '../operation.ts';

/** What S3 can do and the sandbox cannot: refused, so that no client assumes that it was done. */
const ABSENT: readonly RegExp[] = [
  /^(CopySource)?SSECustomer/,
  /^Grant/,
  /^ObjectLock/,
  /^(Tagging|Expires|ResponseExpires|WebsiteRedirectLocation|WriteOffsetBytes|MFA|BucketNamespace)$/,
];

/** Values that are accepted because they change nothing. */
const ONLY: Readonly<Record<string, readonly unknown[]>> = {
  ACL: ['private', 'bucket-owner-full-control'],
  StorageClass: ['STANDARD'],
  ObjectOwnership: ['BucketOwnerEnforced'],
  TaggingDirective: ['COPY'],
  // A bucket key would make the bucket's ARN the encryption context.
  BucketKeyEnabled: [false],
  ObjectLockEnabledForBucket: [false],
};

/** Throws `NotImplemented`; `InvalidArgument` for a version, which no bucket here has. */
export function refuseUnsupported(input: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(input)) {
    if (name === 'VersionId' && value !== 'null') {
      throw new ServiceError('InvalidArgument', 'Invalid version id specified', 400, {
        ArgumentName: 'versionId',
      });
    }
    const refused = Object.hasOwn(ONLY, name)
      ? !ONLY[name]?.includes(value)
      : ABSENT.some((pattern) => pattern.test(name)) && !isOfBucket(name, value);
    if (refused) throw notImplemented(name);
  }
}

/** Objects here have no tags, which a request names in a header; a bucket's tags are in the body. */
const isOfBucket = (name: string, value: unknown): boolean => name === 'Tagging' && typeof value === 'object';

export const notImplemented = (what: string): ServiceError =>
  new ServiceError(
    'NotImplemented',
    `A header you provided implies functionality that is not implemented in the sandbox: ${what}`,
    501,
  );
