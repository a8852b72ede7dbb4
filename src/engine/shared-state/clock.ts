import { performance } from 'node:perf_hooks';

/** A lease’s own clock: milliseconds that only ever grow. */
export interface LeaseClock {
  now(): number;
  /** Returns what stops it. */
  every(ms: number, act: () => void): () => void;
}

/**
 * The larger of what two clocks say has passed: a monotonic one may stand still while a laptop sleeps, and the
 * wall clock may be set back. A lease then ends early at worst.
 */
export function leaseClock(): LeaseClock {
  let last = { monotonic: performance.now(), wall: Date.now() };
  let passed = 0;
  return {
    now() {
      const next = { monotonic: performance.now(), wall: Date.now() };
      passed += Math.max(next.monotonic - last.monotonic, next.wall - last.wall, 0);
      last = next;
      return passed;
    },
    every(ms, act) {
      const timer = setInterval(act, ms);
      timer.unref();
      return () => clearInterval(timer);
    },
  };
}
