import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LabError } from '../../../src/contract/errors.ts';
import type { Objects } from '../../../src/contract/objects.ts';
import { LEASE } from '../../../src/engine/holder.ts';
import { type Lease, SPARE, takeLease } from '../../../src/engine/shared-state/lease.ts';
import { memoryObjects } from '../../contracts/memory-objects.ts';

const OWNERS = [0, 1, 2] as const;

/** What happens: time passes, or an owner acts. `ms`: how long its write to AWS takes at most. */
type Move =
  | { readonly does: 'passes'; readonly ms: number }
  | { readonly does: 'take' | 'update' | 'release'; readonly owner: number }
  | { readonly does: 'write'; readonly owner: number; readonly ms: number };

const owner = fc.constantFrom(...OWNERS);
const moves: fc.Arbitrary<readonly Move[]> = fc.array(
  fc.oneof(
    fc.record({ does: fc.constant('passes' as const), ms: fc.integer({ min: 1, max: LEASE + 2 * SPARE }) }),
    fc.record({ does: fc.constantFrom('take' as const, 'update' as const, 'release' as const), owner }),
    fc.record({ does: fc.constant('write' as const), owner, ms: fc.integer({ min: 1, max: LEASE }) }),
    fc.record({ does: fc.constant('take' as const), owner }),
  ),
  { minLength: 30, maxLength: 80, size: 'max' },
);

/** A time in which an owner may write to AWS. */
interface Window {
  readonly fence: number;
  readonly from: number;
  readonly to: number;
}

/** S3’s times have a resolution of a second. `refuses`: whether the next write is answered with a conflict. */
function objectsOf(now: () => number, refuses: () => boolean): Objects {
  const objects = memoryObjects(() => Math.floor(now() / 1000) * 1000);
  return {
    ...objects,
    create: async (name, body) => (refuses() ? undefined : objects.create(name, body)),
    replace: async (name, body, tag) => (refuses() ? undefined : objects.replace(name, body, tag)),
  };
}

/** A command that is refused because another owner has the account is no fault. */
async function unlessLocked(act: () => Promise<void>): Promise<void> {
  await act().catch((error: unknown) => {
    if (!(error instanceof LabError)) throw error;
  });
}

async function play(script: readonly Move[], conflicts: readonly boolean[]): Promise<readonly Window[]> {
  let now = 0;
  let asked = 0;
  const objects = objectsOf(
    () => now,
    () => conflicts[asked++ % conflicts.length] ?? false,
  );
  const clock = { now: () => now, every: () => () => {} };
  const leases = new Map<number, Lease>();
  const busyUntil = new Map<number, number>();
  const windows: Window[] = [];
  const isIdle = (one: number) => (busyUntil.get(one) ?? 0) <= now;
  for (const [turn, move] of script.entries()) {
    if (move.does === 'passes') {
      now += move.ms;
      continue;
    }
    const { owner: one } = move;
    const lease = leases.get(one);
    await unlessLocked(async () => {
      if (move.does === 'take' && isIdle(one)) {
        const me = { host: `host-${one}`, pid: 1, since: '', command: 'run', token: `${one}-${turn}` };
        leases.set(one, await takeLease({ objects, me, clock }));
      } else if (move.does === 'update') await lease?.update((record) => record);
      else if (move.does === 'release' && isIdle(one)) {
        leases.delete(one);
        await lease?.release();
      } else if (move.does === 'write' && lease) {
        await lease.requireHeld(move.ms);
        windows.push({ fence: lease.fence, from: now, to: now + move.ms });
        busyUntil.set(one, Math.max(busyUntil.get(one) ?? 0, now + move.ms));
      }
    });
  }
  return windows;
}

test('no two owners may write at one time, and none after an heir', async () => {
  let written = 0;
  let handovers = 0;
  await fc.assert(
    fc.asyncProperty(
      moves,
      fc.array(fc.constantFrom(false, false, false, true), { minLength: 4, maxLength: 9 }),
      async (script, conflicts) => {
        const windows = await play(script, conflicts);
        for (const [at, later] of windows.entries()) {
          for (const earlier of windows.slice(0, at)) {
            if (earlier.fence === later.fence) continue;
            handovers += 1;
            expect(later.fence).toBeGreaterThan(earlier.fence);
            expect(later.from).toBeGreaterThanOrEqual(earlier.to);
          }
        }
        written += windows.length;
      },
    ),
    { numRuns: 500 },
  );
  expect(written).toBeGreaterThan(500);
  expect(handovers).toBeGreaterThan(20);
});
