import * as v from 'valibot';
import { type Cell, MATRIX_ACTIONS, PRINCIPALS, type PrincipalId } from './access.ts';
import type { CheckResult, Verdict } from './check.ts';
import type { Condition } from './condition.ts';
import type { ErrorCode, ExitCode } from './errors.ts';
import type { Facts } from './facts.ts';
import type { Hint } from './hint.ts';
import { type Change, type Drift, RESOURCE_ORDER } from './resource.ts';
import type { Finding } from './step.ts';
import { SUGGESTION } from './suggestion-shape.ts';
import type { Interrupted, UnknownWrite, Work } from './work.ts';
import type { PartResult } from './workshop.ts';

// The parts of events. A type of the lab's own is declared in its own file; its schema here names the members that a
// reader of journals relies on. A type that only events use is inferred from its schema.

export const text = v.string();
export const number = v.number();
export const flag = v.boolean();
export const arrayOf = <S extends v.GenericSchema>(item: S) => v.pipe(v.array(item), v.readonly());
const shape = <E extends v.ObjectEntries>(entries: E) => v.pipe(v.object(entries), v.readonly());

/** A schema for a type that is declared elsewhere in more detail. */
const asserted = <T>(schema: v.GenericSchema) => schema as v.GenericSchema<T>;

/** The same for an object: its names are members of the type. */
const partOf = <T>(entries: { readonly [Member in keyof T]?: v.GenericSchema }) =>
  asserted<T>(v.object(entries as v.ObjectEntries));

export const VARIANT = v.picklist(['corrected', 'published']);
export const TARGET = v.picklist(['sandbox', 'aws']);
/**
 * `incomplete`: a person who takes the step has not made all of its changes yet. `skipped`: there was nothing to do.
 */
export const STEP_STATUS = v.picklist(['applied', 'unchanged', 'incomplete', 'skipped', 'failed']);
const OUTCOMES = ['allowed', 'implicitly-denied', 'explicitly-denied'] as const;

/** A step or a check, by name. */
export const NAMED = shape({ id: text, title: text });

/** valibot accepts a list as an object, too. */
const STATEMENT = v.pipe(
  v.unknown(),
  v.check((given) => !Array.isArray(given), 'a list is not a statement'),
  v.object({ Sid: v.optional(text) }),
);
const DOCUMENT = v.object({ Statement: v.optional(v.union([v.array(STATEMENT), STATEMENT])) });

const CHANGE_MEMBERS = {
  resource: v.picklist(RESOURCE_ORDER),
  title: text,
  arn: text,
  before: v.optional(DOCUMENT),
  after: v.optional(DOCUMENT),
  calls: v.array(text),
};
export const CHANGE = partOf<Change>(CHANGE_MEMBERS);
const DRIFT = partOf<Drift>({ ...CHANGE_MEMBERS, baseline: v.optional(DOCUMENT) });

const DECISION = v.object({
  outcome: v.picklist(OUTCOMES),
  statements: v.array(v.object({ source: text, policy: text, index: number, statement: STATEMENT })),
  because: text,
});
const PRINCIPAL = v.picklist(Object.keys(PRINCIPALS) as PrincipalId[]);
export const CELL = partOf<Cell>({
  principal: PRINCIPAL,
  action: v.picklist(MATRIX_ACTIONS),
  predicted: DECISION,
  unsupplied: v.optional(
    arrayOf(shape({ key: text, policy: text, index: number, statement: STATEMENT, why: text })),
  ),
  next: v.optional(arrayOf(SUGGESTION)),
  observed: v.optional(v.object({ outcome: v.picklist([...OUTCOMES, 'denied']), evidence: text })),
});

const VERDICT_MEMBERS = {
  status: v.picklist(['passed', 'failed', 'skipped']),
  expected: text,
  observed: text,
  evidence: v.picklist(['observed', 'evaluated']),
  because: v.optional(arrayOf(text)),
  next: v.optional(arrayOf(SUGGESTION)),
};
export const VERDICT = partOf<Verdict>(VERDICT_MEMBERS);
const CHECK_RESULT = partOf<CheckResult>({ id: text, ...VERDICT_MEMBERS });

export const FACTS = partOf<Facts>({
  accountId: text,
  region: text,
  operator: v.object({ kind: text, arn: v.optional(text) }),
  key: v.object({ id: text, alias: text }),
});

export const FINDING = partOf<Finding>({
  id: text,
  inShort: v.optional(text),
  pageSays: text,
  awsDoes: text,
  source: text,
});
export const HINT = partOf<Hint>({
  id: text,
  nudge: v.optional(text),
  says: text,
  do: text,
  next: v.optional(arrayOf(SUGGESTION)),
});
/** How much of a hint was shown. 1: where to look. 2: what is different. 3: what to do, and the document itself. */
export const GRADE = v.picklist([1, 2, 3]);
export const PART_RESULT = partOf<PartResult>({ id: text, title: text, status: text });

export const WORK = partOf<Work>({
  does: v.picklist(['run', 'rollback', 'reset', 'goto', 'solve', 'edit', 'back']),
});

/** Members of an event that form a type of their own. */
export const INTERRUPTED = {
  run: text,
  startedAt: text,
  work: WORK,
  variant: VARIANT,
  ended: v.picklist(['killed', 'stopped', 'failed', 'refused', 'partly']),
  unknown: arrayOf(
    partOf<UnknownWrite>({
      change: CHANGE,
      stands: v.picklist(['before', 'after', 'neither', 'unreadable']),
    }),
  ),
} satisfies { readonly [Member in keyof Interrupted]-?: v.GenericSchema<unknown, Interrupted[Member]> };

export const ERROR_NOTE = shape({
  /** Another version of the lab may have other codes. */
  code: asserted<ErrorCode>(text),
  message: text,
  /** Why: the messages of the underlying errors, outermost first. */
  cause: v.optional(text),
  hint: v.optional(text),
  /** What to type, in order. */
  next: v.optional(arrayOf(SUGGESTION)),
  /** For `--verbose`. */
  stack: v.optional(text),
});

/** Who may do something: the person's answer, and the facts. One cell for each principal they could choose. */
export const QUIZ = { said: arrayOf(PRINCIPAL), cells: arrayOf(CELL) };

/** A resource that could not be restored. */
export const LEFT_AS_IS = {
  /** `instance KMSWorkshop-Instance`, `policy KMSWorkshop-AdditionalPermissions of role …` */
  title: text,
  error: ERROR_NOTE,
};
const LEFT = arrayOf(shape(LEFT_AS_IS));

/** Where the account stands among the pipeline's steps. */
export const STANDING = {
  /**
   * The checkpoint whose documents the account has, by meaning: `baseline`, `after-<step>`; absent if none matches.
   */
  at: v.optional(text),
  /** If no checkpoint matches: the checkpoint at which the lab left the account. */
  last: v.optional(text),
  /** A step that was begun there and not finished. */
  halfDone: v.optional(text),
  /** The step that comes next. */
  next: v.optional(text),
  /** Steps that failed when they were last applied or checked, and that no later command has dealt with. */
  failed: v.optional(arrayOf(text)),
  /** What another user changed since the lab left the account. */
  drift: arrayOf(DRIFT),
  /** What the lab needs and the account does not have. */
  missing: v.optional(LEFT),
  /** How the rest of the account differs from the baseline, in sentences: `The key … is disabled.` */
  changedAround: v.optional(arrayOf(text)),
};

/** What a step requires of the account, as `check` found it. */
export const CONDITION = {
  condition: NAMED,
  met: flag,
  observed: v.optional(text),
  next: v.optional(arrayOf(SUGGESTION)),
} satisfies {
  readonly [Member in keyof Condition]-?: v.GenericSchema<unknown, Condition[Member]>;
};

const STEP_RESULT = shape({
  id: text,
  status: STEP_STATUS,
  changes: arrayOf(CHANGE),
  /** For `check` only. */
  conditions: v.optional(arrayOf(shape(CONDITION))),
  checks: arrayOf(CHECK_RESULT),
  waitedMs: v.optional(number),
});

/** What would change in the accounts of one group, or why nothing can be planned there. */
const FLEET_GROUP = shape({
  is: v.picklist(['change', 'same', 'refused', 'failed']),
  accounts: number,
  /** Their places on the roster, counted from 1. */
  seats: arrayOf(number),
  /** What would change, a line each. */
  changes: arrayOf(text),
  /** Why it is refused, or what failed. */
  detail: v.optional(text),
});
export const FLEET_GROUPS = arrayOf(FLEET_GROUP);

/**
 * Where an account of a fleet is. `same`: nothing to change. `busy`: another command held it all the time. `waiting`:
 * it was not begun, or will be tried again.
 */
export const FLEET_STATE = v.picklist([
  'same',
  'running',
  'done',
  'waiting',
  'resting',
  'busy',
  'quarantined',
]);

const FLEET_SUMMARY = shape({
  id: text,
  accounts: number,
  /** How many accounts are in each state. */
  done: number,
  same: number,
  quarantined: number,
  busy: number,
  /** Neither begun nor given up. */
  open: number,
});

/** The last event of every command. */
export const SUMMARY = {
  schemaVersion: v.literal(1),
  command: text,
  target: TARGET,
  accountId: text,
  region: text,
  variant: VARIANT,
  ok: flag,
  steps: arrayOf(STEP_RESULT),
  /** Checks that belong to no step of this command, but to the place where the account is. */
  checks: arrayOf(CHECK_RESULT),
  /** For `reset` and `rollback`: what could not be restored. */
  leftAsIs: v.optional(LEFT),
  /** For `setup` and `teardown`: what the page requires, part by part. */
  parts: v.optional(arrayOf(PART_RESULT)),
  /** For `fleet`: how many accounts ended how. The account above is then the instructor's. */
  fleet: v.optional(FLEET_SUMMARY),
  /** Requests sent. */
  calls: number,
  /** How many of the requests could change the account. DryRun calls cannot. */
  writes: number,
  /** Permissions that the operator lacked. The command continued without what they would have shown. */
  notLookedAt: v.optional(arrayOf(text)),
  /** Requests that the state has cost, if it is not in a folder. `calls` does not have them. */
  stateRequests: v.optional(number),
  durationMs: number,
  exitCode: asserted<ExitCode>(number),
  error: v.optional(ERROR_NOTE),
};

/** The type of an object with these members. */
export type Of<Entries extends v.ObjectEntries> = Readonly<v.InferOutput<v.ObjectSchema<Entries, undefined>>>;

/** Where the lab runs: `sandbox` or `aws`. */
export type TargetName = v.InferOutput<typeof TARGET>;
/** Where an account of a fleet is. */
export type FleetAccountState = v.InferOutput<typeof FLEET_STATE>;
/** Accounts of a fleet with the same changes. */
export type FleetGroup = v.InferOutput<typeof FLEET_GROUP>;
/** How a step ended: `applied`, `unchanged`, `incomplete`, `skipped` or `failed`. */
export type StepStatus = v.InferOutput<typeof STEP_STATUS>;
/** A step in the summary: its status, its changes and its checks. */
export type StepResult = v.InferOutput<typeof STEP_RESULT>;
/** An error as an event carries it: code, message, cause, hint and what to type. */
export type ErrorNote = v.InferOutput<typeof ERROR_NOTE>;
/** Something that `reset` or `rollback` could not restore, and the error. */
export type LeftAsIs = Of<typeof LEFT_AS_IS>;
/** Where the account is among the steps, and what differs from there. */
export type Standing = Of<typeof STANDING>;
/** The last event of every command: the account, the steps, the checks, the calls and the exit code. */
export type Summary = Of<typeof SUMMARY>;
