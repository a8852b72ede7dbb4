import { countsOf } from '../contract/call-counts.ts';
import type { CheckResult } from '../contract/check.ts';
import type { Condition } from '../contract/condition.ts';
import { LabError } from '../contract/errors.ts';
import {
  type ErrorNote,
  EVENTS,
  type LabEvent,
  type LeftAsIs,
  type StepResult,
  type StepStatus,
  type Summary,
} from '../contract/event.ts';
import { refusalDetailsOf, withRefusalDetails } from '../contract/refusal-details.ts';
import type { Change } from '../contract/resource.ts';
import { PolicyEditError } from '../policy/edit.ts';
import { PolicySyntaxError } from '../policy/parse.ts';
import type { CommandSession } from './session.ts';

interface Tally {
  status: StepStatus;
  changes: Change[];
  conditions?: Condition[];
  checks: CheckResult[];
  waitedMs?: number;
}

/** Reports to the host and the journal what happens, and keeps what goes into the summary. */
export class Recorder {
  readonly #session: CommandSession;
  readonly #begun: Date;
  #journals = false;
  readonly #steps = new Map<string, Tally>();
  readonly #looseChecks: CheckResult[] = [];
  readonly #leftAsIs: LeftAsIs[] = [];

  constructor(session: CommandSession) {
    this.#session = session;
    this.#begun = session.clock.now();
  }

  /** From here on, events go to the journal as well. */
  journal(): void {
    this.#journals = true;
  }

  closeJournal(): void {
    this.#journals = false;
  }

  tell(told: LabEvent): void {
    this.#tally(told);
    const event = told.type === 'step-settled' ? { ...told, ...this.#waited(told.step) } : told;
    this.keep(event);
    this.#session.host.notify(event);
  }

  /** To the journal only. */
  keep(event: LabEvent): void {
    if (this.#journals && EVENTS[event.type].kept !== 'not') {
      this.#session.store.journal(event, this.#session.clock.now());
    }
  }

  summary(error: LabError | undefined, exitCode: Summary['exitCode']): Summary {
    const { command, target, lab, clock, store } = this.#session;
    return {
      schemaVersion: 1,
      command,
      target,
      accountId: lab.facts.accountId,
      region: lab.facts.region,
      variant: lab.variant,
      ok: exitCode === 0,
      steps: [...this.#steps].map(([id, tally]): StepResult => ({ id, ...tally })),
      checks: this.#looseChecks,
      ...(this.#leftAsIs.length > 0 ? { leftAsIs: this.#leftAsIs } : {}),
      ...countsOf(lab.counts),
      ...(store.requests ? { stateRequests: store.requests() } : {}),
      durationMs: clock.now().getTime() - this.#begun.getTime(),
      exitCode,
      ...(error ? { error: noteOf(error) } : {}),
    };
  }

  /** Milliseconds that a step's changes took to be visible or in force. */
  waited(step: string | undefined, elapsedMs: number): void {
    const tally = step === undefined ? undefined : this.#steps.get(step);
    if (tally) tally.waitedMs = (tally.waitedMs ?? 0) + elapsedMs;
  }

  #waited(step: string): Pick<StepResult, 'waitedMs'> {
    const { waitedMs } = this.#steps.get(step) ?? {};
    return waitedMs === undefined ? {} : { waitedMs };
  }

  /** The checks of a step that have failed so far. */
  failedIn(step: string): readonly CheckResult[] {
    return this.#steps.get(step)?.checks.filter(({ status }) => status === 'failed') ?? [];
  }

  #tally(event: LabEvent): void {
    if (event.type === 'step-started') {
      this.#steps.set(event.step.id, { status: 'skipped', changes: [], checks: [] });
    }
    const tally = 'step' in event && typeof event.step === 'string' ? this.#steps.get(event.step) : undefined;
    if (event.type === 'check-settled') {
      (tally?.checks ?? this.#looseChecks).push({ id: event.check.id, ...event.verdict });
    }
    if (event.type === 'left-as-is') this.#leftAsIs.push({ title: event.title, error: event.error });
    if (!tally) return;
    if (
      event.type === 'change-planned' ||
      (event.type === 'change-applied' && !isPlanned(tally, event.change))
    )
      tally.changes.push(event.change);
    if (event.type === 'condition') {
      const { type: _, step: __, ...condition } = event;
      tally.conditions = [...(tally.conditions ?? []), condition];
    }
    if (event.type === 'step-settled') tally.status = event.status;
  }
}

/** A person’s change has no plan before it. */
const isPlanned = ({ changes }: Tally, { arn }: Change): boolean => changes.some((one) => one.arn === arn);

export function noteOf(error: LabError): ErrorNote {
  const { code, message, hint, next, cause, stack } = error;
  const why = causes(cause, message);
  const note: ErrorNote = {
    code,
    message,
    ...(why.length > 0 ? { cause: why.join(': ') } : {}),
    ...(hint ? { hint } : {}),
    ...(next.length > 0 ? { next } : {}),
    ...(stack ? { stack } : {}),
  };
  return withRefusalDetails(note, refusalDetailsOf(error));
}

/** Names that mean nothing to a person. */
const UNTELLING: ReadonlySet<string> = new Set(['Error', 'LabError']);

/** If an error's message was already reported, its name is left: it is what people search for. Our own have none. */
function causes(cause: unknown, told: string): readonly string[] {
  if (!(cause instanceof Error)) return cause === undefined ? [] : [String(cause)];
  const { name, message } = cause;
  const parts = [
    ...(UNTELLING.has(name) ? [] : [name]),
    ...(message === '' || told.includes(message) ? [] : [message]),
  ];
  const text = parts.join(': ');
  return [...(text === '' ? [] : [text]), ...causes(cause.cause, `${told} ${message}`)];
}

/** What went wrong, as a `LabError`: anything that is neither that nor about a document is a bug, and says so. */
export function asLabError(error: unknown): LabError {
  if (error instanceof LabError) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof PolicySyntaxError || error instanceof PolicyEditError) {
    return new LabError('ERR_DOCUMENT', message, {
      hint: 'Correct the policy in the account, then try again.',
      cause: error,
    });
  }
  return new LabError('ERR_INTERNAL', message, { cause: error });
}
