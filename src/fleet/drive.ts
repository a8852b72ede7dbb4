import { LabError } from '../contract/errors.ts';
import { advance, begin } from './coordinator.ts';
import type { Fleet, FleetBegun, FleetCommand, FleetEvent, Planned } from './fleet-state.ts';
import type { FleetEntry, FleetJournal } from './journal.ts';
import { Mailbox } from './mailbox.ts';
import type { FleetQueue, UnitEvent } from './queue.ts';

/** What a coordinator acts with, besides its queue. */
export interface FleetHands {
  /** Only reads. The fleet asks for all accounts at once: how many are planned at a time is decided here. */
  plan(account: string, signal: AbortSignal): Promise<Planned>;
  /** Shows the plans, and asks once. */
  ask(fleet: Fleet, count: number, signal: AbortSignal): Promise<boolean>;
  readonly clock: { now(): Date; sleep(ms: number, signal?: AbortSignal): Promise<void> };
  /** Hears of each change, after it has been saved. */
  changed?(fleet: Fleet, event: FleetEvent): void;
}

export interface FleetDrive {
  readonly journal: FleetJournal;
  readonly queue: FleetQueue;
  readonly hands: FleetHands;
  /** What a new fleet begins with, or which accounts an old one takes out of quarantine. */
  readonly first: Extract<FleetEvent, { type: 'begun' | 'resumed' }>;
  /** Aborted: starts no more units, waits for those that run, and ends. */
  readonly signal: AbortSignal;
}

export interface FleetEnd {
  readonly fleet: Fleet;
  readonly exit: Extract<FleetCommand, { do: 'end' }>['exit'];
}

/**
 * Coordinates a fleet until it ends. Saves each event, and then does what follows from it, so that another coordinator
 * can go on from the journal at any time. Throws what the journal or the queue throws.
 */
export async function driveFleet(drive: FleetDrive): Promise<FleetEnd> {
  const coordinator = new Coordinator(drive);
  try {
    return await coordinator.run();
  } finally {
    coordinator.stop();
  }
}

/** The fleet that a journal tells of. Throws `ERR_UNKNOWN_NAME` if it tells of none. */
export function replayFleet(entries: readonly Pick<FleetEntry, 'event'>[]): Fleet {
  const [first, ...rest] = entries.map(({ event }) => event);
  if (first?.type !== 'begun') {
    throw new LabError('ERR_UNKNOWN_NAME', 'There is no fleet of that name to go on with.');
  }
  return rest.reduce<Fleet>((fleet, event) => advance(fleet, event)[0], begin(first)[0]);
}

class Coordinator {
  readonly #drive: FleetDrive;
  readonly #mail = new Mailbox<FleetEvent>();
  /** Ends timers, plans and the watch when the fleet ends. */
  readonly #over = new AbortController();

  constructor(drive: FleetDrive) {
    this.#drive = drive;
  }

  async run(): Promise<FleetEnd> {
    let [fleet, commands] = await this.#first();
    this.#watch(fleet);
    for (;;) {
      const end = await this.#perform(fleet, commands);
      if (end) return { fleet, exit: end.exit };
      [fleet, commands] = await this.#take(fleet);
    }
  }

  stop(): void {
    this.#over.abort();
  }

  async #first(): Promise<readonly [Fleet, readonly FleetCommand[]]> {
    const { journal, first, hands } = this.#drive;
    const entries = await journal.read();
    const made = first.type === 'begun' ? begun(first, entries) : advance(replayFleet(entries), first);
    await journal.append([first], hands.clock.now());
    hands.changed?.(made[0], first);
    return made;
  }

  /** Saves what arrived, unless it is old news, and says what follows from all of it. */
  async #take(before: Fleet): Promise<readonly [Fleet, readonly FleetCommand[]]> {
    const { journal, hands } = this.#drive;
    const news: { readonly event: FleetEvent; readonly fleet: Fleet }[] = [];
    const commands: FleetCommand[] = [];
    let fleet = before;
    for (const event of await this.#mail.take()) {
      const [next, more] = advance(fleet, event);
      if (next === fleet && more.length === 0) continue;
      fleet = next;
      news.push({ event, fleet });
      commands.push(...more);
    }
    if (news.length === 0) return [fleet, []];
    await journal.append(
      news.map(({ event }) => event),
      hands.clock.now(),
    );
    for (const one of news) hands.changed?.(one.fleet, one.event);
    return [fleet, commands];
  }

  /** The command that ends the fleet, if it is there. What takes time goes on by itself, and posts its event. */
  async #perform(fleet: Fleet, commands: readonly FleetCommand[]): Promise<FleetEnd | undefined> {
    const units = commands.flatMap((command) => (command.do === 'put' ? [command.unit] : []));
    if (units.length > 0) await this.#drive.queue.put(units);
    for (const command of commands) {
      if (command.do === 'end') return { fleet, exit: command.exit };
      if (command.do !== 'put') this.#later(this.#eventOf(fleet, command));
    }
    return undefined;
  }

  async #eventOf(fleet: Fleet, command: Exclude<FleetCommand, { do: 'put' | 'end' }>): Promise<FleetEvent> {
    const { hands } = this.#drive;
    const { signal } = this.#over;
    if (command.do === 'ask') {
      return { type: 'answered', agreed: await hands.ask(fleet, command.count, signal) };
    }
    const { account, attempt } = command;
    if (command.do === 'plan') {
      return { type: 'planned', account, attempt, plan: await hands.plan(account, signal) };
    }
    await hands.clock.sleep(command.ms, signal);
    return { type: 'rested', account, attempt };
  }

  #watch({ id }: Fleet): void {
    const { queue, signal } = this.#drive;
    const interrupt = () => this.#mail.post({ type: 'interrupted' });
    if (signal.aborted) interrupt();
    else signal.addEventListener('abort', interrupt, { once: true, signal: this.#over.signal });
    const listen = async () => {
      for await (const event of queue.watch(id, this.#over.signal)) this.#mail.post(heard(event));
    };
    listen().catch((error) => this.#mail.fail(error));
  }

  #later(event: Promise<FleetEvent>): void {
    event.then(
      (one) => this.#mail.post(one),
      (error) => this.#mail.fail(error),
    );
  }
}

function begun(first: FleetBegun, entries: readonly FleetEntry[]): readonly [Fleet, readonly FleetCommand[]] {
  if (entries.length === 0) return begin(first);
  throw new LabError('ERR_LOCKED', `The fleet ${first.fleet} has already begun.`, {
    next: [{ run: ['fleet', 'resume', first.fleet], why: 'goes on with it' }],
  });
}

const heard = ({ unit: { account, attempt }, ...event }: UnitEvent): FleetEvent =>
  event.type === 'started'
    ? { type: 'started', account, attempt, worker: event.worker }
    : { type: 'ended', account, attempt, outcome: event.outcome };
