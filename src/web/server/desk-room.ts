import type { LabEvent } from '../../contract/event.ts';
import type { RoomNews } from '../acts.ts';

/** The instructor's board, as the lab in a browser knows it. Nothing of it throws. */
export interface DeskRoom {
  /** What pages show of it now. */
  readonly shown: RoomNews;
  /** Calls back whenever that has changed. */
  heed(changed: () => void): void;
  /** Tells the board what an act has settled. */
  settled(events: readonly LabEvent[]): void;
  raise(line: string): Promise<void>;
  lower(): Promise<void>;
  /** Asks the board for news until the signal. */
  listen(signal: AbortSignal): Promise<void>;
}
