import type { LabEvent } from '../../contract/event.ts';
import type { CommandSession } from '../../engine/session.ts';
import type { Style } from '../../report/style.ts';
import type { MarkingQuestion } from '../ask-for-some.ts';
import type { Streams } from '../streams.ts';
import type { Choice } from './conversation.ts';
import type { Onward, Question } from './question.ts';
import type { Text, View } from './view.ts';

/** A piece of work on the account, in a session that hears when it is stopped. */
export type Act = (session: CommandSession) => Promise<unknown>;

export interface SceneParts {
  readonly session: CommandSession;
  readonly streams: Streams;
  readonly options: { readonly color: boolean };
  /** Whether a person has agreed already that the account is changed. */
  readonly consent: 'given' | 'ask';
}

/** How far work has come. */
export interface WorkProgress {
  readonly events: readonly LabEvent[];
  /** Since it was begun; whole ones. */
  readonly seconds: number;
}

/** Work that can be seen going on. */
export interface Job {
  readonly title: string;
  readonly act: Act;
  /** What goes on, in a line that changes as time passes. */
  status(progress: WorkProgress): string;
  /** What was found so far; empty where nothing was. */
  found?(events: readonly LabEvent[]): Text;
  /** What can be asked for while it goes on: it changes what `found` says. */
  readonly keys?: readonly (Choice & { pressed(): void })[];
}

/** What the conversation needs of the world: a person who reads and answers, and work that can be seen going on. */
export interface Scene {
  readonly session: CommandSession;
  /** As the screen is now; what is made for it does not follow when its size changes. */
  style(): Style;
  /** Shows something before the next question, until it was read. */
  tell(view: View): Promise<Onward>;
  /** Throws `ERR_INTERRUPTED` on Ctrl-C and at the end of the input. */
  choose<Value extends string>(question: Question<Value>): Promise<Value>;
  /** Has some of a list marked. Throws `ERR_INTERRUPTED`. */
  mark<Value extends string>(title: string, question: MarkingQuestion<Value>): Promise<readonly Value[]>;
  /** Shows what would change and asks whether it may; on a real account, the first time, for the account's id. */
  agree(view: View): Promise<boolean>;
  /** Ends when the work has ended. Ctrl-C stops the work. */
  work(job: Job): Promise<readonly LabEvent[]>;
  /** The last words, below all that was shown. */
  say(text: Text): void;
  /** Gives the terminal back. */
  close(): void;
}
