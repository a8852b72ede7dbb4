import type { FleetGroup } from '../../contract/event.ts';
import type { Typing } from '../../contract/suggestion.ts';
import type { SessionClock } from '../../engine/session.ts';
import type { SeatPlans } from './agreements.ts';
import type {
  BoardRow,
  RoomMoments,
  RoomVerb,
  RoomView,
  SeatDetail,
  SeatOutcome,
  SeatReading,
} from './board-shapes.ts';
import type { SeenSeat } from './seat-track.ts';

/** What a board works with: handed in by the command, so that it needs no account to be tested. */
export interface BoardParts extends Pick<RoomView, 'target' | 'steps' | 'notes' | 'pause' | 'hasSeatLinks'> {
  readonly seats: readonly Pick<BoardRow, 'account' | 'name'>[];
  /** How many accounts are read at a time. */
  readonly concurrency: number;
  readonly clock: SessionClock;
  /** By seat. */
  readonly seen?: ReadonlyMap<number, SeenSeat> | undefined;
  /** Keeps what was seen of all seats. */
  keep?(rows: readonly BoardRow[], moments: RoomMoments): Promise<void>;
  /** How commands are typed in the accounts. */
  readonly typed?: Typing | undefined;
  /** `thorough`: looks around also in an account whose documents are as they were. */
  read(seat: number, thorough: boolean): Promise<SeatReading>;
  open(seat: number): Promise<SeatDetail>;
  /** Plans a verb that writes. Reads only. */
  foresee(
    verb: RoomVerb,
    seats: readonly number[],
    signal: AbortSignal,
  ): Promise<{ readonly plans: SeatPlans; readonly groups: readonly FleetGroup[] }>;
  /** Does it. `agreed`: absent for a verb that only looks. */
  work(verb: RoomVerb, seats: readonly number[], doing: Doing): Promise<number>;
}

/** How work reports, and how it is stopped. */
export interface Doing {
  readonly agreed?: SeatPlans | undefined;
  readonly signal: AbortSignal;
  begun(fleet: string): void;
  tell(outcome: SeatOutcome): void;
}
