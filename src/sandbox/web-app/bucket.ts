import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsCommand,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import type { SigningCredentials } from '../credentials.ts';

/** Where the app finds S3. */
interface Place {
  readonly endpoint: string;
  readonly region: string;
}

/** Returns the bucket for a visit. Making a client takes longer than its requests, so the last one is kept. */
export function keepBucket(place: Place): (name: string, credentials: SigningCredentials) => AppBucket {
  let kept: { readonly as: string; readonly bucket: AppBucket } | undefined;
  return (name, credentials) => {
    const as = `${name} ${credentials.accessKeyId}`;
    if (kept?.as !== as) kept = { as, bucket: new AppBucket(name, place, credentials) };
    return kept.bucket;
  };
}

/** The app's bucket, accessed through S3 with the credentials of the instance's role. */
export class AppBucket {
  readonly name: string;
  readonly #s3: S3Client;

  constructor(name: string, { endpoint, region }: Place, credentials: SigningCredentials) {
    this.name = name;
    this.#s3 = new S3Client({
      ...{ endpoint, region, credentials, forcePathStyle: true, maxAttempts: 1, cacheMiddleware: true },
      // A connection that the server closes meanwhile would fail a visit.
      requestHandler: { httpAgent: { keepAlive: false } },
    });
  }

  async keys(): Promise<readonly string[]> {
    const keys: string[] = [];
    for (;;) {
      const command = new ListObjectsCommand({ Bucket: this.name, Marker: keys.at(-1) });
      const { Contents = [], IsTruncated } = await told('ListObjects', this.#s3.send(command));
      keys.push(...Contents.flatMap(({ Key }) => Key ?? []));
      if (!IsTruncated) return keys;
    }
  }

  /** Sends HeadObject first, like boto3's `download_file`. `undefined` if there is no such object. */
  async download(key: string): Promise<Uint8Array | undefined> {
    const object = { Bucket: this.name, Key: key };
    try {
      await told('HeadObject', this.#s3.send(new HeadObjectCommand(object)));
    } catch (error) {
      if (error instanceof ClientError && error.status === 404) return undefined;
      throw error;
    }
    const { Body } = await told('GetObject', this.#s3.send(new GetObjectCommand(object)));
    return Body?.transformToByteArray();
  }

  async upload(key: string, body: Uint8Array, keyId: string): Promise<void> {
    const command = new PutObjectCommand({
      Bucket: this.name,
      Key: key,
      Body: body,
      ServerSideEncryption: 'aws:kms',
      SSEKMSKeyId: keyId,
    });
    await told('PutObject', this.#s3.send(command));
  }
}

/** AWS's refusal in botocore's words. */
export class ClientError extends Error {
  readonly status: number | undefined;

  constructor(operation: string, error: S3ServiceException) {
    const { httpStatusCode: status } = error.$metadata;
    // The answer to a HEAD request has no body with a code.
    const [code, message] =
      operation === 'HeadObject' ? [status, REASONS[status ?? 0] ?? ''] : [error.name, error.message];
    super(`An error occurred (${code}) when calling the ${operation} operation: ${message}`, {
      cause: error,
    });
    this.name = 'ClientError';
    this.status = status;
  }
}

const REASONS: Readonly<Record<number, string>> = { 400: 'Bad Request', 403: 'Forbidden', 404: 'Not Found' };

async function told<T>(operation: string, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw error instanceof S3ServiceException ? new ClientError(operation, error) : error;
  }
}
