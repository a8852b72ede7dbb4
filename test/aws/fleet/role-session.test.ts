import { expect, test } from 'vitest';
import { selfRenewing } from '../../../src/aws/fleet/role-session.ts';

const HOUR = 3_600_000;

function counted(now: () => number, lifetime = HOUR) {
  let asked = 0;
  return {
    asked: () => asked,
    source: async () => {
      asked += 1;
      const expiration =
        lifetime === Number.POSITIVE_INFINITY ? {} : { expiration: new Date(now() + lifetime) };
      return { accessKeyId: `ASIA${asked}`, secretAccessKey: 'secret', ...expiration };
    },
  };
}

test('credentials are kept until five minutes before they end', async () => {
  let now = 0;
  const { source, asked } = counted(() => now);
  const provide = selfRenewing(source, () => now);
  expect((await provide()).accessKeyId).toBe('ASIA1');
  now += HOUR - 5 * 60_000 - 1;
  expect((await provide()).accessKeyId).toBe('ASIA1');
  now += 1;
  expect((await provide()).accessKeyId).toBe('ASIA2');
  expect(asked()).toBe(2);
});

test('credentials without an end are kept', async () => {
  let now = 0;
  const { source, asked } = counted(() => now, Number.POSITIVE_INFINITY);
  const provide = selfRenewing(source, () => now);
  await provide();
  now += 1000 * HOUR;
  await provide();
  expect(asked()).toBe(1);
});

test('those who ask at the same time get one answer', async () => {
  const { source, asked } = counted(() => 0);
  const provide = selfRenewing(source, () => 0);
  await Promise.all([provide(), provide(), provide()]);
  expect(asked()).toBe(1);
});

test('a failure is not kept', async () => {
  let fails = true;
  const { source } = counted(() => 0);
  const provide = selfRenewing(
    async () => {
      if (fails) throw new Error('throttled');
      return source();
    },
    () => 0,
  );
  await expect(provide()).rejects.toThrow('throttled');
  fails = false;
  expect((await provide()).accessKeyId).toBe('ASIA1');
});
