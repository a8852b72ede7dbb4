import type { Lab } from '../src/contract/lab.ts';

/** Runs an action and returns the denials that the web app's log gained by it: older ones prove nothing. */
export async function newDenials<T>(
  lab: Lab,
  action: () => Promise<T>,
): Promise<{ readonly result: T; readonly denials: readonly string[] }> {
  const before = linesOf(await lab.webApp.log());
  const result = await action();
  const gained = added(before, linesOf(await lab.webApp.log()));
  return { result, denials: gained.filter((line) => /AccessDenied/.test(line)) };
}

const linesOf = (log: string): readonly string[] => log.split('\n').filter(Boolean);

/**
 * The log is read by its tail, so it may have moved on: what counts is how the new tail ends. Whole lines are compared,
 * since two denials read alike and the times and ports around them do not.
 */
function added(before: readonly string[], after: readonly string[]): readonly string[] {
  for (let kept = Math.min(before.length, after.length); kept > 0; kept--) {
    if (before.slice(-kept).every((line, index) => line === after[index])) return after.slice(kept);
  }
  return after;
}
