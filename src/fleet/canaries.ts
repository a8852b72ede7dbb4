import type { Fleet, ProgressName } from './fleet-state.ts';

/** An account that has begun stays a canary, so that each event chooses the same ones. */
const PREFERRED: readonly ProgressName[] = ['done', 'running', 'resting', 'waiting'];

/**
 * The accounts that go first: one of each group of identical changes, and more in the order of the roster until there
 * are as many as the limit says. One that another run holds all the time is replaced. Where nothing would change, nothing
 * would be proven.
 */
export function canariesOf(fleet: Fleet): readonly string[] {
  if (fleet.limits.canary === 0) return [];
  const candidates = PREFERRED.flatMap((is) =>
    fleet.accounts.flatMap((account, place) => {
      const progress = fleet.progress[place]!;
      return progress.is === is && 'group' in progress && progress.plan === 'change'
        ? [{ account, group: progress.group }]
        : [];
    }),
  );
  const first = new Map<string, string>();
  for (const { account, group } of candidates) if (!first.has(group)) first.set(group, account);
  const chosen = new Set(first.values());
  for (const { account } of candidates) {
    if (chosen.size >= fleet.limits.canary) break;
    chosen.add(account);
  }
  return [...chosen];
}
