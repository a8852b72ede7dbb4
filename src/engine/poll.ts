import type { Check } from '../contract/check.ts';
import type { Recorder } from './recorder.ts';
import type { CommandSession } from './session.ts';

interface Waiting {
  readonly session: Pick<CommandSession, 'clock' | 'patience' | 'signal'>;
  /** Begins a round of reads, before every look but the first. */
  readonly newRound: () => unknown;
  /** Waiting time is added up when the event is emitted. */
  readonly recorder: Pick<Recorder, 'tell'> & Partial<Pick<Recorder, 'waited'>>;
  /** Milliseconds. */
  readonly limit: number;
  readonly what: string;
  /** The checks that do not pass yet, if the wait is for checks. */
  readonly checks?: () => readonly Pick<Check, 'id' | 'title'>[];
  /** The latest answer, if it was not what the wait is for. */
  readonly last?: () => string | undefined;
  readonly step?: string;
}

/**
 * Looks until there is an answer or time is up: IAM and KMS are eventually consistent, and nothing tells when a
 * change has arrived. The pause doubles from look to look. One answer may come from the only replica that has the
 * change, so an answer counts only after several in a row agree, a short pause apart. Confirming is not cut short
 * when time is up.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
 */
export async function pollUntil<T>(
  { session, recorder, limit, what, checks, last, step, newRound }: Waiting,
  look: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const { clock, patience, signal } = session;
  const of = step ? { step } : {};
  const begun = clock.now().getTime();
  let inARow = 0;
  let paused = false;
  for (let pause = patience.firstPause; ; pause = Math.min(pause * 2, patience.longestPause)) {
    const found = await look();
    inARow = found === undefined ? 0 : inARow + 1;
    const elapsedMs = clock.now().getTime() - begun;
    const timeIsUp = inARow === 0 && elapsedMs >= limit;
    if (inARow >= patience.agreeing || timeIsUp || signal?.aborted) {
      if (paused) recorder.waited?.(step, elapsedMs);
      return found;
    }
    const times = inARow > 0 ? `, seen ${inARow} of ${patience.agreeing} times` : '';
    const answer = inARow > 0 ? undefined : last?.();
    recorder.tell({
      type: 'waiting',
      ...of,
      what: `${what}${times}`,
      ...(checks ? { checks: checks() } : {}),
      ...(answer === undefined ? {} : { last: answer }),
      elapsedMs,
      // An answer is confirmed, however late it is.
      ...(inARow > 0 || !Number.isFinite(limit) ? {} : { limitMs: limit }),
    });
    paused = true;
    await clock.sleep(inARow > 0 ? patience.firstPause : Math.min(pause, limit - elapsedMs), signal);
    newRound();
  }
}

/**
 * The progress display and Ctrl-C wait for the end of a pause, so no pause is longer while a person works.
 * Milliseconds.
 */
const LONGEST_PAUSE = 3000;

export const attentive = ({ patience, ...session }: CommandSession): CommandSession => ({
  ...session,
  patience: { ...patience, longestPause: Math.min(patience.longestPause, LONGEST_PAUSE) },
});
