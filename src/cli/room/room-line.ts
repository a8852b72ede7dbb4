import { setTimeout as pause } from 'node:timers/promises';
import type { LabEvent } from '../../contract/event.ts';
import { timeOfDay } from '../../contract/time-of-day.ts';
import { visibleWord } from '../../report/visible.ts';
import type { Choice } from '../../report/walk-position.ts';
import type { SeatAnswer, SeatMessage, SeatSays } from '../../web/board/seat-shapes.ts';
import { reportOf } from './report-of.ts';
import { NotTaken } from './room-client.ts';
import type { HandAnswer, News, WalkRoom } from './walk-room.ts';

/** Milliseconds between two questions for news, and after one that a board did not answer. */
const ONCE_IN = 5000;
const SELDOM = 30_000;

/** Lines that are kept until they were shown. */
const MOST_LINES = 50;

/** What a walk says to a board with. */
export interface LineParts {
  /** Throws `NotTaken`. */
  say(says: SeatSays, signal: AbortSignal): Promise<SeatAnswer>;
  /** Keeps no process alive. Ends at once when the signal is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** A pause during which the process may end. */
export const lightSleep = (ms: number, signal: AbortSignal): Promise<void> =>
  pause(ms, undefined, { signal, ref: false }).catch(() => {});

/** The line between a walk and the board of its room. One thing at a time is said, in order. */
export class RoomLine implements WalkRoom {
  readonly #parts: LineParts;
  readonly #over = new AbortController();
  readonly #lines: string[] = [];
  readonly #heeds = new Set<() => void>();
  /** What the user was told about the line itself. */
  readonly #noted = new Set<NotTaken['why']>();
  #last: Promise<unknown> = Promise.resolve();
  #board: string | undefined;
  #heard: string | undefined;
  #hand: string | undefined;

  constructor(parts: LineParts) {
    this.#parts = parts;
  }

  get hand(): string | undefined {
    return this.#hand;
  }

  get choices(): WalkRoom['choices'] {
    return [this.#hand === undefined ? RAISE : LOWER];
  }

  readonly news: News = {
    lines: this.#lines,
    heed: (added) => {
      this.#heeds.add(added);
      return () => void this.#heeds.delete(added);
    },
  };

  settled(events: readonly LabEvent[]): void {
    void this.#say(reportOf(events));
  }

  async raise(line: string): Promise<string> {
    const trouble = await this.#say({ do: 'raise', line: visibleWord(line) });
    return trouble ? `${troubleText(trouble)} Your hand is not raised.` : RAISED;
  }

  async lower(): Promise<string> {
    const trouble = await this.#say({ do: 'lower' });
    return trouble ? `${troubleText(trouble)} Your hand is still raised.` : 'Your hand is lowered.';
  }

  async listening<T>(work: () => Promise<T>): Promise<T> {
    const ended = new AbortController();
    void this.#listen(AbortSignal.any([ended.signal, this.#over.signal]));
    return work().finally(() => ended.abort());
  }

  during<T>(question: () => Promise<T>): Promise<T> {
    return this.listening(question).finally(() => {
      this.#lines.length = 0;
    });
  }

  close(): void {
    this.#over.abort();
  }

  async #listen(signal: AbortSignal): Promise<void> {
    let pause = ONCE_IN;
    for (;;) {
      await this.#parts.sleep(pause, signal);
      if (signal.aborted) return;
      // A board may come back while its user waits with a raised hand.
      pause = (await this.#say({ do: 'listen' })) ? SELDOM : ONCE_IN;
    }
  }

  /** Resolves to why it was not taken. */
  #say(says: SeatSays): Promise<NotTaken | undefined> {
    const said = this.#last.then(async () => {
      try {
        const heard = this.#heard === undefined ? {} : { heard: this.#heard };
        this.#take(says, await this.#parts.say({ ...says, ...heard }, this.#over.signal));
        return undefined;
      } catch (error) {
        const trouble = error instanceof NotTaken ? error : new NotTaken('gone', 'unreadable', error);
        if (!this.#over.signal.aborted) this.#note(trouble);
        return trouble;
      }
    });
    this.#last = said;
    return said;
  }

  #take({ do: did }: SeatSays, { board, hand, messages }: SeatAnswer): void {
    this.#heard = messages.at(-1)?.id ?? this.#heard;
    for (const message of messages) this.#add(messageLine(message));
    const before = this.#hand;
    if (before !== undefined && hand === undefined && (did === 'report' || did === 'listen')) {
      // A board that was started anew does not know of the hand. It is the board of this walk once it does.
      if (this.#board !== board) return void this.#say({ do: 'raise', line: before });
      this.#add('The instructor has lowered your hand.');
    }
    this.#board = board;
    this.#hand = hand;
  }

  /** Once each: a walk goes on without a board. */
  #note(trouble: NotTaken): void {
    const { why } = trouble;
    if (why === 'busy' || this.#noted.has(why)) return;
    this.#noted.add(why);
    this.#add(`${troubleText(trouble)} The walk goes on without it.`);
  }

  #add(line: string): void {
    this.#lines.push(line);
    if (this.#lines.length > MOST_LINES) this.#lines.shift();
    for (const added of this.#heeds) added();
  }
}

const RAISE: Choice<HandAnswer> = {
  key: 'a',
  value: 'raise',
  short: 'ask',
  name: 'ask the instructor',
  means: 'raise your hand on the instructor’s board, with a line of text',
};

const LOWER: Choice<HandAnswer> = {
  key: 'a',
  value: 'lower',
  short: 'lower hand',
  name: 'lower your hand',
  means: 'you need the instructor no more',
};

const RAISED = 'Your hand is raised: the instructor sees it and your line.';

const TROUBLES: { readonly [W in NotTaken['why']]: (detail: string) => string } = {
  gone: (detail) => `The instructor’s board does not answer (${visibleWord(detail)}).`,
  unknown: () => 'The instructor’s board does not know your link; ask for another one.',
  busy: () => 'The instructor’s board was told too much at once; wait a moment.',
};

const troubleText = ({ why, detail }: NotTaken): string => TROUBLES[why](detail);

const DID = {
  reset: () => 'reset your lab',
  solve: (step: string) => `solved ${step} in your lab`,
  goto: (step: string) => `moved your lab to ${step}`,
} as const;

/** `The instructor reset your lab at 14:02.` */
function messageLine(message: SeatMessage): string {
  const at = timeOfDay(message.at);
  if (message.is === 'said') return `The instructor, at ${at}: ${visibleWord(message.text)}`;
  return `The instructor ${DID[message.does](visibleWord(message.step ?? 'a step'))} at ${at}.`;
}
