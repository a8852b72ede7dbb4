import { setTimeout as pause } from 'node:timers/promises';
import PQueue from 'p-queue';
import { version } from '../../../package.json';
import type { ExitCode } from '../../contract/errors.ts';
import type { FleetGroup, Summary } from '../../contract/event.ts';
import type { Suggestion } from '../../contract/suggestion.ts';
import { driveFleet, type FleetDrive, type FleetEnd, type FleetHands } from '../../fleet/drive.ts';
import { fleetsFolder } from '../../fleet/fleet-folder.ts';
import { accountProgress, countedIn, type Fleet, type Progress, tally } from '../../fleet/fleet-state.ts';
import { fleetSuggestions } from '../../fleet/fleet-words.ts';
import type { FleetJournal } from '../../fleet/journal.ts';
import { plannedGroups } from '../../fleet/planned-groups.ts';
import { addToQuarantine, type Quarantine, readQuarantine } from '../../fleet/quarantine.ts';
import { inProcessQueue } from '../../fleet/queue/in-process.ts';
import { openQueue } from '../../fleet/queue/open.ts';
import type { FleetQueue } from '../../fleet/queue.ts';
import { seatNames } from '../../fleet/seat-names.ts';
import { type SeatRecord, saveSeatRecord } from '../../fleet/seat-record.ts';
import type { Invocation } from '../command.ts';
import { bareSummary } from '../empty-summary.ts';
import { type AccountWork, accountWork } from './account-work.ts';
import { askForCount } from './fleet-consent.ts';
import type { OtherMachines } from './fleet-place.ts';
import { type FleetPage, type FleetScreen, openFleetScreen } from './fleet-screen.ts';
import { FleetTeller } from './fleet-teller.ts';
import type { Room } from './room.ts';
import { withRecords } from './shared-records.ts';
import { type FleetVerb, verbWords } from './verbs.ts';

/** A fleet that is to be run to its end, from its beginning or from where another process left it. */
export interface Conducted {
  readonly invocation: Invocation;
  readonly room: Room;
  readonly verb: FleetVerb;
  readonly fleet: string;
  readonly first: FleetDrive['first'];
  readonly concurrency: number;
  readonly consent: 'given' | 'ask';
  readonly names: boolean;
  /** Shows the plans, and changes nothing. */
  readonly plansOnly?: boolean;
  readonly journal: FleetJournal;
  /** The fleet's folder; absent if nothing is kept of it. */
  readonly folder?: string;
  /** The work is done on other machines. */
  readonly elsewhere?: OtherMachines | undefined;
  /** Where it is shown, if not in the terminal. */
  readonly screen?: FleetScreen;
  /** Shows it as well as the terminal. */
  readonly page?: FleetPage | undefined;
  /** Who is asked, once all accounts are planned, if not at the terminal. */
  readonly agree?: (fleet: Fleet, groups: readonly FleetGroup[]) => boolean;
}

export async function conductFleet(conducted: Conducted): Promise<ExitCode> {
  const { invocation, room, verb, names: withNames } = conducted;
  const { options, streams } = invocation;
  const names = seatNames(room.roster.seats, withNames);
  const does = verbWords(verb).join(' ');
  const { page } = conducted;
  const screen = conducted.screen ?? openFleetScreen(options, streams, { does, names, page });
  try {
    const conductor = new Conductor(conducted, screen, await readQuarantine(fleetsFolder(options.stateDir)));
    const { fleet: ended, exit } = await conductor.run();
    const fleet = conducted.plansOnly ? asPlanned(ended) : ended;
    await keepQuarantine(conducted, fleet);
    const exitCode = exitOf(conducted, { fleet, exit }, conductor.records);
    screen.end(
      fleet,
      summaryOf(conducted, fleet, conductor.records, exitCode),
      conducted.plansOnly ? doingIt(conducted, fleet) : fleetSuggestions(fleet, !verb.foresee),
    );
    return exitCode;
  } finally {
    screen.close();
  }
}

/** What the plans say, where the fleet goes no further: that nothing would change is then not proven. */
function asPlanned(fleet: Fleet): Fleet {
  const progress = fleet.progress.map(
    (one): Progress => (one.is === 'waiting' && one.plan === 'same' ? { ...one, is: 'same' } : one),
  );
  const stopped = fleet.stopped === 'declined' ? undefined : fleet.stopped;
  return { ...fleet, stopped, progress, counts: countedIn(progress) };
}

/** The command that does what was planned: with the options of the plan. */
function doingIt({ invocation: { words }, verb }: Conducted, fleet: Fleet): readonly Suggestion[] {
  if (tally(fleet).waiting === 0) return [];
  const options = words.slice(2).filter((_, at, all) => !ofPlan(all[at]) && !ofPlan(all[at - 1]));
  return [{ run: ['fleet', ...verbWords(verb), ...options], why: 'does it, after you have agreed' }];
}

/** Options of `fleet plan` alone, each of which has a value. */
const ofPlan = (word: string | undefined): boolean => word === '--for' || word === '--goto';

type Records = ReadonlyMap<string, SeatRecord>;

/** What acts for the coordinator: plans, asks, works and shows. */
class Conductor {
  readonly records = new Map<string, SeatRecord>();
  readonly #conducted: Conducted;
  readonly #screen: FleetScreen;
  readonly #quarantine: Quarantine;
  readonly #save: (record: SeatRecord) => Promise<void>;
  readonly #work: AccountWork;
  readonly #plans: PQueue;
  readonly #lines = new Map<string, readonly string[]>();

  constructor(conducted: Conducted, screen: FleetScreen, quarantine: Quarantine) {
    const { room, verb, concurrency, folder } = conducted;
    this.#conducted = conducted;
    this.#screen = screen;
    this.#quarantine = quarantine;
    this.#plans = new PQueue({ concurrency });
    this.#save = async (record) => {
      this.records.set(record.account, record);
      if (folder !== undefined) await saveSeatRecord(folder, record);
    };
    this.#work = accountWork(room, verb, this.#save);
  }

  async run(): Promise<FleetEnd> {
    const { invocation, first, journal, concurrency, names, room, elsewhere } = this.#conducted;
    const { signal } = invocation;
    const queue = await this.#openQueue();
    const over = new AbortController();
    const working = elsewhere
      ? undefined
      : queue.work(this.#work.run, { concurrency, signal: AbortSignal.any([signal, over.signal]) });
    const teller = new FleetTeller(this.#screen, seatNames(room.roster.seats, names), this.records);
    const hands: FleetHands = {
      plan: (account, ended) => this.#plans.add(() => this.#plan(account, ended)),
      ask: (fleet, count) => this.#ask(fleet, count),
      clock: { now: () => new Date(), sleep: untilAborted },
      changed: (fleet, event) => {
        // Its id is told once it is saved: what was told can be resumed.
        if (event === first) this.#tellStart();
        teller.tell(fleet, event);
        this.#screen.show(fleet, teller.running);
      },
    };
    try {
      return await driveFleet({ journal, queue, hands, first, signal });
    } finally {
      over.abort();
      await working;
      await queue.close();
    }
  }

  #tellStart(): void {
    const { fleet, room, verb, names } = this.#conducted;
    const { seats, notes } = room.roster;
    const does = verbWords(verb).join(' ');
    this.#screen.notify({ type: 'fleet-started', fleet, does, accounts: seats.length });
    for (const note of notes)
      this.#screen.notify({ type: 'note', text: seatNames(seats, names).withoutNames(note) });
  }

  async #openQueue(): Promise<FleetQueue> {
    const { elsewhere, room } = this.#conducted;
    if (!elsewhere) return inProcessQueue();
    const queue = await openQueue(elsewhere.queue, {
      version,
      rate: { units: room.signInsPerSecond, per: 1000 },
      troubled: (text) => this.#screen.notify({ type: 'note', text }),
    });
    return withRecords(queue, elsewhere.objects, this.#save);
  }

  async #plan(account: string, signal: AbortSignal): ReturnType<FleetHands['plan']> {
    const aside = this.#conducted.verb.foresee ? this.#quarantine[account] : undefined;
    if (aside) {
      const detail = `It is in quarantine since ${aside.since.slice(0, 10)}: ${aside.detail}`;
      return { is: 'refused', cause: 'ERR_QUARANTINED', detail };
    }
    const { planned, lines } = await this.#work.plan(account, signal);
    this.#lines.set(account, lines);
    return planned;
  }

  async #ask(fleet: Fleet, count: number): Promise<boolean> {
    const { verb, consent, invocation, plansOnly = false, names, room, agree } = this.#conducted;
    if (!verb.foresee) return true;
    const groups = plannedGroups(fleet, this.#lines, seatNames(room.roster.seats, names));
    this.#screen.notify({ type: 'fleet-planned', groups });
    if (agree) return agree(fleet, groups);
    if (plansOnly) return false;
    if (consent === 'given' || count === 0) return true;
    return this.#screen.pause(() => askForCount(invocation, verbWords(verb).join(' '), count));
  }
}

const untilAborted = (ms: number, signal?: AbortSignal): Promise<void> =>
  pause(ms, undefined, signal ? { signal } : {}).catch((error: Error) => {
    if (error.name !== 'AbortError') throw error;
  });

/** Accounts that failed while they were changed are left alone until the instructor lifts them. */
async function keepQuarantine({ invocation, verb, fleet: id }: Conducted, fleet: Fleet): Promise<void> {
  if (!verb.foresee) return;
  const since = new Date().toISOString();
  const added = fleet.accounts.flatMap((account) => {
    const now = accountProgress(fleet, account);
    if (now?.is !== 'quarantined' || now.during !== 'run') return [];
    return [[account, { since, fleet: id, cause: now.cause, detail: now.detail }] as const];
  });
  await addToQuarantine(fleetsFolder(invocation.options.stateDir), Object.fromEntries(added));
}

function exitOf({ plansOnly = false }: Conducted, { fleet, exit }: FleetEnd, records: Records): ExitCode {
  const { quarantined, waiting } = tally(fleet);
  if (plansOnly && fleet.stopped !== 'interrupted') return quarantined > 0 ? 7 : waiting > 0 ? 4 : 0;
  const drifted = [...records.values()].some(({ exitCode }) => exitCode === 4);
  return exit === 0 && drifted ? 4 : exit;
}

function summaryOf(
  { invocation, fleet: id }: Conducted,
  fleet: Fleet,
  records: Records,
  exitCode: ExitCode,
): Summary {
  const { done, same, quarantined, busy } = tally(fleet);
  const accounts = fleet.accounts.length;
  const sum = (name: 'calls' | 'writes') =>
    [...records.values()].reduce((all, record) => all + record[name], 0);
  const counts = { calls: sum('calls'), writes: sum('writes'), notLookedAt: [] };
  return {
    ...bareSummary(invocation, { counts, exitCode }),
    fleet: { id, accounts, done, same, quarantined, busy, open: accounts - done - same - quarantined - busy },
  };
}
