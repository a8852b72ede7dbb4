import type { Out } from '../streams.ts';
import type { WalkScreen } from './layout.ts';
import type { Size } from './view.ts';

/** What a terminal is asked for that does not say. */
const USUAL: Size = { columns: 80, rows: 24 };

const HOME = '\u001B[H';
/**
 * All of the screen but by two commands: tmux takes one that clears everything for the end of a screen, and keeps a copy.
 */
const CLEAR = `${HOME}\u001B[K\u001B[2;1H\u001B[J${HOME}`;

/** The screen of a terminal that is drawn as a whole, and drawn anew where its size changes. */
export class Pad {
  readonly #out: Out;
  readonly #redraw = (): void => {
    this.#shown = '';
    if (this.#draws) this.#paint(this.#draws);
  };
  #draws: ((size: Size) => WalkScreen) | undefined;
  /** Rows in use; what was on the screen before us may be anywhere. */
  #used: number | undefined;
  /** What is on the screen; empty where that is not known. */
  #shown = '';

  constructor(out: Out) {
    this.#out = out;
    out.on('resize', this.#redraw);
  }

  /** Draws in the place of what is there. Tells the screen as it was drawn. */
  draw(draws: (size: Size) => WalkScreen): WalkScreen {
    if (this.#used === undefined) this.keep();
    this.#draws = draws;
    return this.#paint(draws);
  }

  /** Scrolls what is on the screen away, so that it can be scrolled back to. */
  keep(): void {
    const { rows } = this.#size();
    this.#out.write(`\u001B[${rows};1H${'\n'.repeat(Math.min(rows, this.#used ?? rows))}${HOME}`);
    this.#used = 0;
    this.#shown = '';
    this.#draws = undefined;
  }

  /** Leaves the cursor below what was drawn, for others to write on from there. */
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
    if (text !== this.#shown) this.#out.write(`${CLEAR}${text}`);
    this.#shown = text;
    this.#used = screen.used;
    return screen;
  }

  #size(): Size {
    return { columns: this.#out.columns || USUAL.columns, rows: this.#out.rows || USUAL.rows };
  }
}
