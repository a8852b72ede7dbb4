import type { ErrorCode } from '../../contract/errors.ts';
import { LabError } from '../../contract/errors.ts';
import type { Remedy } from '../../contract/suggestion.ts';
import { httpStatus, isNobody, toLabError } from '../client/failure.ts';
import type { Source } from '../client/sign-in-failure.ts';

interface Said {
  readonly code: ErrorCode;
  readonly says: (bucket: string) => string;
  readonly remedy: Remedy;
}

const NEEDED =
  'the identity of --state-profile needs s3:GetObject, s3:PutObject and s3:ListBucket there, and with a KMS key of its own kms:GenerateDataKey and kms:Decrypt';

/** What S3 refuses about a bucket, by its code. https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
const SAID: Readonly<Record<string, Said>> = {
  NoSuchBucket: {
    code: 'ERR_NOT_FOUND',
    says: (bucket) => `There is no bucket "${bucket}" to keep the state in.`,
    remedy: { hint: 'create it, or correct --state' },
  },
  AccessDenied: {
    code: 'ERR_ACCESS',
    says: (bucket) => `You may not use the state in the bucket "${bucket}".`,
    remedy: { hint: NEEDED },
  },
  KMSAccessDenied: {
    code: 'ERR_ACCESS',
    says: (bucket) => `You may not use the KMS key of the bucket "${bucket}".`,
    remedy: { hint: NEEDED },
  },
};

/** The answer to a HEAD request has no body, and so only a status for a code. */
const WITHOUT_BODY: Readonly<Record<string, string>> = {
  NotFound: 'NoSuchBucket',
  Forbidden: 'AccessDenied',
};

/** A failure of the state’s bucket as a person should read it: it says that it is the state’s, and not the lab’s. */
export function stateFailure(error: unknown, bucket: string, source: Source | undefined): LabError {
  if (error instanceof LabError) return error;
  const { name } = error as Error;
  const said =
    SAID[WITHOUT_BODY[name] ?? (httpStatus(error) === 403 && name === 'Unknown' ? 'AccessDenied' : name)];
  if (said && !isNobody(error)) {
    return new LabError(said.code, said.says(bucket), { ...said.remedy, cause: error });
  }
  const failure = toLabError(error, 'S3', { client: 'S3Client', source });
  if (failure.code !== 'ERR_AWS') return failure;
  const { hint, cause } = failure;
  return new LabError('ERR_AWS', `The state in the bucket "${bucket}" cannot be used. ${failure.message}.`, {
    ...(hint === undefined ? {} : { hint }),
    cause,
  });
}
