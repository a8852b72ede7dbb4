import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { kmsLab } from '../../end-to-end/kms-lab.ts';

/** How the instructor signs in: a user of the account that manages the sandbox's organization. */
export async function instructorOf(stateDir: string) {
  const { stdout } = await kmsLab(stateDir, 'sandbox', 'env', '--as', 'org-admin');
  const value = (variable: string): string =>
    new RegExp(`^export ${variable}='(.*)'$`, 'm').exec(stdout)?.[1] ?? '';
  return {
    endpoint: value('AWS_ENDPOINT_URL'),
    region: value('AWS_REGION'),
    credentials: {
      accessKeyId: value('AWS_ACCESS_KEY_ID'),
      secretAccessKey: value('AWS_SECRET_ACCESS_KEY'),
    },
  };
}

/** A bucket of the instructor's, for the state of a room. */
export async function createBucket(stateDir: string, name: string): Promise<void> {
  const s3 = new S3Client({ ...(await instructorOf(stateDir)), forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: name }));
  s3.destroy();
}
