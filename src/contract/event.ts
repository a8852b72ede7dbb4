import * as v from 'valibot';
import {
  arrayOf,
  CELL,
  CHANGE,
  CONDITION,
  ERROR_NOTE,
  FACTS,
  FINDING,
  FLEET_GROUPS,
  FLEET_STATE,
  flag,
  GRADE,
  HINT,
  INTERRUPTED,
  LEFT_AS_IS,
  NAMED,
  number,
  type Of,
  PART_RESULT,
  QUIZ,
  STANDING,
  STEP_STATUS,
  SUMMARY,
  TARGET,
  text,
  VARIANT,
  VERDICT,
  WORK,
} from './event-shapes.ts';
import { SUGGESTION } from './suggestion-shape.ts';

export type {
  ErrorNote,
  FleetAccountState,
  FleetGroup,
  LeftAsIs,
  Standing,
  StepResult,
  StepStatus,
  Summary,
  TargetName,
} from './event-shapes.ts';

/**
 * How the journal treats an event. `synced`: it is on the disk before the lab continues. `written`: the operating
 * system writes it when it likes. `not`: the journal omits it, because it only reports progress while waiting.
 */
type Kept = 'synced' | 'written' | 'not';

const event = <Members extends v.ObjectEntries>(members: Members, kept: Kept = 'written') => ({
  members,
  kept,
});

const step = text;
const anyStep = v.optional(text);

/**
 * Everything that the engine can report. Only the line that a person reads is elsewhere, in
 * `src/report/event-line.ts`. The terminal, the plain lines, the JSON stream and the journal read nothing else.
 * Members that a version does not know are kept.
 */
export const EVENTS = {
  /** A command began: which steps, in which account. */
  'run-started': event({
    command: text,
    target: TARGET,
    facts: FACTS,
    variant: VARIANT,
    steps: arrayOf(NAMED),
  }),
  /** Emitted before the first write. From here on, `kms-lab resume` can continue the work. */
  'set-out': event({ work: WORK }, 'synced'),
  /** An earlier command did not finish: what it was doing, and what became of the write that was in progress. */
  interrupted: event(INTERRUPTED),
  /** A step began. */
  'step-started': event({ step: NAMED }),
  /** What a step that changes nothing showed. */
  'step-showed': event({ step, text }),
  /** A difference between the account and what a step wants. */
  'change-planned': event({ step: anyStep, change: CHANGE }),
  /** A write is about to be sent. The journal is on the disk before the request goes out. */
  'change-begun': event({ step: anyStep, change: CHANGE }, 'synced'),
  /** The write was made and read back. */
  'change-applied': event({ step: anyStep, change: CHANGE }, 'synced'),
  /**
   * The command waits for a change to take effect.
   *
   * `checks`: the checks that do not pass yet, if it waits for checks. `last`: the latest answer, as a sentence.
   * `limitMs`: the longest the whole wait can last; absent while an answer is being confirmed.
   */
  waiting: event(
    {
      step: anyStep,
      what: text,
      checks: v.optional(arrayOf(NAMED)),
      last: v.optional(text),
      elapsedMs: number,
      limitMs: v.optional(number),
    },
    'not',
  ),
  /** The final verdict of a check, and how often it ran. */
  'check-settled': event({ step: anyStep, check: NAMED, verdict: VERDICT, looks: number }),
  /** The predicted verdict of a check, before anything is written. */
  'check-predicted': event({ step: anyStep, check: NAMED, verdict: VERDICT }),
  /** Whether one condition of a step is met: partial credit. */
  condition: event({ step, ...CONDITION }),
  /**
   * A hint about what a person did by hand.
   *
   * `grade`: how much of the hint the person asked for; absent if all of it is shown, as during a watch.
   * `wanted`: the documents that the step leads to, with the third grade.
   */
  hint: event({ step, hint: HINT, grade: v.optional(GRADE), wanted: v.optional(arrayOf(CHANGE)) }),
  /**
   * Before a check, a person was asked who may do something. `said`: the principals they chose. `cells`: the facts.
   */
  quiz: event({ step, ...QUIZ }),
  /** What the page says, and what AWS does. */
  finding: event({ step, finding: FINDING }),
  /** Who may do what with the key. */
  matrix: event({ step: anyStep, matrix: arrayOf(CELL), predictedOnly: v.optional(flag) }),
  /** The documents of the account were saved as a checkpoint. */
  'checkpoint-saved': event({ id: text }),
  /** A plan was written to a file. `path` is as you typed it. */
  'plan-saved': event({ path: text }),
  /** What another user changed in the account since the plan was made. */
  moved: event({ changes: arrayOf(CHANGE) }),
  /** Where the account is among the steps. */
  standing: event(STANDING),
  /**
   * A step ended.
   *
   * `waitedMs`: how long its changes took to be visible and in force; absent if they were so at once.
   */
  'step-settled': event({
    step,
    status: STEP_STATUS,
    error: v.optional(ERROR_NOTE),
    waitedMs: v.optional(number),
  }),
  /** What `setup` or `teardown` did with one part. */
  'part-settled': event({ part: PART_RESULT }),
  /** `reset` or `rollback` could not restore one resource. It continued with the others. */
  'left-as-is': event(LEFT_AS_IS),
  /** A fleet began, or goes on: what is done in how many accounts. `does`: as you would type it for one account. */
  'fleet-started': event({ fleet: text, does: text, accounts: number }),
  /** All accounts of the fleet are planned: which of them would change alike. */
  'fleet-planned': event({ groups: FLEET_GROUPS }),
  /**
   * An account of the fleet is somewhere else than before.
   *
   * `seat`: its place on the roster, counted from 1. `account`, `name`: absent with `--names off`. `wrote`: whether
   * something was changed in it, or may have been. `stands`, `drift`, `missing`: where it stands among the steps, and how
   * many things were changed or are missing, if the command looked.
   */
  'fleet-account': event({
    seat: number,
    account: v.optional(text),
    name: v.optional(text),
    state: FLEET_STATE,
    attempt: number,
    error: v.optional(ERROR_NOTE),
    wrote: v.optional(flag),
    stands: v.optional(text),
    drift: v.optional(number),
    missing: v.optional(number),
  }),
  /**
   * Something you should know.
   *
   * `next`: what to type about it, in order.
   */
  note: event({ text, next: v.optional(arrayOf(SUGGESTION)) }),
  /** The last event of every command. */
  summary: event(SUMMARY, 'synced'),
} as const satisfies Readonly<Record<string, { readonly members: v.ObjectEntries; readonly kept: Kept }>>;

/** The name of an event: `step-started`. */
export type EventType = keyof typeof EVENTS;

/** One thing that happened in a command. The terminal, `--json` and the journal show nothing else. */
export type LabEvent = {
  readonly [Type in EventType]: { readonly type: Type } & Of<(typeof EVENTS)[Type]['members']>;
}[EventType];

/** The event of one name. */
export type EventOf<Type extends EventType> = Extract<LabEvent, { readonly type: Type }>;

export const EVENT_TYPES = Object.keys(EVENTS) as readonly EventType[];

/** The schema of an event, by its type. */
export const eventSchema = (type: EventType) =>
  v.object({ type: v.literal(type), ...(EVENTS[type].members as v.ObjectEntries) });

/** Receives events: the terminal, the JSON output, the journal. */
export interface Host {
  /** The user is at a terminal, and can do by hand what the lab cannot. */
  readonly attended?: true;
  notify(event: LabEvent): void;
}
