import { NAMES } from '../opened.ts';
import { type Case, testCases } from './cases.ts';

const BUCKET = 'kmsworkshop-111122223333';

const STORAGE: readonly Case[] = [
  { of: 'bucket', when: 'it is there', state: 'fine', found: /^kmsworkshop-111122223333$/ },
  {
    of: 'bucket',
    when: 'it is not there',
    world: ({ home }) => Object.assign(home, { buckets: {} }),
    state: 'broken',
    found: /there is no bucket kmsworkshop-111122223333/,
    remedy: /--bucket NAME.*kms-lab setup/,
    missing: true,
  },
  { of: 'sample-file', when: 'it is there', state: 'fine', found: /^SampleFile-KMS\.txt, under the key$/ },
  {
    of: 'sample-file',
    when: 'it is not there',
    world: ({ home }) => Object.assign(home.buckets[BUCKET]!, { objects: {} }),
    state: 'broken',
    found: /there is no SampleFile-KMS\.txt in/,
    remedy: /--sample-object KEY/,
    missing: true,
  },
  {
    of: 'sample-file',
    when: 'it lies under another key',
    world: ({ home, key }) => {
      const sample = home.buckets[BUCKET]!.objects[NAMES.sampleObject]!;
      if (sample.encryption.kind === 'aws:kms') sample.encryption.keyArn = key.arn.replace(key.id, 'other');
    },
    state: 'broken',
    found: /is encrypted under another key, \S+other$/,
    remedy: /aws s3 cp .* --sse-kms-key-id alias\/ImportedCMK$/,
  },
  {
    of: 'sample-file',
    when: 'it lies under no key',
    world: ({ home }) =>
      Object.assign(home.buckets[BUCKET]!.objects[NAMES.sampleObject]!, { encryption: { kind: 'AES256' } }),
    state: 'broken',
    found: /is encrypted with AES256, not under a key of KMS/,
    remedy: /--sse aws:kms/,
  },
];

testCases(STORAGE);
