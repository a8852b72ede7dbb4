import { describe, expect, test } from 'vitest';
import { accessKeyId, base32, entityId, fixedEntityId, secretAccessKey } from '../../src/sandbox/ids.ts';

describe('ids look like AWS’s and differ', () => {
  test.each([
    ['a user', () => entityId('AIDA'), /^AIDA[A-Z2-7]{17}$/],
    ['a role', () => entityId('AROA'), /^AROA[A-Z2-7]{17}$/],
    ['a long-term key', () => accessKeyId('AKIA'), /^AKIA[A-Z2-7]{16}$/],
    ['a temporary key', () => accessKeyId('ASIA'), /^ASIA[A-Z2-7]{16}$/],
    ['a secret', () => secretAccessKey(), /^[A-Za-z0-9+/]{40}$/],
  ])('%s', (_, make, pattern) => {
    const made = Array.from({ length: 50 }, make);
    for (const id of made) expect(id).toMatch(pattern);
    expect(new Set(made).size).toBe(50);
  });

  test('AWS’s own policies keep theirs', () => {
    expect(fixedEntityId('ANPA', 'AmazonS3FullAccess')).toBe(fixedEntityId('ANPA', 'AmazonS3FullAccess'));
    expect(fixedEntityId('ANPA', 'AmazonS3FullAccess')).toMatch(/^ANPA[A-Z2-7]{17}$/);
  });
});

/** RFC 4648, section 10, without the padding. */
test.each([
  ['', ''],
  ['f', 'MY'],
  ['fo', 'MZXQ'],
  ['foo', 'MZXW6'],
  ['foob', 'MZXW6YQ'],
  ['fooba', 'MZXW6YTB'],
  ['foobar', 'MZXW6YTBOI'],
])('Base32 of %j is %j', (text, encoded) => {
  expect(base32(Buffer.from(text))).toBe(encoded);
});
