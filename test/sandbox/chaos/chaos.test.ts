import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseChaos } from '../../../src/sandbox/chaos/chaos.ts';
import { fateOf } from '../../../src/sandbox/chaos/fate.ts';
import { SettingError } from '../../../src/sandbox/setting-error.ts';

describe('valid settings', () => {
  test.each([
    ['eventual=2s', { eventual: 2000 }],
    ['eventual=1.5m', { eventual: 90_000 }],
    ['latency=50ms', { latency: 50 }],
    ['throttle=5%', { throttle: 0.05 }],
    ['error=0.5%', { error: 0.005 }],
    ['reset=2%', { reset: 0.02 }],
    ['conflict=2%', { conflict: 0.02 }],
    ['seed=42', { seed: 42 }],
    ['throttle=60%,error=40%', { throttle: 0.6, error: 0.4 }],
    [
      'eventual=2s, throttle=5%, latency=50ms, error=1%, seed=42',
      { eventual: 2000, throttle: 0.05, latency: 50, error: 0.01, seed: 42 },
    ],
  ])('%s', (text, chaos) => {
    expect(parseChaos(text)).toEqual({
      eventual: 0,
      latency: 0,
      throttle: 0,
      error: 0,
      reset: 0,
      conflict: 0,
      seed: 1,
      ...chaos,
    });
  });

  test.each([
    '',
    'throtle=5%',
    'throttle',
    'throttle=5',
    'throttle=101%',
    'throttle=-5%',
    'latency=50',
    'latency=soon',
    'seed=x',
    'toString=1s',
    'throttle=60%,error=41%',
    'error=60%,reset=41%',
  ])('not: %s', (text) => {
    expect(() => parseChaos(text)).toThrow(SettingError);
  });
});

const fates = (seed: number, count = 2000) =>
  Array.from({ length: count }, (_, n) =>
    fateOf({ seed, throttle: 0.05, error: 0.01, reset: 0, conflict: 0 }, n),
  );

describe('what happens to a request', () => {
  test('depends on the seed: the same bad day can be repeated', () => {
    const struck = fates(42, 100).flatMap((fate, n) => (fate === 'answered' ? [] : [`${n} ${fate}`]));
    expect(struck).toEqual([
      '15 throttled',
      '42 failed',
      '47 failed',
      '49 throttled',
      '66 throttled',
      '77 throttled',
      '78 failed',
      '85 throttled',
      '90 failed',
    ]);
    expect(fates(43)).not.toEqual(fates(42));
  });

  test('has the shares that were asked for', () => {
    const all = Array.from({ length: 20 }, (_, seed) => fates(seed)).flat();
    const share = (fate: string) => all.filter((one) => one === fate).length / all.length;
    expect(share('throttled')).toBeCloseTo(0.05, 2);
    expect(share('failed')).toBeCloseTo(0.01, 2);
  });

  test('is always good without chaos, and always bad with nothing else', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (seed, n) => {
        expect(fateOf({ seed, throttle: 0, error: 0, reset: 0, conflict: 0 }, n)).toBe('answered');
        expect(fateOf({ seed, throttle: 1, error: 0, reset: 0, conflict: 0 }, n)).toBe('throttled');
        expect(fateOf({ seed, throttle: 0, error: 1, reset: 0, conflict: 0 }, n)).toBe('failed');
        expect(fateOf({ seed, throttle: 0, error: 0, reset: 1, conflict: 0 }, n)).toBe('lost');
        expect(fateOf({ seed, throttle: 0, error: 0, reset: 0, conflict: 1 }, n)).toBe('conflicting');
      }),
    );
  });
});
