import type { FleetHands } from '../../src/fleet/drive.ts';
import type { FleetBegun, FleetEvent } from '../../src/fleet/fleet-state.ts';
import { entriesOf, type FleetEntry, type FleetJournal } from '../../src/fleet/journal.ts';
import { LIMITS } from './script.ts';

export const AT = new Date('2026-11-29T12:00:00Z');

/** Nothing in it waits. */
export const hands = (more: Partial<FleetHands> = {}): FleetHands => ({
  plan: async () => ({ is: 'change', hash: 'h', group: 'home' }),
  ask: async () => true,
  clock: { now: () => AT, sleep: async () => undefined },
  ...more,
});

export const begunWith = (accounts: number, limits: Partial<FleetBegun['limits']> = {}): FleetBegun => ({
  type: 'begun',
  fleet: 'f1',
  version: '0.1.0',
  accounts: Array.from({ length: accounts }, (_, place) => String(111_111_111_111 + place)),
  limits: { ...LIMITS, ...limits },
  work: { command: 'reset' },
});

export interface MemoryJournal extends FleetJournal {
  readonly entries: FleetEntry[];
}

/** `dies`: a process that is killed when it has saved so many events. */
export function memoryJournal(entries: FleetEntry[] = [], dies = Number.POSITIVE_INFINITY): MemoryJournal {
  let saved = 0;
  return {
    entries,
    read: async () => [...entries],
    async append(events: readonly FleetEvent[], at: Date) {
      for (const entry of entriesOf(events, at, entries.length)) {
        entries.push(entry);
        if (++saved >= dies) throw new Error('killed');
      }
    },
    close: async () => undefined,
  };
}
