import type { LabEvent } from '../../contract/event.ts';
import type { CommandSession } from '../../engine/session.ts';
import type { Style } from '../../report/style.ts';
import type { Choice } from '../../report/walk-position.ts';
import type { MarkingQuestion } from '../ask-for-some.ts';
import type { News, WalkRoom } from '../room/walk-room.ts';
import type { Streams } from '../streams.ts';
import type { Onward, Question } from './question.ts';
import type { Text, View } from './view.ts';

/** A task on the account, in a session that is aborted when the user stops it. */
export type Act = (session: CommandSession) => Promise<unknown>;

export interface SceneParts {
  readonly session: CommandSession;
  readonly streams: Streams;
  readonly options: { readonly color: boolean };
  /** Whether the user has already agreed to change the account. */
  readonly consent: 'given' | 'ask';
  /** The board that the walk reports to. */
  readonly room: WalkRoom;
}

/** The progress of a task. */
export interface WorkProgress {
  readonly events: readonly LabEvent[];
  /** Whole seconds since it began. */
  readonly seconds: number;
}

/** A task with visible progress. */
export interface Job {
  readonly title: string;
  readonly act: Act;
  /** What is going on, in a line that changes over time. */
  status(progress: WorkProgress): string;
  /** What was found so far; empty if nothing was. */
  found?(events: readonly LabEvent[]): Text;
  /** Keys available during the task; they change what `found` returns. */
  readonly keys?: readonly (Choice & { pressed(): void })[];
  /** Is shown above the keys of a task that may last. */
  readonly news?: News | undefined;
}

/** What the conversation needs: a user who reads and answers, and tasks with visible progress. */
export interface Scene {
  readonly session: CommandSession;
  readonly room: WalkRoom;
  /** The screen as it is now; text made for it does not follow when its size changes. */
  style(): Style;
  /** Shows something until the user has read it. */
  tell(view: View): Promise<Onward>;
  /** Throws `ERR_INTERRUPTED` on Ctrl-C and at the end of the input. */
  choose<Value extends string>(question: Question<Value>): Promise<Value>;
  /** Lets the user mark items of a list. Throws `ERR_INTERRUPTED`. */
  mark<Value extends string>(title: string, question: MarkingQuestion<Value>): Promise<readonly Value[]>;
  /** Asks for a line of text. `wrong`: what is wrong with one, which is then asked for again. Throws `ERR_INTERRUPTED`. */
  line(title: string, message: string, wrong: (typed: string) => string | undefined): Promise<string>;
  /** Shows what would change and asks for agreement; on a real account, the first time, for the account's id. */
  agree(view: View): Promise<boolean>;
  /** Ends when the task has ended. Ctrl-C stops the task. */
  work(job: Job): Promise<readonly LabEvent[]>;
  /** The last output, below everything that was shown. */
  say(text: Text): void;
  /** Releases the terminal. */
  close(): void;
}
