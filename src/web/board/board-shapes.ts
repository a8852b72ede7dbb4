import * as v from 'valibot';
import type { AccessMatrix } from '../../contract/access.ts';
import type { Condition } from '../../contract/condition.ts';
import type { ErrorNote, FleetGroup, TargetName } from '../../contract/event.ts';
import type { Hint } from '../../contract/hint.ts';
import type { Change, Snapshot } from '../../contract/resource.ts';
import type { StepFace } from '../../contract/step.ts';
import type { WriteByHand } from '../../contract/write-by-hand.ts';
import { LONGEST_MESSAGE } from './seat-limits.ts';

/** What the board's page and its server say to each other. */

/** Who looks at a board: the instructor, who acts; another instructor, who only reads; and the room, at a projector. */
export const AUDIENCES = ['acting', 'reading', 'projector'] as const;
export type Audience = (typeof AUDIENCES)[number];

/** The mistake that keeps a person from the end of a step. */
export interface SeatCause {
  /** Of the hint: `condition-key-misspelt` */
  readonly id: string;
  /** The kind of the mistake, without anything of the account. */
  readonly title: string;
  /** What is different in this account; not for a projector. */
  readonly says?: string;
  /** The sentence to say: where to look, without the answer. */
  readonly say?: string;
}

/** What was read of one account. */
export interface SeatReading {
  /** How many steps are in place. */
  readonly done: number;
  /** Something of the next step was done. */
  readonly isBegun: boolean;
  readonly cause?: SeatCause;
  /** Why the key policy cannot be read: the person may have shut out all administrators. */
  readonly lockOut?: string;
  /** Another command that works on the account now. */
  readonly holder?: string;
}

/** Something that changed at a seat: so many steps were in place, or a mistake was met there for the first time. */
export interface SeatMoment {
  /** ISO 8601. */
  readonly at: string;
  readonly done: number;
  readonly cause?: Pick<SeatCause, 'id' | 'title'>;
}

/** By seat, in the order of the roster. */
export type RoomMoments = readonly (readonly SeatMoment[])[];

/** A seat and what is known of it. Times are ISO 8601. */
export interface BoardRow {
  /** Its place on the roster, counted from 1. */
  readonly seat: number;
  /** Only for the instructor who acts. */
  readonly name?: string;
  readonly account?: string;
  /** When the account was last read; absent if it never was. */
  readonly asOf?: string;
  readonly reading?: SeatReading;
  /** Since when the person is at the step, as far as the board saw it. */
  readonly since?: string;
  /** Milliseconds on each step that the board saw from its beginning to its end. */
  readonly spent: readonly (number | null)[];
  /** Raised by the person. The line is for the instructor who acts. */
  readonly hand?: { readonly at: string; readonly line?: string };
  /** Why the account cannot be read now. */
  readonly error?: Pick<ErrorNote, 'code' | 'message' | 'hint'>;
}

export type BoardStep = Pick<StepFace, 'id' | 'title'>;

/** What is done in some accounts now, or was done last. */
export interface RoomWork {
  /** `reset`, `goto strip-decrypt` */
  readonly does: string;
  readonly seats: readonly number[];
  /** The fleet that it is, as `fleet resume` calls it. */
  readonly fleet?: string;
  /** How each seat fared, as far as it has. */
  readonly outcomes: readonly SeatOutcome[];
  /** Absent while it runs. */
  readonly ended?: { readonly at: string; readonly exitCode: number; readonly error?: ErrorNote };
}

export interface SeatOutcome {
  readonly seat: number;
  readonly state: string;
  readonly error?: Pick<ErrorNote, 'code' | 'message'>;
}

/** Everything that a page shows. */
export interface RoomView {
  readonly target: TargetName;
  readonly audience: Audience;
  /** Milliseconds between two looks at an account. */
  readonly pause: number;
  readonly steps: readonly BoardStep[];
  readonly rows: readonly BoardRow[];
  readonly work?: RoomWork;
  /** Seats report by links of their own, and are sent messages. */
  readonly hasSeatLinks?: boolean;
  /** What the roster's source has and the room has not. */
  readonly notes: readonly string[];
}

export type BoardEvent =
  | { readonly type: 'board'; readonly view: RoomView; readonly now: string }
  | { readonly type: 'row'; readonly row: BoardRow }
  /** Nothing has changed in the account. */
  | { readonly type: 'same'; readonly seat: number; readonly asOf: string }
  | { readonly type: 'work'; readonly work: RoomWork };

const name = v.pipe(v.string(), v.nonEmpty(), v.maxLength(128));
const seats = v.pipe(
  v.array(v.pipe(v.number(), v.integer(), v.minValue(1))),
  v.minLength(1),
  v.maxLength(5000),
  v.readonly(),
);

/** What is done in each account of a selection. */
export const ROOM_VERB = v.variant('does', [
  v.strictObject({ does: v.literal('check'), step: v.optional(name) }),
  v.strictObject({ does: v.literal('hint'), step: v.optional(name) }),
  v.strictObject({ does: v.literal('solve'), step: name }),
  v.strictObject({ does: v.literal('goto'), step: name }),
  v.strictObject({ does: v.literal('reset') }),
]);
export type RoomVerb = v.InferOutput<typeof ROOM_VERB>;

export const BOARD_ACT = v.variant('do', [
  /** Reads the accounts of these seats at once. */
  v.strictObject({ do: v.literal('read'), seats }),
  /** The instructor has seen to the raised hands of these seats. */
  v.strictObject({ do: v.literal('lower'), seats }),
  /** Sends these seats a message. */
  v.strictObject({
    do: v.literal('tell'),
    seats,
    text: v.pipe(v.string(), v.trim(), v.nonEmpty(), v.maxLength(LONGEST_MESSAGE)),
  }),
  /** Everything about one seat. */
  v.strictObject({ do: v.literal('open'), seat: v.number() }),
  /** What would change, in groups; nothing is written. */
  v.strictObject({ do: v.literal('foresee'), verb: ROOM_VERB, seats }),
  /** Does it. A verb that writes needs what `foresee` answered and, on real accounts, their number typed. */
  v.strictObject({
    do: v.literal('work'),
    verb: ROOM_VERB,
    seats,
    agreed: v.optional(name),
    count: v.optional(v.pipe(v.string(), v.maxLength(16))),
  }),
  /** Starts no more accounts, and waits for those that run. */
  v.strictObject({ do: v.literal('stop') }),
]);
export type BoardAct = v.InferOutput<typeof BOARD_ACT>;

/** What is shown of a seat that is opened. */
export interface SeatDetail {
  readonly account: string;
  readonly asOf: string;
  readonly step?: BoardStep;
  readonly documents: Snapshot;
  /** What the step still wants. */
  readonly conditions: readonly Condition[];
  readonly changes: readonly Change[];
  readonly hint?: Hint;
  /** Predicted; empty if the key policy cannot be read. */
  readonly matrix: AccessMatrix;
  /** What was refused since the step began; absent if no log has it. */
  readonly refused?: readonly WriteByHand[];
  /** What the board saw of the seat, oldest first. */
  readonly moments?: readonly SeatMoment[];
}

export interface ForeseenWork {
  /** To be given back with the act that does it. */
  readonly agreed: string;
  readonly groups: readonly FleetGroup[];
  /** How many accounts would change. */
  readonly count: number;
}

export interface BoardAnswer {
  readonly exitCode: number;
  readonly error?: ErrorNote;
  readonly detail?: SeatDetail;
  readonly foreseen?: ForeseenWork;
}
