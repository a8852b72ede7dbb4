/** A person who is done is read once in so many pauses; an account that cannot be read, after longer and longer ones. */
const DONE_PAUSES = 4;
const MOST_PAUSES = 8;
/** Milliseconds between two looks around in an account whose documents are as they were. */
const THOROUGH = 300_000;
/** Milliseconds between the beginnings of two readings, however much a seat reports. */
const LEAST_GAP = 5000;

/** When the account of one seat is read, in milliseconds of the room's clock. */
export class ReadingTimes {
  readonly #pause: number;
  #next = 0;
  #begun = Number.NEGATIVE_INFINITY;
  #thorough = 0;
  #failures = 0;
  /** The seat has reported since the last reading began. */
  #isReported = false;

  constructor(pause: number) {
    this.#pause = pause;
  }

  isDue(now: number): boolean {
    return this.#next <= now;
  }

  /** The next reading looks around. */
  lookAround(): void {
    this.#thorough = 0;
  }

  /** The seat says that something has changed. */
  hasten(now: number): void {
    this.#isReported = true;
    this.#next = Math.min(this.#next, Math.max(now, this.#begun + LEAST_GAP));
  }

  /** Returns whether the reading that begins looks around. */
  begin(now: number): boolean {
    this.#begun = now;
    this.#isReported = false;
    return now - this.#thorough >= THOROUGH;
  }

  failed(now: number): void {
    this.#failures += 1;
    this.#after(now, 2 ** this.#failures);
  }

  read(now: number, { thorough, isDone }: { readonly thorough: boolean; readonly isDone: boolean }): void {
    this.#failures = 0;
    if (thorough) this.#thorough = now;
    this.#after(now, isDone ? DONE_PAUSES : 1);
  }

  #after(now: number, pauses: number): void {
    this.#next = now + this.#pause * Math.min(pauses, MOST_PAUSES);
    // What was reported during the reading may have come too late for it.
    if (this.#isReported) this.hasten(now);
  }
}
