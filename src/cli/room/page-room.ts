import { once } from 'node:events';
import type { LabEvent } from '../../contract/event.ts';
import { visibleWord } from '../../report/visible.ts';
import type { RoomNews } from '../../web/acts.ts';
import type { DeskRoom } from '../../web/server/desk-room.ts';
import type { WalkRoom } from './walk-room.ts';

/** Lines of the instructor, and about the board, that a page shows. */
const SHOWN = 20;

/** The room of a lab in the browser: what came stays on its pages. */
export class PageRoom implements DeskRoom {
  readonly #line: WalkRoom;
  #lines: readonly string[] = [];
  #changed: () => void = () => {};

  constructor(line: WalkRoom) {
    this.#line = line;
    line.news.heed(() => this.#add(line.news.lines.at(-1) ?? ''));
  }

  get shown(): RoomNews {
    const { hand } = this.#line;
    return { ...(hand === undefined ? {} : { hand: visibleWord(hand) }), lines: this.#lines };
  }

  heed(changed: () => void): void {
    this.#changed = changed;
  }

  settled(events: readonly LabEvent[]): void {
    this.#line.settled(events);
  }

  async raise(line: string): Promise<void> {
    const sentence = await this.#line.raise(line);
    if (this.#line.hand === undefined) this.#add(sentence);
    else this.#changed();
  }

  async lower(): Promise<void> {
    const sentence = await this.#line.lower();
    if (this.#line.hand === undefined) this.#changed();
    else this.#add(sentence);
  }

  async listen(signal: AbortSignal): Promise<void> {
    if (!signal.aborted) await this.#line.listening(() => once(signal, 'abort'));
    this.#line.close();
  }

  #add(line: string): void {
    this.#lines = [...this.#lines, line].slice(-SHOWN);
    this.#changed();
  }
}
