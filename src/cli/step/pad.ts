import { drawable, shown } from '../shown-streams.ts';
import type { Out } from '../streams.ts';
import type { WalkScreen } from './layout.ts';
import type { Size } from './view.ts';

/** The size of a terminal that does not report one. */
const USUAL: Size = { columns: 80, rows: 24 };

const HOME = '\u001B[H';
/** Clears the screen with two commands: tmux treats a single clear-all as the end of a screen, and keeps a copy. */
export const CLEAR = `${HOME}\u001B[K\u001B[2;1H\u001B[J${HOME}`;

/** The screen of a terminal, drawn as a whole, and redrawn when its size changes. */
export class Pad {
  readonly #out: Out;
  /** The same, for movements of the cursor. */
  readonly #cursor: Out;
  readonly #redraw = (): void => {
    this.#shown = '';
    if (this.#draws) this.#paint(this.#draws);
  };
  #draws: ((size: Size) => WalkScreen) | undefined;
  /** Rows in use; earlier output may be anywhere. */
  #used: number | undefined;
  /** What is on the screen; empty if unknown. */
  #shown = '';

  constructor(out: Out) {
    this.#out = out;
    this.#cursor = drawable(out);
    out.on('resize', this.#redraw);
  }

  /** Replaces what is on the screen. Returns the screen as drawn. */
  draw(draws: (size: Size) => WalkScreen): WalkScreen {
    if (this.#used === undefined) this.keep();
    this.#draws = draws;
    return this.#paint(draws);
  }

  /** Scrolls the current screen into the history, where the user can scroll back to it. */
  keep(): void {
    const { rows } = this.#size();
    this.#cursor.write(`\u001B[${rows};1H${'\n'.repeat(Math.min(rows, this.#used ?? rows))}${HOME}`);
    this.#used = 0;
    this.#shown = '';
    this.#draws = undefined;
  }

  /** Moves the cursor below the drawing, for other output. */
  leave(): void {
    if (this.#draws) this.#out.write('\n');
    this.#draws = undefined;
    this.#used = undefined;
    this.#shown = '';
  }

  close(): void {
    this.leave();
    this.#out.off('resize', this.#redraw);
  }

  #paint(draws: (size: Size) => WalkScreen): WalkScreen {
    const screen = draws(this.#size());
    const text = screen.lines.join('\n');
    if (text !== this.#shown) this.#cursor.write(`${CLEAR}${shown(text)}`);
    this.#shown = text;
    this.#used = screen.used;
    return screen;
  }

  #size(): Size {
    return { columns: this.#out.columns || USUAL.columns, rows: this.#out.rows || USUAL.rows };
  }
}
