import { canariesOf } from './canaries.ts';
import {
  accountProgress,
  countedIn,
  type Fleet,
  type FleetBegun,
  type FleetCommand,
  type FleetEvent,
  failedIn,
  moved,
  type Progress,
  roomIn,
  tally,
  type WhyStopped,
} from './fleet-state.ts';
import type { Outcome } from './queue.ts';

type Step = readonly [Fleet, readonly FleetCommand[]];
type Running = Extract<Progress, { is: 'running' }>;

/** A fleet of which nothing is known yet, and what it begins with. */
export function begin({ fleet: id, accounts, limits, work }: FleetBegun): Step {
  const progress = accounts.map((): Progress => ({ ...UNPLANNED, attempt: 1 }));
  const fleet: Fleet = {
    id,
    stage: 'planning',
    limits,
    work,
    accounts,
    places: new Map(accounts.map((account, place) => [account, place])),
    progress,
    counts: countedIn(progress),
    proven: false,
    forgiven: 0,
  };
  return accounts.length > 0 ? planUnplanned(fleet) : decide(fleet);
}

/**
 * What an event makes of a fleet, and what is to be done about it. Knows no time and no network: a timer is a command,
 * and its end an event. An event that is old news returns the same fleet and no commands.
 */
export function advance(fleet: Fleet, event: FleetEvent): Step {
  const [absorbed, first] = absorb(fleet, event);
  if (absorbed === fleet && first.length === 0) return [fleet, []];
  const [next, commands] = decide(absorbed);
  return [next, [...first, ...commands]];
}

/** What happened, and nothing about what follows. */
function absorb(fleet: Fleet, event: FleetEvent): Step {
  switch (event.type) {
    case 'begun':
      return [fleet, []];
    case 'planned':
      return planned(fleet, event);
    case 'answered':
      if (fleet.stage !== 'asking') return [fleet, []];
      return [event.agreed ? agreedTo(fleet) : stop(fleet, 'declined'), []];
    case 'started': {
      const was = runningIn(fleet, event);
      if (!was || was.worker === event.worker) return [fleet, []];
      return [moved(fleet, event.account, { ...was, worker: event.worker }), []];
    }
    case 'ended': {
      const was = runningIn(fleet, event);
      return was ? ended(fleet, event.account, was, event.outcome) : [fleet, []];
    }
    case 'rested':
      return rested(fleet, event);
    case 'interrupted':
      return [fleet.stage === 'ended' || fleet.stage === 'stopping' ? fleet : stop(fleet, 'interrupted'), []];
    case 'resumed':
      return resumed(fleet, event.lifted);
  }
}

/** What is to be done now: follows from the state alone. */
function decide(fleet: Fleet): Step {
  const { unplanned, waiting, running, resting } = tally(fleet);
  const open = waiting + running + resting;
  switch (fleet.stage) {
    case 'planning':
      if (unplanned > 0) return [fleet, []];
      if (open === 0) return end(fleet);
      return [{ ...fleet, stage: 'asking' }, [{ do: 'ask', count: changingIn(fleet) }]];
    case 'asking':
    case 'ended':
      return [fleet, []];
    case 'canary': {
      if (failedIn(fleet) > 0) return decide(stop(fleet, 'canary'));
      const chosen = canariesOf(fleet);
      const isProven = chosen.every((account) => accountProgress(fleet, account)?.is === 'done');
      return isProven ? decide({ ...fleet, stage: 'waves', proven: true }) : start(fleet, new Set(chosen));
    }
    case 'waves':
      if (open + unplanned === 0) return end(fleet);
      if (failedIn(fleet) >= fleet.limits.maxErrors) return decide(stop(fleet, 'errors'));
      return open > 0 ? start(fleet) : planUnplanned(fleet);
    case 'stopping':
      return running > 0 ? [fleet, []] : end(fleet);
  }
}

function planned(fleet: Fleet, { account, attempt, plan }: Extract<FleetEvent, { type: 'planned' }>): Step {
  const was = accountProgress(fleet, account);
  if (was?.is !== 'unplanned' || was.attempt !== attempt || fleet.stage === 'ended') return [fleet, []];
  const { wrote } = was;
  if ('hash' in plan) {
    const { is, hash, group } = plan;
    const first = { plan: is, hash, group, attempt, failures: was.failures, waits: 0, wrote };
    return [moved(fleet, account, { is: 'waiting', ...first }), []];
  }
  const { cause, detail } = plan;
  const failures = was.failures + 1;
  if (plan.is === 'refused' || failures >= fleet.limits.attempts) {
    const quarantined = { is: 'quarantined', during: 'plan', cause, detail, wrote, attempt } as const;
    return [moved(fleet, account, quarantined), []];
  }
  return [
    moved(fleet, account, { ...was, attempt: attempt + 1, failures }),
    [{ do: 'rest', account, attempt: attempt + 1, ms: pauseAfter(fleet, failures) }],
  ];
}

function ended(fleet: Fleet, account: string, { worker: _, ...was }: Running, outcome: Outcome): Step {
  const wrote = was.wrote || (outcome.is !== 'busy' && outcome.wrote);
  const next = { ...was, wrote, attempt: was.attempt + 1 };
  const rest = (ms: number, more: Partial<Running>): Step =>
    // A fleet that stops waits for no timer: the account waits for whatever goes on with the fleet.
    fleet.stage === 'stopping'
      ? [moved(fleet, account, { ...next, ...more, is: 'waiting' }), []]
      : [
          moved(fleet, account, { ...next, ...more, is: 'resting' }),
          [{ do: 'rest', account, attempt: next.attempt, ms }],
        ];
  switch (outcome.is) {
    case 'done': {
      const is = was.plan === 'same' && !wrote ? 'same' : 'done';
      return [moved(fleet, account, { ...was, is, wrote, counts: outcome.counts }), []];
    }
    case 'interrupted':
      return [moved(fleet, account, { ...next, is: 'waiting' }), []];
    case 'busy': {
      const waits = was.waits + 1;
      if (waits < fleet.limits.waits) return rest(fleet.limits.rest.busy, { waits });
      return [moved(fleet, account, { ...was, is: 'busy', waits, detail: outcome.detail }), []];
    }
    case 'drifted':
    case 'failed':
    case 'refused': {
      const failures = was.failures + 1;
      const mayTryAgain = outcome.is !== 'refused' && failures < fleet.limits.attempts;
      if (mayTryAgain && outcome.is === 'failed') return rest(pauseAfter(fleet, failures), { failures });
      const { attempt } = next;
      if (mayTryAgain) {
        // At any other stage, it is planned when nothing else is open.
        const plan: readonly FleetCommand[] =
          fleet.stage === 'planning' ? [{ do: 'plan', account, attempt }] : [];
        return [moved(fleet, account, { is: 'unplanned', attempt, failures, wrote }), plan];
      }
      const { cause, detail } = outcome;
      const given = { during: 'run', cause, detail, wrote, attempt: was.attempt } as const;
      return [moved(fleet, account, { is: 'quarantined', ...given }), []];
    }
  }
}

function rested(fleet: Fleet, { account, attempt }: Extract<FleetEvent, { type: 'rested' }>): Step {
  const was = accountProgress(fleet, account);
  if (fleet.stage === 'ended') return [fleet, []];
  if (was?.is === 'unplanned' && was.attempt === attempt) return [fleet, [{ do: 'plan', account, attempt }]];
  if (was?.is !== 'resting' || was.attempt !== attempt) return [fleet, []];
  return [moved(fleet, account, { ...was, is: 'waiting' }), []];
}

/**
 * Another coordinator goes on. What runs is put again as the same attempt, which a queue that still has it ignores. A
 * fleet that was stopped, or of which accounts were lifted from quarantine, is agreed to again.
 */
function resumed(fleet: Fleet, lifted: readonly string[]): Step {
  const chosen = new Set(lifted);
  const progress = fleet.progress.map((was, place): Progress => {
    if (was.is === 'quarantined' && chosen.has(fleet.accounts[place]!))
      return { ...UNPLANNED, attempt: was.attempt + 1 };
    if (was.is !== 'busy') return was;
    const { detail: _, ...change } = was;
    return { ...change, is: 'waiting', attempt: was.attempt + 1, waits: 0 };
  });
  const open: Fleet = { ...fleet, progress, counts: countedIn(progress), stopped: undefined };
  const goesOn = (fleet.stage === 'canary' || fleet.stage === 'waves') && tally(open).unplanned === 0;
  return [goesOn ? open : { ...open, stage: 'planning', proven: false }, allUnderWay(open)];
}

/** What a coordinator that is gone was waiting for, and what nothing has been asked for yet. */
const allUnderWay = (fleet: Fleet): readonly FleetCommand[] =>
  fleet.accounts.flatMap((account) => underWay(fleet, account));

function underWay(fleet: Fleet, account: string): readonly FleetCommand[] {
  const now = accountProgress(fleet, account)!;
  if (now.is === 'unplanned') return [{ do: 'plan', account, attempt: now.attempt }];
  if (now.is === 'running') return [putting(fleet, account, now)];
  if (now.is !== 'resting') return [];
  return [{ do: 'rest', account, attempt: now.attempt, ms: pauseAfter(fleet, now.failures) }];
}

/** Puts as many as there is room for, in the order of the roster. `of`: only these. */
function start(fleet: Fleet, of?: ReadonlySet<string>): Step {
  const room = Math.min(roomIn(fleet), tally(fleet).waiting);
  if (room <= 0) return [fleet, []];
  const progress = [...fleet.progress];
  const commands: FleetCommand[] = [];
  for (let place = 0; place < progress.length && commands.length < room; place++) {
    const was = progress[place]!;
    const account = fleet.accounts[place]!;
    if (was.is !== 'waiting' || (of && !of.has(account))) continue;
    progress[place] = { ...was, is: 'running' };
    commands.push(putting(fleet, account, was));
  }
  if (commands.length === 0) return [fleet, []];
  const { waiting, running } = fleet.counts;
  const counts = { ...fleet.counts, waiting: waiting - commands.length, running: running + commands.length };
  return [{ ...fleet, progress, counts }, commands];
}

/**
 * At the beginning, all accounts; and those that were found otherwise than planned, once nothing else is open: they are
 * agreed to again.
 */
const planUnplanned = (fleet: Fleet): Step => [{ ...fleet, stage: 'planning' }, allUnderWay(fleet)];

/** The limit of errors counts from the first consent, however often the fleet asks again. */
const agreedTo = (fleet: Fleet): Fleet =>
  fleet.proven ? { ...fleet, stage: 'waves' } : { ...fleet, stage: 'canary', forgiven: fleet.counts.failed };

const changingIn = ({ progress }: Fleet): number =>
  progress.filter((one) => 'plan' in one && one.plan === 'change' && isOpen(one)).length;

const OPEN: readonly Progress['is'][] = ['waiting', 'resting', 'running'];
const isOpen = ({ is }: Progress): boolean => OPEN.includes(is);

function end(fleet: Fleet): Step {
  const { done, same } = tally(fleet);
  const all = done + same === fleet.accounts.length;
  const exit = all ? 0 : fleet.stopped === 'declined' ? 5 : fleet.stopped === 'interrupted' ? 130 : 7;
  return [{ ...fleet, stage: 'ended' }, [{ do: 'end', exit }]];
}

const UNPLANNED = { is: 'unplanned', failures: 0, wrote: false } as const;

const stop = (fleet: Fleet, stopped: WhyStopped): Fleet => ({ ...fleet, stage: 'stopping', stopped });

/** The end of an attempt that does not run is old news. */
function runningIn(
  fleet: Fleet,
  { account, attempt }: { account: string; attempt: number },
): Running | undefined {
  const was = accountProgress(fleet, account);
  return was?.is === 'running' && was.attempt === attempt ? was : undefined;
}

const putting = (
  { id: fleet }: Fleet,
  account: string,
  { attempt, hash: planHash }: { readonly attempt: number; readonly hash: string },
): FleetCommand => ({ do: 'put', unit: { fleet, account, attempt, planHash } });

const pauseAfter = ({ limits: { rest } }: Fleet, failures: number): number =>
  Math.min(rest.longest, rest.first * 2 ** Math.max(0, failures - 1));
