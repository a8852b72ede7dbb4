import {
  BucketLocationConstraint,
  CreateBucket$,
  type CreateBucketCommand,
  DeleteBucket$,
  type DeleteBucketCommand,
  GetBucketLocation$,
  type GetBucketLocationCommand,
  GetBucketVersioning$,
  type GetBucketVersioningCommand,
  HeadBucket$,
  type HeadBucketCommand,
  ListBuckets$,
  type ListBucketsCommand,
} from '@aws-sdk/client-s3';
import { dictionary } from '../../dictionary.ts';
import { type ApiCall, operation, ServiceError } from '../../operation.ts';
import type { WorldAccount } from '../../world.ts';
import { bucketArn, bucketRegion, canonicalUser, findBucket, isBucketName } from '../buckets.ts';
import { demand, onBucket, s3Action } from '../call.ts';
import { wholeSecond } from '../objects.ts';
import { refuseUnsupported } from '../unsupported.ts';

/** The default Region of buckets, which must not be given as a location constraint. */
const CLASSIC = 'us-east-1';

export const ListBuckets = operation<ListBucketsCommand>()({
  schema: ListBuckets$,
  readOnly: true,
  demands: () => [{ action: 's3:ListAllMyBuckets', resource: '*' }],
  handle: (call) => {
    const { input, world } = call;
    const { MaxBuckets = Number.POSITIVE_INFINITY, Prefix = '', BucketRegion } = input;
    const after = Buffer.from(input.ContinuationToken ?? '', 'base64').toString('utf8');
    const account = ownAccount(call);
    const all = Object.values(account.buckets)
      .filter((bucket) => bucket.name.startsWith(Prefix) && bucket.name > after)
      .filter((bucket) => BucketRegion === undefined || bucketRegion(bucket, world) === BucketRegion)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const page = all.slice(0, MaxBuckets);
    const last = page.at(-1);
    return {
      Owner: canonicalUser(account),
      ...(Prefix ? { Prefix } : {}),
      ...(last && page.length < all.length
        ? { ContinuationToken: Buffer.from(last.name).toString('base64') }
        : {}),
      Buckets: page.map((bucket) => ({
        Name: bucket.name,
        CreationDate: new Date(bucket.created),
        BucketRegion: bucketRegion(bucket, world),
      })),
    };
  },
});

export const CreateBucket = operation<CreateBucketCommand>()({
  schema: CreateBucket$,
  demands: ({ input }) => {
    refuseUnsupported(input as object as Record<string, unknown>);
    if (!isBucketName(input.Bucket)) {
      throw new ServiceError('InvalidBucketName', 'The specified bucket is not valid.', 400, {
        BucketName: input.Bucket,
      });
    }
    const constraint = input.CreateBucketConfiguration?.LocationConstraint;
    const context = constraint === undefined ? undefined : { 's3:LocationConstraint': constraint };
    return [demand('s3:CreateBucket', bucketArn(input.Bucket), context)];
  },
  handle: (call) => {
    const { input, world, now } = call;
    const { Bucket: name } = input;
    const region = regionAsked(input.CreateBucketConfiguration?.LocationConstraint, call.region);
    const account = ownAccount(call);
    const present = findBucket(world, name);
    if (present) {
      refuseTaken(name, present.owner === account, call.region);
    } else {
      refuseManyBuckets(account);
      account.buckets[name] = { name, created: wholeSecond(now), region, objects: dictionary() };
    }
    return { Location: `/${name}` };
  },
});

/** Without the classic one. */
const REGIONS: ReadonlySet<string> = new Set(Object.values(BucketLocationConstraint));

/** An endpoint creates buckets of its own Region; only us-east-1's creates them in any Region. */
function regionAsked(constraint: string | undefined, endpoint: string): string {
  if (endpoint !== CLASSIC && constraint !== endpoint) {
    throw new ServiceError(
      'IllegalLocationConstraintException',
      `The ${constraint ?? 'unspecified'} location constraint is incompatible for the region specific endpoint this request was sent to.`,
    );
  }
  if (constraint === undefined) return CLASSIC;
  if (REGIONS.has(constraint)) return constraint;
  throw new ServiceError('InvalidLocationConstraint', 'The specified location-constraint is not valid', 400, {
    LocationConstraint: constraint,
  });
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/BucketRestrictions.html */
const MOST_BUCKETS = 10_000;

function refuseManyBuckets({ buckets }: WorldAccount): void {
  if (Object.keys(buckets).length < MOST_BUCKETS) return;
  throw new ServiceError('TooManyBuckets', 'You have attempted to create more buckets than allowed');
}

/**
 * In us-east-1, creating one's own bucket again succeeds.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html#API_CreateBucket_Errors
 */
function refuseTaken(BucketName: string, ours: boolean, endpoint: string): void {
  if (ours && endpoint === CLASSIC) return;
  if (ours) {
    throw new ServiceError(
      'BucketAlreadyOwnedByYou',
      'Your previous request to create the named bucket succeeded and you already own it.',
      409,
      { BucketName },
    );
  }
  throw new ServiceError(
    'BucketAlreadyExists',
    'The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.',
    409,
    { BucketName },
  );
}

function ownAccount({ identity: { caller }, world }: ApiCall<unknown>): WorldAccount {
  const account = 'accountId' in caller ? world.accounts[caller.accountId] : undefined;
  if (account) return account;
  throw new ServiceError('AccessDenied', 'Access Denied', 403);
}

export const DeleteBucket = s3Action<DeleteBucketCommand>()({
  schema: DeleteBucket$,
  needs: (call) => [onBucket('s3:DeleteBucket', call)],
  handle: ({ bucket, owner }) => {
    if (Object.keys(bucket.objects).length > 0) {
      throw new ServiceError('BucketNotEmpty', 'The bucket you tried to delete is not empty', 409, {
        BucketName: bucket.name,
      });
    }
    delete owner.buckets[bucket.name];
    return {};
  },
});

export const HeadBucket = s3Action<HeadBucketCommand>()({
  schema: HeadBucket$,
  readOnly: true,
  needs: (call) => [onBucket('s3:ListBucket', call)],
  handle: ({ bucket, world }) => ({
    BucketRegion: bucketRegion(bucket, world),
    BucketArn: bucketArn(bucket.name),
  }),
});

export const GetBucketLocation = s3Action<GetBucketLocationCommand>()({
  schema: GetBucketLocation$,
  readOnly: true,
  needs: (call) => [onBucket('s3:GetBucketLocation', call)],
  handle: ({ bucket, world }) => {
    const region = bucketRegion(bucket, world);
    return region === CLASSIC ? {} : { LocationConstraint: region as BucketLocationConstraint };
  },
});

/** The answer for a bucket that was never versioned is empty. */
export const GetBucketVersioning = s3Action<GetBucketVersioningCommand>()({
  schema: GetBucketVersioning$,
  readOnly: true,
  needs: (call) => [onBucket('s3:GetBucketVersioning', call)],
  handle: () => ({}),
});
