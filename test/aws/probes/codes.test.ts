import { expect, test } from 'vitest';
import { Codes } from '../../../src/aws/probes/codes.ts';
import { totp } from '../../../src/sandbox/iam/totp.ts';

/** RFC 6238, appendix B: the key “12345678901234567890”, as Base32. */
const SEED = new TextEncoder().encode('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ');
const KEY = new TextEncoder().encode('12345678901234567890');

function device(seconds: number) {
  let ms = seconds * 1000;
  const pauses: number[] = [];
  const codes = new Codes(SEED, {
    now: () => new Date(ms),
    pause: async (pause) => {
      pauses.push(pause);
      ms += pause;
    },
  });
  return { codes, pauses };
}

test('the codes are those of RFC 6238, in six digits', () => {
  const [, present] = device(59).codes.pair();
  expect(present).toBe('287082');
  expect(device(1_111_111_109).codes.pair()[1]).toBe('081804');
});

test('two consecutive codes are returned at once, and no code twice', async () => {
  const { codes, pauses } = device(100);
  expect(codes.pair()).toEqual([totp(KEY, 2), totp(KEY, 3)]);
  expect(pauses).toEqual([]);
  expect(await codes.next()).toBe(totp(KEY, 4));
  expect(pauses).toEqual([20_000]);
  expect(await codes.next()).toBe(totp(KEY, 5));
  expect(pauses).toEqual([20_000, 30_000]);
});
