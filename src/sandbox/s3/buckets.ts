import { createHash } from 'node:crypto';
import { ServiceError } from '../operation.ts';
import type { World, WorldAccount } from '../world.ts';
import type { Bucket } from '../world-buckets.ts';

/** A bucket and the account that owns it. */
export interface Owned {
  readonly bucket: Bucket;
  readonly owner: WorldAccount;
}

export const bucketArn = (bucket: string): string => `arn:aws:s3:::${bucket}`;
export const objectArn = (bucket: string, key: string): string => `arn:aws:s3:::${bucket}/${key}`;

/** Bucket names are global: a name exists once in all accounts. */
export function findBucket({ accounts }: World, name: string): Owned | undefined {
  for (const owner of Object.values(accounts)) {
    const bucket = Object.hasOwn(owner.buckets, name) ? owner.buckets[name] : undefined;
    if (bucket) return { bucket, owner };
  }
  return undefined;
}

export function requireBucket(world: World, name: string): Owned {
  const found = findBucket(world, name);
  if (found) return found;
  throw new ServiceError('NoSuchBucket', 'The specified bucket does not exist', 404, { BucketName: name });
}

export const bucketRegion = (bucket: Bucket, world: World): string => bucket.region ?? world.region;

/** S3's id of an account: 64 hexadecimal digits, derived here from the account's number. */
export const canonicalUser = ({ id }: Pick<WorldAccount, 'id'>) => ({
  ID: createHash('sha256').update(`canonical user of ${id}`).digest('hex'),
});

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
export const isBucketName = (name: string): boolean =>
  /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) &&
  !/\.\.|\.-|-\./.test(name) &&
  !/^\d{1,3}(\.\d{1,3}){3}$/.test(name) &&
  !/^(xn--|sthree-|amzn-s3-demo-)|(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/.test(name);
