import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectsCommand,
  GetBucketTaggingCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  ListObjectVersionsCommand,
  PutBucketTaggingCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
  type Tag,
} from '@aws-sdk/client-s3';
import { sh } from '../../contract/suggestion.ts';
import type { FoundPart, MadeParts, WorkshopPart } from '../../contract/workshop.ts';
import type { OpenAccount } from '../account.ts';
import type { Clients } from '../client/clients.ts';
import { awsCode, httpStatus, ifExists } from '../client/failure.ts';
import { ifThere } from '../find/found.ts';
import { TAG } from '../resources/user.ts';
import { SAMPLE_UPLOAD } from '../web-app/visitor.ts';
import type { Blueprint } from './blueprint.ts';
import { isTagged, notOurs, SETUP_AGAIN, TEARDOWN_AGAIN, unfit, unlessThere } from './finding.ts';

/** The Region that must not be given as a location constraint. */
const CLASSIC = 'us-east-1';

const CLOSED = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
} as const;

/** What the parts look at. */
interface Subject {
  readonly s3: S3Client;
  readonly name: string;
  readonly arn: string;
  look(): Promise<'ours' | 'missing' | Pick<FoundPart, 'unfit'>>;
  isOpen(): Promise<boolean>;
  tags(): Promise<readonly Tag[]>;
}

/** The bucket, private and tagged, and in it the sample file, encrypted under the key. */
export function bucketParts(
  account: OpenAccount,
  plan: Blueprint,
  made: MadeParts,
  keyArn: () => Promise<string | undefined>,
): readonly WorkshopPart[] {
  const subject = subjectOf(account.clients, plan);
  return [
    bucketPart(subject, plan, made),
    tagPart(subject),
    closedPart(subject),
    samplePart(account, subject, plan, keyArn),
  ];
}

function subjectOf({ s3 }: Pick<Clients, 's3'>, { bucket: Bucket, place }: Blueprint): Subject {
  const look: Subject['look'] = async () => {
    try {
      const ExpectedBucketOwner = place.accountId;
      const found = await ifExists(s3.send(new HeadBucketCommand({ Bucket, ExpectedBucketOwner })));
      return found ? 'ours' : 'missing';
    } catch (error) {
      if (httpStatus(error) !== 403) throw error;
      return unfit(
        `The bucket ${Bucket} belongs to another account, or may not be read.`,
        { hint: '--bucket NAME, for names are shared by all accounts' },
        error,
      );
    }
  };
  const isOpen = async (): Promise<boolean> => (await look()) === 'ours';
  const tags = async () =>
    (await unless('NoSuchTagSet', s3.send(new GetBucketTaggingCommand({ Bucket }))))?.TagSet ?? [];
  return { s3, name: Bucket, arn: `arn:${place.partition}:s3:::${Bucket}`, look, isOpen, tags };
}

/** A missing configuration is an error with a code of its own, not a "not found". */
async function unless<T>(code: string, asking: Promise<T>): Promise<T | undefined> {
  try {
    return await asking;
  } catch (error) {
    if (awsCode(error) === code) return undefined;
    throw error;
  }
}

function bucketPart(
  { s3, name: Bucket, arn, look, tags }: Subject,
  plan: Blueprint,
  made: MadeParts,
): WorkshopPart {
  const { place, sample } = plan;
  const isOwn = (key: string | undefined): boolean => key === sample.key || key === SAMPLE_UPLOAD;
  return {
    id: 'bucket',
    title: `bucket ${Bucket}`,
    calls: ['s3:CreateBucket'],
    async find(): Promise<FoundPart | undefined> {
      const there = await look();
      if (there === 'missing') return undefined;
      if (there !== 'ours') return { id: arn, tagged: false, ...there };
      // Its tag can be set only after it exists.
      const awaitsTag = made.idOf('bucket-tag') === undefined;
      return { id: arn, tagged: isTagged(await tags()), ...(awaitsTag ? { byRecord: true } : {}) };
    },
    async make() {
      const LocationConstraint = place.region as BucketLocationConstraint;
      const elsewhere = place.region !== CLASSIC;
      await unlessThere(
        s3.send(
          new CreateBucketCommand({
            Bucket,
            ...(elsewhere ? { CreateBucketConfiguration: { LocationConstraint } } : {}),
          }),
        ),
      );
      return arn;
    },
    async requireRemovable() {
      const others = (await versionsIn(s3, Bucket)).map(({ Key }) => Key).filter((key) => !isOwn(key));
      if (others.length === 0) return;
      const shown = others.length > 10 ? [...others.slice(0, 10), `${others.length - 10} more`] : others;
      throw notOurs(`The bucket ${Bucket} holds what the lab did not put there: ${shown.join(', ')}.`, {
        hint: 'remove it, if you do not need it',
        next: [{ shell: sh`aws s3 rm s3://${Bucket}/KEY` }, TEARDOWN_AGAIN],
      });
    },
    async remove() {
      const Objects = (await versionsIn(s3, Bucket)).filter(({ Key }) => isOwn(Key));
      if (Objects.length > 0)
        await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
      await s3.send(new DeleteBucketCommand({ Bucket }));
    },
  };
}

const tagPart = ({ s3, name: Bucket, arn, isOpen, tags }: Subject): WorkshopPart => ({
  id: 'bucket-tag',
  title: 'tag of the bucket',
  calls: ['s3:PutBucketTagging'],
  within: 'bucket',
  async find() {
    if (!(await isOpen())) return undefined;
    return isTagged(await tags()) ? { id: arn, tagged: true, byRecord: true } : undefined;
  },
  async make() {
    await s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: [...(await tags()), TAG] } }));
    return arn;
  },
});

const closedPart = ({ s3, name: Bucket, arn, isOpen }: Subject): WorkshopPart => ({
  id: 'bucket-closed',
  title: 'public access block of the bucket',
  calls: ['s3:PutPublicAccessBlock'],
  within: 'bucket',
  async find() {
    if (!(await isOpen())) return undefined;
    const found = await unless(
      'NoSuchPublicAccessBlockConfiguration',
      s3.send(new GetPublicAccessBlockCommand({ Bucket })),
    );
    const block = found?.PublicAccessBlockConfiguration ?? {};
    const isClosed = Object.keys(CLOSED).every((key) => block[key as keyof typeof CLOSED]);
    return isClosed ? { id: arn, tagged: true, byRecord: true } : undefined;
  },
  async make() {
    await s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: CLOSED }));
    return arn;
  },
});

interface Version {
  readonly Key: string;
  readonly VersionId?: string;
}

/** Every object and, if someone turned on versioning, every version. */
async function versionsIn(s3: S3Client, Bucket: string): Promise<Version[]> {
  const all: Version[] = [];
  let markers: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } | undefined = {};
  while (markers) {
    const page: Awaited<ReturnType<typeof list>> = await list(markers);
    for (const { Key = '', VersionId } of [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])]) {
      all.push({ Key, ...(VersionId === undefined ? {} : { VersionId }) });
    }
    markers = page.IsTruncated
      ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker }
      : undefined;
  }
  return all;

  function list(from: NonNullable<typeof markers>) {
    return s3.send(new ListObjectVersionsCommand({ Bucket, ...from }));
  }
}

/** The file that the workshop has a participant upload through the web app. */
function samplePart(
  account: OpenAccount,
  { s3, name: Bucket, isOpen }: Subject,
  { sample }: Blueprint,
  keyArn: () => Promise<string | undefined>,
): WorkshopPart {
  const { key: Key, text } = sample;
  return {
    id: 'sample',
    title: `file ${Key} under the key`,
    calls: ['s3:PutObject', 'kms:GenerateDataKey'],
    async find() {
      if (!(await isOpen())) return undefined;
      const found = await ifThere(account.sample());
      if (!found) return undefined;
      const arn = await keyArn();
      const { SSEKMSKeyId: under, Metadata } = found;
      return {
        id: `${Bucket}/${Key}`,
        tagged: Metadata?.[TAG.Key] !== undefined,
        ...(under !== undefined && under === arn
          ? {}
          : unfit(
              `The file ${Key} in ${Bucket} is encrypted ${under ? `under ${under}` : 'without a KMS key'}, and not under ${arn ?? 'a key that is there'}.`,
              {
                next: [{ shell: sh`aws s3 rm ${`s3://${Bucket}/${Key}`}`, why: 'removes it' }, SETUP_AGAIN],
              },
            )),
      };
    },
    async make() {
      const SSEKMSKeyId = await keyArn();
      await s3.send(
        new PutObjectCommand({
          Bucket,
          Key,
          Body: text,
          ContentType: 'text/plain',
          ServerSideEncryption: 'aws:kms',
          SSEKMSKeyId,
          Metadata: { [TAG.Key]: TAG.Value },
        }),
      );
      return `${Bucket}/${Key}`;
    },
    isEarly: (error) => /^KMS\.(NotFound|KMSInvalidState)Exception$/.test(awsCode(error) ?? ''),
    remove: async () =>
      void (await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key }], Quiet: true } }))),
  };
}
