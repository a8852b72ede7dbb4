import { randomBytes } from 'node:crypto';
import { MOST_MESSAGES } from './seat-limits.ts';
import type { SeatAnswer, SeatMessage } from './seat-shapes.ts';

/** What a seat may say at once, and how often after that: once in so many milliseconds. */
const BURST = 20;
const ONCE_IN = 1000;

interface Talk {
  /** What the seat may still say, as of a time of the clock. */
  left: number;
  asOf: number;
  sent: number;
  messages: SeatMessage[];
}

type WithoutId<Message> = Message extends unknown ? Omit<Message, 'id' | 'at'> : never;

/** What is on its way to each seat, and how often each may speak. Nothing of it is kept. */
export class SeatTalk {
  readonly #board = randomBytes(6).toString('hex');
  readonly #now: () => Date;
  readonly #talks: readonly Talk[];

  constructor(seats: number, now: () => Date) {
    this.#now = now;
    const asOf = now().getTime();
    this.#talks = Array.from({ length: seats }, () => ({ left: BURST, asOf, sent: 0, messages: [] }));
  }

  /** False for a seat that speaks too often. */
  admits(seat: number): boolean {
    const talk = this.#talks[seat - 1]!;
    const now = this.#now().getTime();
    talk.left = Math.min(BURST, talk.left + Math.max(0, now - talk.asOf) / ONCE_IN);
    talk.asOf = now;
    if (talk.left < 1) return false;
    talk.left -= 1;
    return true;
  }

  /** Waits for the seats until they ask. The oldest of too many are dropped. */
  send(seats: readonly number[], message: WithoutId<SeatMessage>): void {
    for (const seat of new Set(seats)) {
      const talk = this.#talks[seat - 1]!;
      talk.sent += 1;
      const id = `${this.#board}.${talk.sent}`;
      talk.messages = [...talk.messages, { ...message, id, at: this.#now().toISOString() }].slice(
        -MOST_MESSAGES,
      );
    }
  }

  /** A message goes with every answer until the seat has said that it was shown. */
  answer(seat: number, hand: string | undefined, heard: string | undefined): SeatAnswer {
    const talk = this.#talks[seat - 1]!;
    talk.messages = talk.messages.slice(talk.messages.findIndex(({ id }) => id === heard) + 1);
    return { board: this.#board, ...(hand === undefined ? {} : { hand }), messages: talk.messages };
  }
}
