import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { crc32c, crc64nvme } from '../../../src/sandbox/protocol/crc.ts';
import { requireDigests } from '../../../src/sandbox/protocol/digest.ts';

const hex = (...words: readonly number[]) => words.map((word) => word.toString(16).padStart(8, '0')).join('');

describe('the check values of the catalog of parametrized CRC algorithms', () => {
  // https://reveng.sourceforge.io/crc-catalogue/all.htm
  const check = Buffer.from('123456789');

  test('CRC-32C', () => expect(hex(crc32c(check))).toBe('e3069283'));

  test('CRC-64/NVME', () => expect(hex(...crc64nvme(check))).toBe('ae8b14860a799888'));

  test('of nothing', () => {
    expect(crc32c(new Uint8Array())).toBe(0);
    expect(crc64nvme(new Uint8Array())).toEqual([0, 0]);
  });
});

const sent =
  (headers: Record<string, string>, body = 'hello') =>
  () =>
    requireDigests({
      method: 'PUT',
      target: '/b/k',
      headers,
      body: Buffer.from(body),
      sourceIp: '127.0.0.1',
    });

describe('the checksums of "hello"', () => {
  const right: Readonly<Record<string, string>> = {
    'content-md5': 'XUFAKrxLKna5cZ2REBfFkg==',
    'x-amz-checksum-md5': 'XUFAKrxLKna5cZ2REBfFkg==',
    'x-amz-checksum-crc32': 'NhCmhg==',
    'x-amz-checksum-crc32c': 'mnG7TA==',
    'x-amz-checksum-crc64nvme': 'M3eFcAZSQlc=',
    'x-amz-checksum-sha1': 'qvTGHdzF6KLavt4PO0gs2a6pQ00=',
    'x-amz-checksum-sha256': 'LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=',
    'x-amz-checksum-sha512':
      'm3HSJL1i83hdltRq0+o9czGb+8KJDKra4t/3JRlnPKcjI8PZm6XBHXx6zG4UuMXaDEZjR1wuXDre9G9zvN7AQw==',
  };

  test.each(Object.entries(right))('%s', (name, value) => {
    expect(sent({ [name]: value })).not.toThrow();
    expect(sent({ [name]: value }, 'hellp')).toThrow(expect.objectContaining({ code: 'BadDigest' }));
  });

  test('in MD5 that are others show both', () => {
    expect(sent({ 'content-md5': 'XUFAKrxLKna5cZ2REBfFkg==' }, 'hellp')).toThrow(
      expect.objectContaining({
        members: {
          ExpectedDigest: '5d41402abc4b2a76b9719d911017c592',
          CalculatedDigest: createHash('md5').update('hellp').digest('base64'),
        },
      }),
    );
    expect(sent({ 'content-md5': 'AA==' })).toThrow(
      expect.objectContaining({ members: { 'Content-MD5': 'AA==' } }),
    );
  });

  test.each([
    ['content-md5', 'InvalidDigest'],
    ['x-amz-checksum-crc32', 'InvalidRequest'],
    ['x-amz-checksum-sha256', 'InvalidRequest'],
  ])('%s of another length is not a checksum', (name, code) => {
    expect(sent({ [name]: 'AA==' })).toThrow(expect.objectContaining({ code }));
  });

  test('in an unrelated header are ignored', () => {
    expect(sent({ 'x-amz-checksum-type': 'FULL_OBJECT', 'x-amz-checksum-mode': 'ENABLED' })).not.toThrow();
  });

  test.each(['xxhash64', 'constructor'])('%s, which cannot be computed, is refused', (name) => {
    expect(sent({ [`x-amz-checksum-${name}`]: 'AA==' })).toThrow(
      expect.objectContaining({ code: 'NotImplemented' }),
    );
  });
});
