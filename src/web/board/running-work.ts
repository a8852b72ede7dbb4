import { LabError } from '../../contract/errors.ts';
import type { BoardAnswer, RoomWork, SeatOutcome } from './board-shapes.ts';

/** Work in the room, as its pages show it. */
export interface ShownWork {
  /** Aborted when the work is to stop. */
  readonly signal: AbortSignal;
  /** `fleet`: its id, by which it can be resumed. */
  begun(fleet: string): void;
  tell(outcome: SeatOutcome): void;
  ended(answer: BoardAnswer): void | Promise<void>;
}

/** The work that is done in the room, or that was done last: one at a time. */
export class RunningWork {
  readonly #changed: (work: RoomWork) => void;
  readonly #now: () => string;
  #work: RoomWork | undefined;
  #stop: AbortController | undefined;

  /** `now`: ISO 8601. */
  constructor(changed: (work: RoomWork) => void, now: () => string) {
    this.#changed = changed;
    this.#now = now;
  }

  get latest(): RoomWork | undefined {
    return this.#work;
  }

  /** Throws `ERR_LOCKED` while there is other work. */
  begin(does: string, seats: readonly number[]): ShownWork {
    if (this.#stop) {
      throw new LabError('ERR_LOCKED', `The board still does this: ${this.#work?.does}. Nothing was begun.`, {
        hint: 'wait until it has ended, or stop it',
      });
    }
    const stop = new AbortController();
    this.#stop = stop;
    const show = (work: RoomWork): void => {
      this.#work = work;
      this.#changed(work);
    };
    const add = (more: Partial<RoomWork>): void => show({ ...this.#work!, ...more });
    show({ does, seats, outcomes: [] });
    return {
      signal: stop.signal,
      begun: (fleet) => add({ fleet }),
      tell: (outcome) => {
        const others = this.#work!.outcomes.filter(({ seat }) => seat !== outcome.seat);
        add({ outcomes: [...others, outcome] });
      },
      ended: (answer) => {
        this.#stop = undefined;
        add({ ended: { at: this.#now(), ...answer } });
      },
    };
  }

  stop(): void {
    this.#stop?.abort();
  }
}
