import * as v from 'valibot';
import {
  CELL,
  CHANGE,
  CONDITION,
  ERROR_NOTE,
  FACTS,
  FINDING,
  flag,
  GRADE,
  HINT,
  INTERRUPTED,
  LEFT_AS_IS,
  list,
  NAMED,
  number,
  type Of,
  PART_RESULT,
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
  LeftAsIs,
  Standing,
  StepResult,
  StepStatus,
  Summary,
  TargetName,
} from './event-shapes.ts';

/**
 * What becomes of an event in the journal: `synced`: it is on the disk before the lab goes on; `written`: it is there when
 * the system writes it; `not`: it only tells how a wait goes on.
 */
type Kept = 'synced' | 'written' | 'not';

const event = <Members extends v.ObjectEntries>(members: Members, kept: Kept = 'written') => ({
  members,
  kept,
});

const step = text;
const anyStep = v.optional(text);

/**
 * Everything the engine can say, and all there is to say of it but its line, which is in `src/report/line.ts`. The terminal,
 * the plain lines, the JSON stream and the journal read nothing else. Members that a version does not know are kept.
 */
export const EVENTS = {
  'run-started': event({ command: text, target: TARGET, facts: FACTS, variant: VARIANT, steps: list(NAMED) }),
  /** Before the first write: from here on the work can be resumed. */
  'set-out': event({ work: WORK }, 'synced'),
  interrupted: event(INTERRUPTED),
  'step-started': event({ step: NAMED }),
  'step-showed': event({ step, text }),
  'change-planned': event({ step: anyStep, change: CHANGE }),
  /** Right before a write: on the disk before the request is sent. */
  'change-begun': event({ step: anyStep, change: CHANGE }, 'synced'),
  'change-applied': event({ step: anyStep, change: CHANGE }, 'synced'),
  /**
   * `checks`: those that do not pass yet, where checks are waited for. `last`: what answered last, as a sentence.
   * `limitMs`: how long the wait lasts at most, from its beginning; absent while what was seen is confirmed.
   */
  waiting: event(
    {
      step: anyStep,
      what: text,
      checks: v.optional(list(NAMED)),
      last: v.optional(text),
      elapsedMs: number,
      limitMs: v.optional(number),
    },
    'not',
  ),
  'check-settled': event({ step: anyStep, check: NAMED, verdict: VERDICT, looks: number }),
  /** What a check is expected to answer, before anything is written: of a step, or of the place where the account stands. */
  'check-predicted': event({ step: anyStep, check: NAMED, verdict: VERDICT }),
  /** Of a step that a person takes: partial credit. */
  condition: event({ step, ...CONDITION }),
  /**
   * `grade`: how much of it the person asked for; absent where all of it is told, as while a person is watched.
   * `wanted`: the documents that the step leads to, with the third grade.
   */
  hint: event({ step, hint: HINT, grade: v.optional(GRADE), wanted: v.optional(list(CHANGE)) }),
  finding: event({ step, finding: FINDING }),
  matrix: event({ step: anyStep, matrix: list(CELL), predictedOnly: v.optional(flag) }),
  'checkpoint-saved': event({ id: text }),
  /** `path` as it was typed. */
  'plan-saved': event({ path: text }),
  /** What another user changed since the plan was made that is to be carried out. */
  moved: event({ changes: list(CHANGE) }),
  standing: event(STANDING),
  /** `waitedMs`: until its changes were visible and in force; absent where they were at once. */
  'step-settled': event({
    step,
    status: STEP_STATUS,
    error: v.optional(ERROR_NOTE),
    waitedMs: v.optional(number),
  }),
  'part-settled': event({ part: PART_RESULT }),
  /** Something that a reset or a rollback could not restore; all else went on. */
  'left-as-is': event(LEFT_AS_IS),
  /** `next`: what to type about it, in the order in which to type it. */
  note: event({ text, next: v.optional(list(SUGGESTION)) }),
  summary: event(SUMMARY, 'synced'),
} as const satisfies Readonly<Record<string, { readonly members: v.ObjectEntries; readonly kept: Kept }>>;

export type EventType = keyof typeof EVENTS;

export type LabEvent = {
  readonly [Type in EventType]: { readonly type: Type } & Of<(typeof EVENTS)[Type]['members']>;
}[EventType];

export type EventOf<Type extends EventType> = Extract<LabEvent, { readonly type: Type }>;

export const EVENT_TYPES = Object.keys(EVENTS) as readonly EventType[];

/** The schema of an event, by its type. */
export const eventSchema = (type: EventType) =>
  v.object({ type: v.literal(type), ...(EVENTS[type].members as v.ObjectEntries) });

/** Where events go. */
export interface Host {
  /** Somebody reads along at a terminal, and can do by hand what the lab cannot. */
  readonly attended?: true;
  notify(event: LabEvent): void;
}
