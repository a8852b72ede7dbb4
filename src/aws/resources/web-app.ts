import { DeleteObjectCommand, HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { arnsOfTheLab, type Facts } from '../../contract/facts.ts';
import type { Resource } from '../../contract/resource.ts';
import { ifExists } from '../failure.ts';
import type { Instance } from '../instance.ts';
import { SAMPLE_UPLOAD } from '../web-app.ts';

/** The page's web app: a process on the instance. Stopping it takes what it left behind along. */
export const webAppProcess = (instance: Instance, s3: S3Client, facts: Facts): Resource<'web-app'> => ({
  id: 'web-app',
  title: `web app on ${facts.instance.id}`,
  arn: arnsOfTheLab(facts)['web-app'],
  read: () => instance.running(),
  async write(document) {
    if (await instance.running()) await instance.stop();
    if (document) await instance.start(document);
    else await removeUpload(s3, facts.bucket);
  },
  same: (a, b) => a?.keyId === b?.keyId && a?.port === b?.port,
  calls: () => ['ssm:SendCommand'],
});

async function removeUpload(s3: S3Client, Bucket: string): Promise<void> {
  const upload = { Bucket, Key: SAMPLE_UPLOAD };
  if (await ifExists(s3.send(new HeadObjectCommand(upload)))) await s3.send(new DeleteObjectCommand(upload));
}
