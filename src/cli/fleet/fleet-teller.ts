import type { FleetAccountState, Host } from '../../contract/event.ts';
import type { Progress } from '../../fleet/fleet-state.ts';
import { accountProgress, type Fleet, type FleetEvent } from '../../fleet/fleet-state.ts';
import type { SeatNames } from '../../fleet/seat-names.ts';
import type { SeatRecord } from '../../fleet/seat-record.ts';

const standingOf = (record: SeatRecord | undefined) => {
  if (!record?.standing) return {};
  const { at, drift, missing } = record.standing;
  return { ...(at === undefined ? {} : { stands: at }), drift, missing };
};

/** Tells what a coordinator does as events that every program can read. */
export class FleetTeller {
  readonly #host: Pick<Host, 'notify'>;
  readonly #names: SeatNames;
  readonly #records: ReadonlyMap<string, SeatRecord>;
  /** When each account that runs began, by `performance.now()`. */
  readonly running = new Map<string, number>();

  constructor(host: Pick<Host, 'notify'>, names: SeatNames, records: ReadonlyMap<string, SeatRecord>) {
    this.#host = host;
    this.#names = names;
    this.#records = records;
  }

  tell(fleet: Fleet, event: FleetEvent): void {
    if (!('account' in event) || event.type === 'rested') return;
    const { account } = event;
    const now = accountProgress(fleet, account);
    if (!now || now.is === 'unplanned') return;
    if (event.type === 'started') this.running.set(account, performance.now());
    if (event.type === 'ended') this.running.delete(account);
    // What waits for its turn after the plan is told when all are planned.
    if (event.type === 'planned' && now.is === 'waiting') return;
    this.#host.notify({
      type: 'fleet-account',
      seat: this.#names.seatOf(account),
      ...this.#names.detailsOf(account),
      state: now.is satisfies FleetAccountState,
      attempt: event.attempt,
      ...this.#errorOf(now, event),
      ...('wrote' in now ? { wrote: now.wrote } : {}),
      ...(event.type === 'ended' ? standingOf(this.#records.get(account)) : {}),
    });
  }

  #errorOf(now: Progress, event: FleetEvent) {
    const trouble = event.type === 'ended' ? event.outcome : now.is === 'quarantined' ? now : undefined;
    if (!trouble || !('cause' in trouble)) return {};
    return { error: { code: trouble.cause, message: this.#names.withoutNames(trouble.detail) } };
  }
}
