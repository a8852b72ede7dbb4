import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import PQueue from 'p-queue';
import { driveFleet } from '../../src/fleet/drive.ts';
import { openJournalFile } from '../../src/fleet/journal.ts';
import { limitsOf } from '../../src/fleet/limits.ts';
import { inProcessQueue } from '../../src/fleet/queue/in-process.ts';

/** Of a plan, and of a unit: what AWS takes of the time of an account, in milliseconds. */
const TIME = { plan: 20, unit: 100 };
const CONCURRENCY = 200;

/** A fleet of accounts that only take time, with its journal on the disk. Returns its milliseconds, and the least possible. */
export async function growth(accounts: number): Promise<{ readonly ms: number; readonly least: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'kms-lab-growth-'));
  const journal = await openJournalFile(folder);
  const queue = inProcessQueue();
  const over = new AbortController();
  const signal = new AbortController().signal;
  const plans = new PQueue({ concurrency: CONCURRENCY });
  const begun = performance.now();
  const working = queue.work(
    async () => {
      await pause(TIME.unit);
      return { is: 'done', wrote: true, counts: { calls: 90 } };
    },
    { concurrency: CONCURRENCY, signal: over.signal },
  );
  try {
    const limits = { canary: '0', concurrency: String(CONCURRENCY), maxErrors: '100%' };
    await driveFleet({
      journal,
      queue,
      signal,
      hands: {
        plan: () =>
          plans.add(async () => {
            await pause(TIME.plan);
            return { is: 'change', hash: 'f'.repeat(32), group: 'e'.repeat(32) };
          }),
        ask: async () => true,
        clock: { now: () => new Date(), sleep: (ms) => pause(ms) },
      },
      first: {
        type: 'begun',
        fleet: 'growth',
        version: '0.1.0',
        accounts: Array.from({ length: accounts }, (_, at) => String(100_000_000_000 + at)),
        limits: limitsOf(limits, accounts, 'sandbox'),
        work: {},
      },
    });
  } finally {
    over.abort();
    await working;
    await journal.close();
    rmSync(folder, { recursive: true });
  }
  return {
    ms: performance.now() - begun,
    least: Math.ceil(accounts / CONCURRENCY) * (TIME.plan + TIME.unit),
  };
}
