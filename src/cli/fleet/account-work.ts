import { type ErrorCode, LabError } from '../../contract/errors.ts';
import type { Host, Standing, Summary } from '../../contract/event.ts';
import { asLabError, noteOf } from '../../engine/recorder.ts';
import type { CommandSession } from '../../engine/session.ts';
import { SILENT } from '../../engine/silent-host.ts';
import type { Planned } from '../../fleet/fleet-state.ts';
import type { AccountPlan } from '../../fleet/groups.ts';
import type { Outcome, RunUnit } from '../../fleet/queue.ts';
import type { Seat } from '../../fleet/seat.ts';
import { recordOf, type SeatRecord } from '../../fleet/seat-record.ts';
import { heed } from '../consent.ts';
import { bareSummary } from '../empty-summary.ts';
import { givenOnce } from '../given-once.ts';
import { type OpenedLab, type OpenedWorkshop, openLab, openSetup } from '../open-lab.ts';
import type { Room } from './room.ts';
import type { FleetVerb, ForeseenAccount, LabVerb, WorkshopVerb } from './verbs.ts';

/** What a fleet does in one account: the command of one account, with clients, a journal and a lock of its own. */
export interface AccountWork {
  /** Reads only. */
  plan(
    account: string,
    signal: AbortSignal,
  ): Promise<{ readonly planned: Planned; readonly lines: readonly string[] }>;
  readonly run: RunUnit;
}

/** `save`: keeps how an account fared. */
export function accountWork(
  room: Room,
  verb: FleetVerb,
  save: (record: SeatRecord) => Promise<void>,
): AccountWork {
  const seats = new Map(room.roster.seats.map((seat) => [seat.account, seat]));
  const seatOf = (account: string): Seat => {
    const seat = seats.get(account);
    if (!seat) throw new LabError('ERR_ROSTER', `Account ${account} is not on the roster of the fleet.`);
    return seat;
  };
  return {
    plan: (account, signal) =>
      verb.on === 'lab'
        ? planLab(room, verb, seatOf(account), signal)
        : planWorkshop(room, verb, seatOf(account), signal),
    async run({ account, attempt, planHash }, signal) {
      const ask = { room, seat: seatOf(account), planHash, signal };
      const begun = performance.now();
      const { summary, standing, left } = await (verb.on === 'lab'
        ? workInLab(verb, ask)
        : workOnWorkshop(verb, ask));
      const durationMs = Math.round(performance.now() - begun);
      await save(recordOf(account, summary, { attempt, at: new Date(), standing, left, durationMs }));
      return outcomeOf(summary, verb, signal);
    },
  };
}

type Plans = ReturnType<AccountWork['plan']>;

async function planLab(room: Room, verb: LabVerb, seat: Seat, signal: AbortSignal): Plans {
  // A command that only looks has nothing to plan: each account is one of the same group.
  if (!verb.foresee) return { planned: { is: 'change', hash: '', group: '' }, lines: [] };
  let opened: OpenedLab | undefined;
  try {
    opened = await openLab(room.optionsOf(seat), verb.name, SILENT, signal, room);
    heed(opened.objections);
    return plannedIn(await verb.foresee(opened.session));
  } catch (thrown) {
    return plannedIn({ refused: noteOf(asLabError(thrown)) });
  } finally {
    await opened?.close();
  }
}

async function planWorkshop(room: Room, verb: WorkshopVerb, seat: Seat, signal: AbortSignal): Plans {
  let opened: OpenedWorkshop | undefined;
  try {
    opened = await openSetup(room.optionsOf(seat), verb.name, SILENT, signal, verb.wishes, room.start);
    heed(opened.objections);
    return plannedIn({ plan: await verb.foresee(opened.session) });
  } catch (thrown) {
    return plannedIn({ refused: noteOf(asLabError(thrown)) });
  } finally {
    await opened?.close();
  }
}

function plannedIn(foreseen: ForeseenAccount): Awaited<Plans> {
  if ('refused' in foreseen) {
    const { code: cause, message: detail } = foreseen.refused;
    return { planned: { is: isPassing(cause) ? 'failed' : 'refused', cause, detail }, lines: [] };
  }
  const { hash, group, lines } = foreseen.plan;
  return { planned: { is: lines.length > 0 ? 'change' : 'same', hash, group }, lines };
}

/** What may not be there at the next attempt. */
const PASSING: ReadonlySet<ErrorCode> = new Set([
  'ERR_AWS',
  'ERR_CHECK_FAILED',
  'ERR_LOCKED',
  'ERR_LOOK',
  'ERR_NOT_RESTORED',
  'ERR_NOT_SETTLED',
]);

const isPassing = (code: ErrorCode): boolean => PASSING.has(code);

interface Asked {
  readonly room: Room;
  readonly seat: Seat;
  readonly planHash: string;
  readonly signal: AbortSignal;
}

interface Worked {
  readonly summary: Summary;
  readonly standing?: Standing | undefined;
  readonly left: SeatRecord['left'];
}

async function workInLab(verb: LabVerb, { room, seat, planHash, signal }: Asked): Promise<Worked> {
  let standing: Standing | undefined;
  const host: Host = {
    notify(event) {
      if (event.type === 'standing') standing = event;
    },
  };
  const options = room.optionsOf(seat);
  let opened: OpenedLab | undefined;
  try {
    opened = await openLab(options, verb.name, host, signal, room);
    const { session } = opened;
    if (verb.foresee) heed(opened.objections);
    const summary = await verb.work(verb.foresee ? await asAgreed(verb.foresee, session, planHash) : session);
    return { summary, standing, left: leftOf(session.lab.counts) };
  } catch (thrown) {
    const counts = opened?.session.lab.counts;
    const error = asLabError(thrown);
    const facts = { accountId: seat.account, region: options.region ?? '' };
    const bare = { facts, error: noteOf(error), exitCode: error.exitCode, ...(counts ? { counts } : {}) };
    return { summary: bareSummary({ command: verb.name, options }, bare), standing, left: leftOf(counts) };
  } finally {
    await opened?.close();
  }
}

/**
 * The session, if its account would still change as agreed. One that a command left half done, or that is done
 * already, goes on. Both looks are of one round. Throws `ERR_DRIFT`.
 */
async function asAgreed(
  foresee: NonNullable<LabVerb['foresee']>,
  session: CommandSession,
  planHash: string,
): Promise<CommandSession> {
  const openedAt = session.openedAt?.();
  const again = (): CommandSession => ({ ...session, openedAt: givenOnce(openedAt) });
  const foreseen = await foresee(again());
  if ('plan' in foreseen && !(await isAsAgreed(foreseen.plan, session, planHash))) throw changedSince();
  return again();
}

async function isAsAgreed(
  { hash, lines }: AccountPlan,
  { store }: CommandSession,
  planHash: string,
): Promise<boolean> {
  return lines.length === 0 || hash === planHash || (await store.unfinished()).length > 0;
}

const changedSince = (): LabError =>
  new LabError(
    'ERR_DRIFT',
    'The account is no longer as it was when its plan was agreed to. Nothing was written.',
  );

async function workOnWorkshop(verb: WorkshopVerb, { room, seat, planHash, signal }: Asked): Promise<Worked> {
  const options = room.optionsOf(seat);
  let opened: OpenedWorkshop | undefined;
  const ended = (error?: LabError) =>
    bareSummary(
      { command: verb.name, options },
      {
        facts: opened?.facts ?? { accountId: seat.account, region: options.region ?? '' },
        ...(opened ? { counts: opened.counts } : {}),
        ...(error ? { error: noteOf(error), exitCode: error.exitCode } : {}),
      },
    );
  try {
    opened = await openSetup(options, verb.name, SILENT, signal, verb.wishes, room.start);
    heed(opened.objections);
    const { hash, lines } = await verb.foresee(opened.session);
    // What an earlier attempt has made or removed is in the record of the account, and not in this plan.
    if (lines.length > 0 && hash !== planHash && opened.session.record.isBlank) throw changedSince();
    const { parts, error } = await verb.work(opened.session);
    return { summary: { ...ended(error), parts }, left: leftOf(opened.counts) };
  } catch (thrown) {
    return { summary: ended(asLabError(thrown)), left: leftOf(opened?.counts) };
  } finally {
    await opened?.close();
  }
}

type Counts = CommandSession['lab']['counts'];

const leftOf = (counts: Counts | undefined): SeatRecord['left'] => ({
  cloudTrailEvents: counts?.calls ?? 0,
  objectVersions: counts?.left?.uploads ?? 0,
  commandOutputs: counts?.left?.commands ?? 0,
});

/** A look that found something amiss has done what it was asked to: the record says what it found. */
const FOUND: readonly number[] = [0, 4];

function outcomeOf(
  { error, exitCode, writes, ...summary }: Summary,
  { foresee }: FleetVerb,
  signal: AbortSignal,
): Outcome {
  const wrote = writes > 0;
  const counts = { calls: summary.calls, writes };
  if (error?.code === 'ERR_INTERRUPTED' && signal.aborted) return { is: 'interrupted', wrote };
  if (error?.code === 'ERR_LOCKED') return { is: 'busy', detail: error.message };
  if (error) {
    const { code: cause, message: detail } = error;
    return { is: troubleIn(cause, foresee !== undefined), cause, detail, wrote, counts };
  }
  if (FOUND.includes(exitCode)) return { is: 'done', wrote, counts };
  const detail = `${failedChecks(summary)} did not pass.`;
  return { is: 'failed', cause: 'ERR_CHECK_FAILED', detail, wrote, counts };
}

/** Where nothing was planned, a look was to find whether the account has drifted. */
function troubleIn(cause: ErrorCode, wasPlanned: boolean): 'drifted' | 'failed' | 'refused' {
  if (cause === 'ERR_DRIFT' && wasPlanned) return 'drifted';
  return isPassing(cause) ? 'failed' : 'refused';
}

function failedChecks({ steps, checks }: Pick<Summary, 'steps' | 'checks'>): string {
  const failed = [...steps.flatMap((step) => step.checks), ...checks].filter(
    ({ status }) => status === 'failed',
  );
  const [first, ...more] = failed.map(({ id }) => id);
  return more.length === 0
    ? `The check ${first ?? 'of the account'}`
    : `${failed.length} checks, ${first} among them,`;
}
