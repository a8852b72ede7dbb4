import { HeadObjectCommand, type HeadObjectCommandOutput } from '@aws-sdk/client-s3';
import { LabError } from '../../contract/errors.ts';
import type { Clients } from '../client/clients.ts';
import { ifExists } from '../client/failure.ts';

/** The sample file, as S3 describes it without opening it. Throws `ERR_NOT_FOUND`. */
export async function findSample(
  { s3 }: Pick<Clients, 's3'>,
  Bucket: string,
  Key: string,
): Promise<HeadObjectCommandOutput> {
  const sample = await ifExists(s3.send(new HeadObjectCommand({ Bucket, Key })));
  if (sample) return sample;
  throw new LabError('ERR_NOT_FOUND', `There is no file "${Key}" in the bucket "${Bucket}".`, {
    hint: '--bucket NAME or --sample-object KEY, if they have other names',
    next: [{ run: ['setup'], why: 'stores the missing sample file' }],
  });
}
