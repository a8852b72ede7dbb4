import { HeadBucketCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { ifExists } from '../client/failure.ts';
import { required } from '../find/found.ts';
import { broken, type Examination, fine, seenMissing } from './examination.ts';

const bucket: Examination = {
  id: 'bucket',
  topic: 'storage',
  title: 'bucket',
  needs: ['account', 'identity'],
  async look(context) {
    const Bucket = await context.bucket();
    const [found, here] = await Promise.all([
      ifExists(context.clients.s3.send(new HeadBucketCommand({ Bucket }))),
      context.region(),
    ]);
    if (!found) return seenMissing(`there is no bucket ${Bucket}`, '--bucket NAME, if it has another name');
    const { BucketRegion: there = here } = found;
    if (there === here) return fine(Bucket);
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
    return broken(
      `${Bucket} is in ${there}: it cannot use a key of ${here}`,
      `--region ${there}, if the key is there as well`,
    );
  },
};

const sample: Examination = {
  id: 'sample-file',
  topic: 'storage',
  title: 'sample file',
  needs: ['bucket', 'key'],
  async look(context) {
    const { sampleObject: Key } = context.names;
    const [Bucket, key] = await Promise.all([
      context.bucket(),
      required(context.key()).then(({ fact }) => fact),
    ]);
    const found = await ifExists(context.clients.s3.send(new HeadObjectCommand({ Bucket, Key })));
    if (!found) {
      return seenMissing(`there is no ${Key} in ${Bucket}`, '--sample-object KEY, if it has another name');
    }
    // S3 returns the ARN; other services return what the upload named.
    if ([key.arn, key.id].includes(found.SSEKMSKeyId ?? '')) return fine(`${Key}, under the key`);
    return broken(
      found.SSEKMSKeyId
        ? `${Key} is encrypted under another key, ${found.SSEKMSKeyId}`
        : `${Key} is encrypted with ${found.ServerSideEncryption ?? 'nothing'}, not under a key of KMS`,
      `store it under the key: aws s3 cp s3://${Bucket}/${Key} s3://${Bucket}/${Key} --sse aws:kms --sse-kms-key-id ${key.alias}`,
    );
  },
};

export const STORAGE: readonly Examination[] = [bucket, sample];
