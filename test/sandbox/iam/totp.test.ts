import { describe, expect, test } from 'vitest';
import { stepAt, totp } from '../../../src/sandbox/iam/totp.ts';

/** RFC 6238, Appendix B, SHA-1: the last six of the eight digits. */
const RFC_SEED = Buffer.from('12345678901234567890');

describe('a code at a time', () => {
  test.each([
    [59, '287082'],
    [1111111109, '081804'],
    [1111111111, '050471'],
    [1234567890, '005924'],
    [2000000000, '279037'],
    [20000000000, '353130'],
  ])('%i s: %s', (seconds, code) => {
    expect(totp(RFC_SEED, stepAt(new Date(seconds * 1000)))).toBe(code);
  });
});
