import { LabError } from '../contract/errors.ts';
import type { CommandSession } from './session.ts';

/** Milliseconds: longer than an edit takes to be readable, and how often to check whether it has ended. */
const PATIENCE = 90_000;
const PAUSE = 200;

/**
 * Releases the account for a person's other commands while this one only watches, and takes it back for what follows.
 * Throws `ERR_LOCKED` if it cannot take it back in time.
 */
export async function lend<T>(
  session: Pick<CommandSession, 'store' | 'clock'>,
  watch: () => Promise<T>,
): Promise<T> {
  await session.store.release();
  try {
    return await watch();
  } finally {
    await takeAgain(session);
  }
}

async function takeAgain({ store, clock }: Pick<CommandSession, 'store' | 'clock'>): Promise<void> {
  const begun = clock.now().getTime();
  for (;;) {
    try {
      await store.lock();
      return;
    } catch (error) {
      const isHeld = error instanceof LabError && error.code === 'ERR_LOCKED';
      if (!isHeld || clock.now().getTime() - begun >= PATIENCE) throw error;
      await clock.sleep(PAUSE);
    }
  }
}
