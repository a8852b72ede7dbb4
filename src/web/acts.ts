import * as v from 'valibot';
import { type AccessMatrix, PRINCIPALS, type PrincipalId } from '../contract/access.ts';
import type { ErrorNote, LabEvent, LeftAsIs, TargetName } from '../contract/event.ts';
import type { Facts, Variant } from '../contract/facts.ts';
import { GUIDE_FILES } from '../contract/guide.ts';
import type { KeySituation } from '../contract/key-situation.ts';
import type { Change, Drift, Snapshot } from '../contract/resource.ts';
import type { Finding, Step } from '../contract/step.ts';
import type { Suggestion } from '../contract/suggestion.ts';
import { MAX_CHARACTERS } from '../policy/parse.ts';
import type { TrailAbout } from '../report/trail.ts';
import { LONGEST_LINE } from './board/seat-limits.ts';

/** What the page and its server say to each other. */

/** The policies that a person edits. */
export type Editable = keyof typeof GUIDE_FILES;
export const EDITABLES = Object.keys(GUIDE_FILES) as readonly Editable[];

const name = v.pipe(v.string(), v.nonEmpty(), v.maxLength(128));
/** The view that the person saw: another one may have replaced it. */
const seen = v.optional(name);
/** The id of a real account, typed by the person to agree that it is changed. */
const consent = v.optional(v.pipe(v.string(), v.maxLength(64)));

export const WAY = v.union([
  v.literal('back'),
  v.literal('reset'),
  v.strictObject({ solve: name }),
  v.strictObject({ goto: name }),
  v.strictObject({ rollback: name }),
]);
/** A move through the page. */
export type WebWay = v.InferOutput<typeof WAY>;

/** The verbs of the walk: each calls the same function of the engine as the command of that name. */
export const ACT = v.variant('do', [
  v.strictObject({
    do: v.literal('save'),
    resource: v.picklist(EDITABLES),
    text: v.pipe(v.string(), v.maxLength(MAX_CHARACTERS)),
    seen,
    consent,
  }),
  v.strictObject({
    do: v.literal('check'),
    step: name,
    said: v.optional(v.array(v.picklist(Object.keys(PRINCIPALS) as PrincipalId[]))),
  }),
  v.strictObject({ do: v.literal('hint'), step: name, grade: v.optional(v.picklist([1, 2, 3])) }),
  v.strictObject({ do: v.literal('move'), way: WAY, seen, consent }),
  /** What a move would change. */
  v.strictObject({ do: v.literal('foresee'), way: WAY }),
  v.strictObject({ do: v.literal('matrix') }),
  /** The web app's log. */
  v.strictObject({ do: v.literal('log') }),
  /** Reads the account again. */
  v.strictObject({ do: v.literal('look') }),
  /** Stops what is running after the write in progress. */
  v.strictObject({ do: v.literal('stop') }),
  /** Raises the hand on the instructor's board. */
  v.strictObject({ do: v.literal('raise'), line: v.pipe(v.string(), v.maxLength(LONGEST_LINE)) }),
  v.strictObject({ do: v.literal('lower') }),
]);

/** What a person does in the page. */
export type WebAct = v.InferOutput<typeof ACT>;
export type ActName = WebAct['do'];

/** What a move would change, before it is made. */
export interface ForeseenMove {
  readonly changes: readonly Change[];
  /** A sentence about what it undoes and writes over. */
  readonly undoes?: string | undefined;
  readonly lacking?: readonly LeftAsIs[];
}

/** The answer to an act. What happened meanwhile was told by events. */
export interface ActAnswer {
  readonly exitCode: number;
  readonly error?: ErrorNote;
  readonly foreseen?: ForeseenMove;
  readonly log?: string;
}

/** A line of a guide: an instruction, or a command to paste. */
export type ShownLine = { readonly text: string } | { readonly command: string };

/** A step of the page, with everything that this account makes of it. */
export interface StepView extends Pick<Step, 'id' | 'title' | 'section' | 'kind'> {
  readonly why: string;
  readonly task: string;
  /** What to copy: a label, and the value. */
  readonly values: readonly (readonly [what: string, value: string])[];
  /** The policies that it edits. */
  readonly edits: readonly Editable[];
  /** By hand, with the AWS CLI. */
  readonly cli: readonly ShownLine[];
  readonly findings: readonly Finding[];
}

/** A checkpoint of the time line. */
export interface TimePoint {
  readonly id: string;
  readonly kind: 'baseline' | 'step' | 'named';
  /** ISO 8601. */
  readonly takenAt: string;
  readonly documents: Snapshot;
}

/** The account as the server last read it. It has no credential in it. */
export interface LabView {
  /** Changes with every other reading. */
  readonly id: string;
  readonly target: TargetName;
  readonly variant: Variant;
  /** Who works on the account now. */
  readonly holder?: string | undefined;
  /** `ask`: the account is real, and the person has not agreed yet that it is changed. */
  readonly consent: 'given' | 'ask';
  readonly facts: Facts;
  readonly title: { readonly [E in Editable]: string };
  readonly webAppUrl: string;
  readonly steps: readonly StepView[];
  /** How many steps are in place. */
  readonly done: number;
  readonly account: 'as left' | 'half done' | 'changed';
  readonly failed: readonly string[];
  readonly drift: readonly Drift[];
  readonly missing: readonly LeftAsIs[];
  readonly documents: Snapshot;
  /** Predicted. */
  readonly matrix: AccessMatrix;
  /** Absent if it cannot be read; the error says why. */
  readonly situation?: KeySituation;
  readonly unpredicted?: ErrorNote;
  readonly moments: readonly TimePoint[];
}

/** The instructor's board, as far as a page shows it. */
export interface RoomNews {
  /** The line beside the raised hand; absent if none is raised. */
  readonly hand?: string;
  /** What the instructor said and did, and whether the board answers; the latest last. */
  readonly lines: readonly string[];
}

/** What the server tells every page that is open. */
export type WebEvent =
  /** Where a stream begins: everything that a page shows. */
  | {
      readonly type: 'snapshot';
      readonly view?: LabView;
      readonly trouble?: ErrorNote;
      readonly running?: RunningAct;
      readonly told: readonly LabEvent[];
      readonly requests: readonly TrailAbout[];
      /** Absent in a lab that is in no room. */
      readonly room?: RoomNews;
    }
  | { readonly type: 'view'; readonly view: LabView }
  /** The account cannot be read; without an error, it can be read again. */
  | { readonly type: 'trouble'; readonly error?: ErrorNote }
  | { readonly type: 'began'; readonly running: RunningAct }
  | { readonly type: 'told'; readonly event: LabEvent }
  | { readonly type: 'ended'; readonly exitCode: number; readonly error?: ErrorNote }
  | { readonly type: 'request'; readonly request: TrailAbout }
  | { readonly type: 'room'; readonly room: RoomNews };

export interface RunningAct {
  readonly do: ActName;
  readonly title: string;
  readonly step?: string | undefined;
}

/** A suggestion with its command line for this account. */
export type TypedSuggestion = Suggestion & { readonly line?: string };

/** Every event carries at least one of these; an id is `epoch.number`. */
export const STILL_HERE = '{"type":"still-here"}';
