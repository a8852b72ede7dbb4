import type { LabEvent } from '../../contract/event.ts';
import type { Choice } from '../../report/walk-position.ts';

/** What a participant may answer in a room, besides the choices of the step. */
export type HandAnswer = 'raise' | 'lower';

/** Lines that may come while a question is open. */
export interface News {
  readonly lines: readonly string[];
  /** Calls back when there is another line. Returns how to stop. */
  heed(added: () => void): () => void;
}

/** The instructor's board, as a walk knows it. Nothing of it throws, and only a hand is waited for. */
export interface WalkRoom {
  readonly choices: readonly Choice<HandAnswer>[];
  /** The line beside the raised hand; `undefined` if none is raised. */
  readonly hand: string | undefined;
  /** What came since the last question was answered. */
  readonly news: News;
  /** Tells the board what a task has settled. */
  settled(events: readonly LabEvent[]): void;
  /** Returns what became of it, as a sentence. */
  raise(line: string): Promise<string>;
  lower(): Promise<string>;
  /** Asks for news as long as the work goes on. */
  listening<T>(work: () => Promise<T>): Promise<T>;
  /** The same as long as a question is open. What it showed is not shown again. */
  during<T>(question: () => Promise<T>): Promise<T>;
  close(): void;
}

const ALONE = 'This walk is in no room.';

/** A walk without a board. */
export const NO_ROOM: WalkRoom = {
  choices: [],
  hand: undefined,
  news: { lines: [], heed: () => () => {} },
  settled: () => {},
  raise: async () => ALONE,
  lower: async () => ALONE,
  listening: (work) => work(),
  during: (question) => question(),
  close: () => {},
};
