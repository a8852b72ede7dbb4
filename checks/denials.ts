import type { Lab } from '../src/contract/lab.ts';

/** Runs an action and returns the denials that it adds to the web app's log: older ones prove nothing. */
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
 * Only the tail of the log is read, so it may have moved on: the end of the new tail counts. Compares whole lines,
 * because two denials have the same text, but not the times and ports around it.
 */
function added(before: readonly string[], after: readonly string[]): readonly string[] {
  for (let kept = Math.min(before.length, after.length); kept > 0; kept--) {
    if (before.slice(-kept).every((line, index) => line === after[index])) return after.slice(kept);
  }
  return after;
}
