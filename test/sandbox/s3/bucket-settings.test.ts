import {
  DeleteBucketTaggingCommand,
  DeletePublicAccessBlockCommand,
  GetBucketTaggingCommand,
  GetPublicAccessBlockCommand,
  PutBucketTaggingCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { BUCKET as Bucket, openHome, refusal } from '../home.ts';

const open = () => {
  const home = openHome();
  return { ...home, s3: home.client(S3Client) };
};

const tag = (Key: string, Value = 'x') => ({ Key, Value });

test('a bucket gets tags, all at once, and loses them', async () => {
  const { s3, asked } = open();
  const read = () => s3.send(new GetBucketTaggingCommand({ Bucket }));
  expect(await refusal(read())).toMatchObject({ code: 'NoSuchTagSet', status: 404 });
  for (const Key of ['a', 'b']) {
    await s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: [{ Key, Value: 'x' }] } }));
  }
  expect((await read()).TagSet).toEqual([{ Key: 'b', Value: 'x' }]);
  await s3.send(new DeleteBucketTaggingCommand({ Bucket }));
  expect(await refusal(read())).toMatchObject({ code: 'NoSuchTagSet' });
  expect([...new Set(asked.map(({ action }) => action))]).toEqual([
    's3:GetBucketTagging',
    's3:PutBucketTagging',
  ]);
});

test.each<[string, readonly { Key: string; Value: string }[], string, string]>([
  ['one twice', [tag('a'), tag('a')], 'InvalidTag', 'Cannot provide multiple Tags with the same key'],
  ['AWS’s own', [tag('aws:a')], 'InvalidTag', 'System tags cannot be added/updated by requester'],
  ['a long key', [tag('k'.repeat(129))], 'InvalidTag', 'The TagKey you have provided is invalid'],
  ['no key', [tag('')], 'InvalidTag', 'The TagKey you have provided is invalid'],
  ['a long value', [tag('a', 'v'.repeat(257))], 'InvalidTag', 'The TagValue you have provided is invalid'],
  [
    'too many',
    Array.from({ length: 51 }, (_, index) => tag(`t${index}`)),
    'BadRequest',
    'Bucket tag count cannot be greater than 50',
  ],
])('a bucket does not get tags: %s', async (_what, TagSet, code, message) => {
  const { s3 } = open();
  const tagging = s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: [...TagSet] } }));
  expect(await refusal(tagging)).toMatchObject({ code, status: 400, message });
  expect(await refusal(s3.send(new GetBucketTaggingCommand({ Bucket })))).toMatchObject({
    code: 'NoSuchTagSet',
  });
});

test('a bucket keeps its public access block', async () => {
  const { s3, asked } = open();
  const read = () => s3.send(new GetPublicAccessBlockCommand({ Bucket }));
  const code = 'NoSuchPublicAccessBlockConfiguration';
  expect(await refusal(read())).toMatchObject({ code, status: 404 });
  const PublicAccessBlockConfiguration = { BlockPublicAcls: true, RestrictPublicBuckets: true };
  await s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }));
  expect((await read()).PublicAccessBlockConfiguration).toEqual({
    ...PublicAccessBlockConfiguration,
    IgnorePublicAcls: false,
    BlockPublicPolicy: false,
  });
  await s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
  expect(await refusal(read())).toMatchObject({ code });
  expect([...new Set(asked.map(({ action }) => action))]).toEqual([
    's3:GetBucketPublicAccessBlock',
    's3:PutBucketPublicAccessBlock',
  ]);
});

test('an object still has none', async () => {
  const { s3 } = open();
  const tagged = new PutObjectCommand({ Bucket, Key: 'k', Body: 'x', Tagging: 'a=b' });
  expect(await refusal(s3.send(tagged))).toMatchObject({ code: 'NotImplemented', status: 501 });
});
