import type { Session } from './session.ts';
import type { Teller } from './teller.ts';

interface Waiting {
  readonly session: Session;
  readonly teller: Teller;
  /** Milliseconds. */
  readonly limit: number;
  readonly what: string;
  readonly step?: string;
}

/**
 * Looks until there is an answer or time is up: IAM and KMS are eventually consistent, and nothing tells when a change
 * has arrived. The pause doubles from look to look.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
 */
export async function until<T>(
  { session, teller, limit, what, step }: Waiting,
  look: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const { clock, patience } = session;
  const begun = clock.now().getTime();
  for (let pause = patience.firstPause; ; pause = Math.min(pause * 2, patience.longestPause)) {
    const found = await look();
    const elapsedMs = clock.now().getTime() - begun;
    if (found !== undefined || elapsedMs >= limit || session.signal?.aborted) return found;
    teller.tell({ type: 'waiting', ...(step ? { step } : {}), what, elapsedMs });
    await clock.sleep(Math.min(pause, limit - elapsedMs));
  }
}

/** The tick, and Ctrl-C, wait for the end of a pause: while a person works none is longer. Milliseconds. */
const LONGEST_PAUSE = 3000;

export const attentive = ({ patience, ...session }: Session): Session => ({
  ...session,
  patience: { ...patience, longestPause: Math.min(patience.longestPause, LONGEST_PAUSE) },
});
