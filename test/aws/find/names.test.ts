import { describe, expect, test } from 'vitest';
import type { Names } from '../../../src/aws/client/target.ts';
import { isInstanceId, requireNames } from '../../../src/aws/find/names.ts';
import { NAMES } from '../opened.ts';

const RIGHT: readonly Partial<Names>[] = [
  {},
  { roleName: '/workshop/ada/Role' },
  { roleName: 'arn:aws-cn:iam::111122223333:role/x/Role' },
  { alias: 'alias/team/key_1' },
  { userName: 'a+b=c,d.e@f-g_h' },
  { instanceName: 'i-0123456789abcdef0' },
  { instanceName: 'Ada’s instance (1)' },
  { sampleObject: 'folder/Übung.txt' },
  { bucket: 'kms.workshop-1' },
];

const WRONG: readonly (readonly [keyof Names, string, string])[] = [
  ['roleName', '', '--role'],
  ['roleName', 'a/b', '--role'],
  ['roleName', 'x'.repeat(65), '--role'],
  ['alias', 'ImportedCMK', '--alias alias/ImportedCMK'],
  ['alias', 'alias/', '--alias'],
  ['alias', 'arn:aws:kms:us-east-1:111122223333:alias/x', '--alias'],
  ['userName', 'user A', '--user'],
  ['userName', 'x'.repeat(65), '--user'],
  ['instanceName', 'KMS*', '--instance'],
  ['instanceName', 'x'.repeat(257), '--instance'],
  ['instanceName', 'two\nlines', '--instance'],
  ['sampleObject', 's3://bucket/key', '--sample-object'],
  ['sampleObject', 'x'.repeat(1025), '--sample-object'],
  ['bucket', 'Bucket', '--bucket'],
  ['bucket', 'ab', '--bucket'],
  ['bucket', 'a..b', '--bucket'],
  ['bucket', '192.168.0.1', '--bucket'],
  ['bucket', 'bucket-', '--bucket'],
];

describe('a name is checked before anything is sent', () => {
  test.each(RIGHT)('%j is valid', (names) => {
    expect(() => requireNames({ ...NAMES, ...names })).not.toThrow();
  });

  test.each(WRONG)('%s "%s" is not valid', (key, name, says) => {
    let thrown: unknown;
    try {
      requireNames({ ...NAMES, [key]: name });
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({
      code: 'ERR_USAGE',
      message: expect.stringContaining(`"${name}" is not `),
      hint: expect.stringContaining(says),
    });
  });

  test('an alias of AWS’s own is refused for safety', () => {
    expect(() => requireNames({ ...NAMES, alias: 'alias/aws/s3' })).toThrow(
      expect.objectContaining({ code: 'ERR_NOT_OURS' }),
    );
  });
});

test.each([
  ['i-0123456789abcdef0', true],
  ['i-01234567', true],
  ['i-0123456789ABCDEF0', false],
  ['i-web', false],
  ['KMSWorkshop-Instance', false],
])('%s is an id: %s', (name, is) => {
  expect(isInstanceId(name)).toBe(is);
});
