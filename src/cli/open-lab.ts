import { setTimeout as pause } from 'node:timers/promises';
import { pipeline } from '../../steps/index.ts';
import { requireSignedIn } from '../aws/account.ts';
import { type Leave, type Objection, objectionsTo } from '../aws/client/guards.ts';
import type { AwsTarget } from '../aws/client/target.ts';
import { ifFound } from '../aws/find/found.ts';
import { requireNames } from '../aws/find/names.ts';
import { openAwsLab } from '../aws/open.ts';
import type { CallCounts } from '../contract/call-counts.ts';
import { LabError } from '../contract/errors.ts';
import type { Host } from '../contract/event.ts';
import type { Examined } from '../contract/examination.ts';
import type { Facts } from '../contract/facts.ts';
import { SEE_DOCTOR } from '../contract/suggestion.ts';
import type { SetupWishes } from '../contract/workshop.ts';
import { type KeptPart, showCheckpoint } from '../engine/checkpoints.ts';
import type { CommandSession, Patience, SessionClock } from '../engine/session.ts';
import type { WorkshopSession } from '../engine/setup.ts';
import { type Chaos, latenessOf } from '../sandbox/chaos/chaos.ts';
import type { SandboxHandle } from '../sandbox/sandbox.ts';
import { givenOnce } from './given-once.ts';
import type { GlobalOptions } from './global-options.ts';
import { openRemembered, type Remembered } from './open-state.ts';
import { sandboxDirectory, startSandbox } from './start-sandbox.ts';
import { targetOf, unusedOptions } from './target.ts';
import { writesByHand } from './writes-by-hand.ts';

/**
 * Milliseconds. The sandbox's changes are immediate. AWS's documentation says seconds, but changes may take minutes,
 * and many replicas answer.
 */
const PATIENCE: { readonly [target in AwsTarget['name']]: Patience } = {
  sandbox: { write: 2_000, check: 2_000, firstPause: 20, longestPause: 500, agreeing: 1 },
  // https://docs.aws.amazon.com/kms/latest/developerguide/accessing-kms.html#programming-eventual-consistency
  aws: { write: 60_000, check: 300_000, firstPause: 500, longestPause: 15_000, agreeing: 3 },
};

export interface OpenedLab {
  readonly session: CommandSession;
  /** Reasons not to change this account. A command that writes does not start if one of them stops it. */
  readonly objections: readonly Objection[];
  close(): Promise<void>;
}

/** What a caller of `openLab` may decide. */
interface Ways {
  readonly start?: typeof startSandbox | undefined;
  readonly sleep?: SessionClock['sleep'];
  /** Names that the command was given: of checkpoints that were kept. */
  readonly checkpoints?: readonly string[];
}

/**
 * The composition root: the only place that knows both the AWS clients and the sandbox. Throws `ERR_UNKNOWN_NAME` for
 * a checkpoint that was not kept, before it looks at the account.
 */
export function openLab(
  options: GlobalOptions,
  command: string,
  host: Host,
  signal: AbortSignal,
  { start = startSandbox, sleep = untilAborted, checkpoints = [] }: Ways = {},
): Promise<OpenedLab> {
  return onTarget({ options, command, start }, async ({ target, sandbox, account, store }) => {
    tellUnused(options, target, host);
    const openedAt = new Date();
    const operator = await requireSignedIn(account, options.account);
    const kept = { store: await store(), pipeline };
    for (const name of checkpoints) await showCheckpoint(kept, name);
    const clock = { now: () => new Date(), sleep };
    const { variant, probeMfa } = options;
    const byHand = sandbox && writesByHand(sandboxDirectory(options), operator.accountId);
    const lab = await openAwsLab({
      ...{ account, variant, signal, probeMfa },
      ...clock,
      writesByHand: byHand,
    }).catch(pointToDoctor);
    const leave = leaveOf(options);
    const scene = { clients: account.clients, operator, key: lab.facts.key, leave };
    const objections = await objectionsTo(scene, { real: target.name === 'aws' });
    return {
      session: {
        command,
        target: target.name,
        lab,
        ...kept,
        host,
        clock,
        patience: patienceWith(target, (await sandbox?.info())?.chaos),
        signal,
        openedAt: givenOnce(openedAt),
      },
      objections,
    };
  });
}

export interface OpenedKept {
  readonly kept: KeptPart;
  readonly facts: Pick<Facts, 'accountId' | 'region'>;
  readonly counts: CallCounts;
  close(): Promise<void>;
}

/** What was kept of the account, which need not let the operator look at it. */
export function openKept(options: GlobalOptions, command: string, host: Host): Promise<OpenedKept> {
  return onTarget({ options, command }, async ({ target, account, store }) => {
    tellUnused(options, target, host);
    const { accountId } = await requireSignedIn(account, options.account);
    return {
      kept: { store: await store(), pipeline },
      facts: { accountId, region: await account.region() },
      counts: account.clients.counter,
    };
  });
}

/** An account opened for setup or teardown. */
export interface OpenedWorkshop {
  readonly session: WorkshopSession;
  readonly facts: Pick<Facts, 'accountId' | 'region' | 'operator'>;
  readonly counts: CallCounts;
  readonly objections: readonly Objection[];
  close(): Promise<void>;
}

/** The same for a command that creates or removes the workshop: does not look for any of it yet. */
export function openSetup(
  options: GlobalOptions,
  command: string,
  host: Host,
  signal: AbortSignal,
  wishes: SetupWishes,
  start: typeof startSandbox = startSandbox,
): Promise<OpenedWorkshop> {
  return onTarget({ options, command, start }, async ({ target, sandbox, account, store }) => {
    tellUnused(options, target, host);
    const operator = await requireSignedIn(account, options.account);
    const { accountId } = operator;
    const { clients } = account;
    const region = await account.region();
    const { workshop, lock } = await store();
    const [{ openWorkshop }, { openWorkshopRecord }] = await Promise.all([
      import('../aws/workshop/open.ts'),
      import('../engine/workshop-record.ts'),
    ]);
    const clock = { now: () => new Date(), sleep: untilAborted };
    const record = await openWorkshopRecord(workshop, clock.now);
    const leave = leaveOf(options);
    // Called only if it decides something.
    const key = leave.blocklist.length > 0 ? (await ifFound(account.key()))?.fact : undefined;
    return {
      session: {
        command,
        workshop: await openWorkshop({ account, made: record, wishes }),
        record,
        lock,
        host,
        clock,
        patience: patienceWith(target, (await sandbox?.info())?.chaos),
        signal,
      },
      facts: { accountId, region, operator },
      counts: clients.counter,
      objections: await objectionsTo(
        { clients, operator, leave, ...(key ? { key } : {}) },
        { real: target.name === 'aws' },
      ),
    };
  });
}

export interface OpenedDoctor {
  /** `facts` are absent if the operator is not signed in. */
  examine(): Promise<{
    readonly examined: readonly Examined[];
    readonly facts?: Pick<Facts, 'accountId' | 'region'>;
    readonly counts: CallCounts;
  }>;
  close(): Promise<void>;
}

/** The same for `doctor`, which examines whether the lab would open: assumes nothing about the account. */
export function openDoctor(options: GlobalOptions, command: string): Promise<OpenedDoctor> {
  return onTarget({ options, command }, async ({ target, account, store, bucket }) => {
    const [{ openDoctorContext }, { examine }, { EXAMINATIONS }, { foreseenRun }] = await Promise.all([
      import('../aws/doctor/context.ts'),
      import('../aws/doctor/examine.ts'),
      import('../aws/doctor/index.ts'),
      import('./foresee-run.ts'),
    ]);
    const clock = { now: () => new Date(), sleep: untilAborted };
    const context = openDoctorContext({
      account,
      expectedAccount: options.account,
      leave: leaveOf(options),
      ...clock,
    });
    const prediction = foreseenRun(async () => ({
      command,
      target: target.name,
      lab: await openAwsLab({ account, variant: options.variant, ...clock }),
      pipeline,
      store: await store(),
      clock,
      patience: PATIENCE[target.name],
    }));
    const ofState = async () => {
      const its = await bucket();
      return its ? (await import('../aws/state/examine-bucket.ts')).stateExaminations(its) : [];
    };
    return {
      async examine() {
        const examined = await examine(context, [...EXAMINATIONS, ...(await ofState()), prediction]);
        const isSignedIn = examined.some(
          ({ id, state }) => id === 'credentials' && (state === 'fine' || state === 'warning'),
        );
        const facts = isSignedIn
          ? { accountId: (await account.operator()).accountId, region: await account.region() }
          : undefined;
        return { examined, ...(facts ? { facts } : {}), counts: account.clients.counter };
      },
    };
  });
}

const tellUnused = (options: GlobalOptions, target: AwsTarget, host: Host): void => {
  for (const text of unusedOptions(options, target)) host.notify({ type: 'note', text });
};

interface Opening {
  readonly options: GlobalOptions;
  readonly command: string;
  readonly start?: typeof startSandbox;
}

interface Scene extends Omit<Remembered, 'close'> {
  readonly target: AwsTarget;
  readonly sandbox: SandboxHandle | undefined;
}

/** Opens something on the chosen target. Releases its connections and its sandbox if that fails, or on close. */
async function onTarget<Opened>(
  { options, command, start = startSandbox }: Opening,
  open: (scene: Scene) => Promise<Opened>,
): Promise<Opened & { close(): Promise<void> }> {
  requireNames(options.names);
  const sandbox = options.target === 'sandbox' ? await start(options, command) : undefined;
  let close = async () => sandbox?.close();
  try {
    const target = await targetOf(sandbox, options, command);
    const remembered = openRemembered(target, options, command);
    close = async () => {
      await remembered.close();
      await sandbox?.close();
    };
    return { ...(await open({ ...remembered, target, sandbox })), close };
  } catch (error) {
    await close();
    throw error;
  }
}

const untilAborted = (ms: number, signal?: AbortSignal): Promise<void> =>
  pause(ms, undefined, signal ? { signal } : {}).catch((error) => {
    if ((error as Error).name !== 'AbortError') throw error;
  });

const leaveOf = ({ account, allowProduction, allowRoot, blocklist = [] }: GlobalOptions): Leave => ({
  pinned: account !== undefined,
  allowProduction,
  allowRoot,
  blocklist,
});

/**
 * A sandbox with chaos fails at random, which makes no answer wrong. If its changes are delayed, it has no replicas
 * that disagree: two answers are enough.
 */
function patienceWith({ name }: AwsTarget, chaos: Chaos | undefined): Patience {
  if (!chaos) return PATIENCE[name];
  // The retries of a throttled request take seconds.
  const limit = 30_000 + 2 * latenessOf(chaos);
  return { ...PATIENCE[name], write: limit, check: limit, agreeing: chaos.eventual > 0 ? 2 : 1 };
}

/** Often more is missing than what was noticed first. */
function pointToDoctor(error: unknown): never {
  if (!(error instanceof LabError) || error.code !== 'ERR_NOT_FOUND') throw error;
  throw error.alsoSuggesting(SEE_DOCTOR);
}
