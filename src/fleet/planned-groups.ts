import type { FleetGroup } from '../contract/event.ts';
import type { Fleet, Progress } from './fleet-state.ts';
import type { SeatNames } from './seat-names.ts';

/** What is known of the plans: the lines of each account's, by account. */
type Lines = ReadonlyMap<string, readonly string[]>;

/** The accounts that wait by what would change in them, the largest group first; then those that were refused. */
export function plannedGroups(fleet: Fleet, lines: Lines, names: SeatNames): readonly FleetGroup[] {
  const groups = new Map<string, FleetGroup>();
  for (const [place, account] of fleet.accounts.entries()) {
    const one = fleet.progress[place];
    if (one?.is !== 'waiting' && one?.is !== 'quarantined') continue;
    const { key, ...group } = groupOf(one, account);
    const before = groups.get(key);
    groups.set(key, {
      ...group,
      ...(group.detail === undefined ? {} : { detail: names.withoutNames(before?.detail ?? group.detail) }),
      accounts: (before?.accounts ?? 0) + 1,
      seats: [...(before?.seats ?? []), names.seatOf(account)],
      changes: before?.changes ?? (group.is === 'change' ? (lines.get(account) ?? []) : []),
    });
  }
  return [...groups.values()].toSorted(
    (a, b) => ORDER.indexOf(a.is) - ORDER.indexOf(b.is) || b.accounts - a.accounts,
  );
}

const ORDER: readonly FleetGroup['is'][] = ['change', 'same', 'failed', 'refused'];

interface Grouped extends Pick<FleetGroup, 'is' | 'detail'> {
  readonly key: string;
}

function groupOf(
  one: Extract<Progress, { is: 'waiting' } | { is: 'quarantined' }>,
  account: string,
): Grouped {
  if (one.is === 'waiting') return { key: `${one.plan} ${one.group}`, is: one.plan };
  const detail = `${one.cause}: ${one.detail}`;
  return { key: `refused ${detail.replaceAll(account, '<account>')}`, is: 'refused', detail };
}
