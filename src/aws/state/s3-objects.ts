import {
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import type { MetadataBearer } from '@smithy/types';
import { LabError } from '../../contract/errors.ts';
import type { Objects, Written } from '../../contract/objects.ts';
import { httpStatus, wasSentAgain } from '../client/failure.ts';
import type { StateBucket } from './state-bucket.ts';

/** Bytes of an object: far more than kms-lab writes. */
const LARGEST = 64 * 2 ** 20;

/**
 * A lost race: the condition is not met; another write is in progress, which may become the current one; or the object
 * that was to be replaced is gone. https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
const LOST_RACE = /^(PreconditionFailed|ConditionalRequestConflict|NoSuchKey)$/;

/** The objects of a state, or below folders of it. */
export function s3Objects(opened: StateBucket, below: readonly string[] = []): Objects {
  const { bucket: Bucket } = opened;
  const prefix = [opened.prefix, ...below].filter(Boolean).join('/');
  const where = `s3://${[Bucket, prefix].filter(Boolean).join('/')}`;
  const keyOf = (name: string): string => [prefix, name].filter(Boolean).join('/');

  async function get(name: string) {
    const asked = new GetObjectCommand({ Bucket, Key: keyOf(name) });
    const answer = await opened.send((client) => client.send(asked)).catch(ifMissing);
    if (!answer) return undefined;
    const { Body, ContentLength = LARGEST + 1, ETag, LastModified } = answer;
    if (ContentLength > LARGEST)
      throw damaged(`${where}/${name}`, 'it is larger than anything that kms-lab writes');
    if (ETag === undefined || !Body)
      throw damaged(`${where}/${name}`, 'the answer has no tag, or no content');
    const age = ageOf(answer, LastModified);
    return { body: await Body.transformToString(), tag: ETag, age };
  }

  async function put(name: string, body: string, when: Condition): Promise<Written> {
    const asked = new PutObjectCommand({
      Bucket,
      Key: keyOf(name),
      Body: body,
      ContentType: 'application/json',
      ...when,
    });
    try {
      return (await opened.send((client) => client.send(asked))).ETag;
    } catch (error) {
      const there = mayBeDone(error) ? await get(name) : undefined;
      if (there?.body === body) return there.tag;
      if (LOST_RACE.test(nameOfCause(error))) return undefined;
      throw error;
    }
  }

  return {
    where,
    requests: opened.requests,
    get,
    create: (name, body) => put(name, body, { IfNoneMatch: '*' }),
    replace: (name, body, tag) => put(name, body, { IfMatch: tag }),
    async list(under) {
      const names: string[] = [];
      const Prefix = keyOf(under);
      for (let ContinuationToken: string | undefined; ; ) {
        const asked = new ListObjectsV2Command({
          Bucket,
          Prefix,
          ...(ContinuationToken ? { ContinuationToken } : {}),
        });
        const { Contents = [], NextContinuationToken } = await opened.send((client) => client.send(asked));
        names.push(...Contents.flatMap(({ Key }) => (Key ? [Key.slice(keyOf('').length)] : [])));
        ContinuationToken = NextContinuationToken;
        if (ContinuationToken === undefined) return names.map((name) => name.replace(/^\//, ''));
      }
    },
  };
}

type Condition = Pick<PutObjectCommandInput, 'IfNoneMatch'> | Pick<PutObjectCommandInput, 'IfMatch'>;

/**
 * An answer can be lost after the write was carried out; the SDK then sends it again, and its own write refuses it. No
 * two bodies are equal, so reading back tells. A refusal of the first attempt is final.
 */
const mayBeDone = (error: unknown): boolean => {
  const status = httpStatus(error);
  return status === undefined || status >= 500 || status === 409 || wasSentAgain(error);
};

const nameOfCause = (error: unknown): string => ((error as LabError).cause as Error | undefined)?.name ?? '';

/** Without `s3:ListBucket`, S3 says 403 for an object that is missing, which is not the same. */
function ifMissing(error: unknown): undefined {
  if (nameOfCause(error) !== 'NoSuchKey') throw error;
}

/** By the store’s clock: `Date` and `Last-Modified` are of the same one, so this machine’s does not matter. */
function ageOf(answer: MetadataBearer & { readonly answeredAt?: Date }, modified: Date | undefined): number {
  return modified && answer.answeredAt ? Math.max(0, answer.answeredAt.getTime() - modified.getTime()) : 0;
}

const damaged = (what: string, detail: string): LabError =>
  new LabError('ERR_STATE_DAMAGED', `${what} cannot be read: ${detail}`, {
    hint: 'restore its last good version in the bucket, or use another --state',
  });
