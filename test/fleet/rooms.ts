import { advance, begin } from '../../src/fleet/coordinator.ts';
import type { Fleet, FleetBegun, FleetEvent } from '../../src/fleet/fleet-state.ts';
import type { FleetEntry } from '../../src/fleet/journal.ts';
import type { Seat } from '../../src/fleet/seat.ts';
import type { SeatRecord } from '../../src/fleet/seat-record.ts';

/** `2` → `222200000002` */
export const seatAccount = (seat: number): string => String(222200000000 + seat);

export const seatsOf = (count: number): readonly Seat[] =>
  Array.from({ length: count }, (_, index) => ({
    account: seatAccount(index + 1),
    name: `Person ${index + 1}`,
  }));

export const begunWith = (
  seats: readonly Seat[],
  work: FleetBegun['work'] = { does: 'reset', target: 'sandbox' },
): FleetBegun => ({
  type: 'begun',
  fleet: '20261129-220507-1231a2',
  version: '0.1.0',
  accounts: seats.map(({ account }) => account),
  limits: {
    concurrency: 20,
    canary: 0,
    maxErrors: 20,
    attempts: 1,
    waits: 1,
    rest: { first: 1, longest: 1, busy: 1 },
  },
  work,
});

export const plannedAs = (account: string, group: string): FleetEvent => ({
  type: 'planned',
  account,
  attempt: 1,
  plan: { is: group === '' ? 'same' : 'change', hash: group, group },
});

export const failedPlan = (account: string, detail: string): FleetEvent => ({
  type: 'planned',
  account,
  attempt: 1,
  plan: { is: 'refused', cause: 'ERR_CREDENTIALS', detail },
});

export const endedAs = (account: string, detail?: string): FleetEvent => ({
  type: 'ended',
  account,
  attempt: 1,
  outcome:
    detail === undefined
      ? { is: 'done', wrote: true }
      : { is: 'refused', cause: 'ERR_KEY_STATE', detail, wrote: false },
});

/** As its plan said: nothing would change. */
export const provenSame = (account: string): FleetEvent => ({
  type: 'ended',
  account,
  attempt: 1,
  outcome: { is: 'done', wrote: false },
});

export const AGREED: FleetEvent = { type: 'answered', agreed: true };

/** The fleet after these events. */
export const fleetAfter = (begun: FleetBegun, events: readonly FleetEvent[]): Fleet =>
  events.reduce<Fleet>((fleet, event) => advance(fleet, event)[0], begin(begun)[0]);

/** A journal, a second between two events. */
export const journalOf = (events: readonly FleetEvent[]): readonly FleetEntry[] =>
  events.map((event, index) => ({
    version: 1,
    number: index + 1,
    at: new Date(Date.UTC(2026, 10, 29, 22, 5, 7 + index)).toISOString(),
    event,
  }));

export const recordOf = (account: string, more: Partial<SeatRecord> = {}): SeatRecord => ({
  version: 1,
  account,
  at: '2026-11-29T22:06:00.000Z',
  attempt: 1,
  exitCode: 0,
  steps: [],
  failed: [],
  calls: 120,
  writes: 7,
  durationMs: 4200,
  left: { cloudTrailEvents: 120, objectVersions: 2, commandOutputs: 9 },
  ...more,
});
