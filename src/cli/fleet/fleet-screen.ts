import type { LabEvent, Summary } from '../../contract/event.ts';
import type { Suggestion } from '../../contract/suggestion.ts';
import { boardLines } from '../../fleet/board.ts';
import type { Fleet } from '../../fleet/fleet-state.ts';
import { fleetEndText, groupsText } from '../../fleet/fleet-words.ts';
import type { SeatNames } from '../../fleet/seat-names.ts';
import { errorText } from '../../report/error.ts';
import { eventLine, nextOf } from '../../report/event-line.ts';
import { suggestionLines } from '../../report/suggestions.ts';
import type { GlobalOptions } from '../global-options.ts';
import { JsonScreen } from '../hosts/json.ts';
import { drawable } from '../shown-streams.ts';
import { isTerminal, type Streams, styleOf } from '../streams.ts';

/** Where a fleet is shown. */
export interface FleetScreen {
  notify(event: LabEvent): void;
  /** After each event: where all accounts are. `running`: when each began, by `performance.now()`. */
  show(fleet: Fleet, running: ReadonlyMap<string, number>): void;
  /** Makes room for a question. */
  pause<T>(ask: () => Promise<T>): Promise<T>;
  end(fleet: Fleet, summary: Summary, next: readonly Suggestion[]): void;
  /** Draws no more. */
  close(): void;
}

/** A page in a browser, which shows the fleet too, and prints its links in the same terminal. */
export type FleetPage = Pick<FleetScreen, 'notify' | 'end'>;

interface Showing {
  readonly does: string;
  readonly names: SeatNames;
  readonly page?: FleetPage | undefined;
}

type Manner = Pick<GlobalOptions, 'json' | 'summary' | 'quiet' | 'verbose' | 'color'>;

/** NDJSON with --json, a board at a terminal, and a line an account elsewhere, or where a page has the board. */
export function openFleetScreen(options: Manner, streams: Streams, showing: Showing): FleetScreen {
  const { page } = showing;
  const isLive = !page && isTerminal(streams) && !options.quiet && !options.verbose;
  const screen = options.json
    ? new FleetJson(options, streams)
    : isLive
      ? new FleetBoard(options, streams, showing)
      : new FleetLines(options, streams, showing);
  return page ? alsoOn(page, screen) : screen;
}

const alsoOn = (page: FleetPage, screen: FleetScreen): FleetScreen => ({
  notify(event) {
    screen.notify(event);
    page.notify(event);
  },
  show: (...shown) => screen.show(...shown),
  pause: (ask) => screen.pause(ask),
  end(...ended) {
    screen.end(...ended);
    page.end(...ended);
  },
  close: () => screen.close(),
});

class FleetJson implements FleetScreen {
  readonly #screen: JsonScreen;

  constructor({ verbose, summary }: Manner, { stdout, typed }: Streams) {
    this.#screen = new JsonScreen(stdout, { verbose, summary, typed });
  }

  notify(event: LabEvent): void {
    this.#screen.notify(event);
  }

  show(): void {}

  pause<T>(ask: () => Promise<T>): Promise<T> {
    return ask();
  }

  end(_: Fleet, summary: Summary): void {
    this.#screen.notify({ type: 'summary', ...summary });
  }

  close(): void {}
}

/** One line for each account that ends, and what is worth reading at the end. */
class FleetLines implements FleetScreen {
  readonly #manner: Manner;
  readonly #streams: Streams;
  readonly #names: SeatNames;

  constructor(manner: Manner, streams: Streams, { names }: Showing) {
    this.#manner = manner;
    this.#streams = streams;
    this.#names = names;
  }

  notify(event: LabEvent): void {
    const { quiet, verbose, color } = this.#manner;
    if (quiet) return;
    const { stdout } = this.#streams;
    if (event.type === 'fleet-planned') {
      stdout.write(`${groupsText(event.groups, styleOf(stdout, this.#streams, color))}\n\n`);
      return;
    }
    if (event.type === 'fleet-account' && event.state === 'running' && !verbose) return;
    const line = eventLine(event);
    if (line === undefined) return;
    const next = suggestionLines(nextOf(event), styleOf(stdout, this.#streams, color), '    ');
    for (const text of [line, ...next]) stdout.write(`${text}\n`);
  }

  show(): void {}

  pause<T>(ask: () => Promise<T>): Promise<T> {
    return ask();
  }

  end(fleet: Fleet, summary: Summary, next: readonly Suggestion[]): void {
    writeEnd({ fleet, summary, next }, this.#names, this.#manner, this.#streams);
  }

  close(): void {}
}

interface Ending {
  readonly fleet: Fleet;
  readonly summary: Summary;
  readonly next: readonly Suggestion[];
}

function writeEnd(
  { fleet, summary: { error }, next }: Ending,
  names: SeatNames,
  { color, quiet, verbose }: Manner,
  streams: Streams,
): void {
  const { stdout, stderr } = streams;
  if (fleet)
    stdout.write(
      `${quiet ? '' : '\n'}${fleetEndText(fleet, names, styleOf(stdout, streams, color), next)}\n`,
    );
  if (error) stderr.write(`\n${errorText(error, styleOf(stderr, streams, color), { verbose })}\n`);
}

/** Milliseconds between two drawings. */
const REDRAW = 200;
/** The size of a terminal that does not report one. */
const USUAL = { columns: 80, rows: 24 };

/** A board of the whole room, drawn over itself. */
class FleetBoard implements FleetScreen {
  readonly #manner: Manner;
  readonly #streams: Streams;
  readonly #showing: Showing;
  readonly #timer: NodeJS.Timeout;
  #latest: { readonly fleet: Fleet; readonly running: ReadonlyMap<string, number> } | undefined;
  #begunAt: number | undefined;
  /** Lines on the screen, which the next drawing replaces. */
  #drawn = 0;
  #paused = false;

  constructor(manner: Manner, streams: Streams, showing: Showing) {
    this.#manner = manner;
    this.#streams = streams;
    this.#showing = showing;
    this.#timer = setInterval(() => this.#draw(), REDRAW);
    this.#timer.unref();
  }

  notify(event: LabEvent): void {
    const { stdout } = this.#streams;
    const style = styleOf(stdout, this.#streams, this.#manner.color);
    const text =
      event.type === 'fleet-planned'
        ? `${groupsText(event.groups, style)}\n`
        : event.type === 'note'
          ? eventLine(event)
          : undefined;
    if (text === undefined) return;
    this.#erase();
    stdout.write(`${text}\n`);
  }

  show(fleet: Fleet, running: ReadonlyMap<string, number>): void {
    this.#latest = { fleet, running };
    if (running.size > 0) this.#begunAt ??= performance.now();
  }

  async pause<T>(ask: () => Promise<T>): Promise<T> {
    this.#erase();
    this.#paused = true;
    try {
      return await ask();
    } finally {
      this.#paused = false;
    }
  }

  close(): void {
    clearInterval(this.#timer);
    this.#erase();
    this.#paused = true;
  }

  end(fleet: Fleet, summary: Summary, next: readonly Suggestion[]): void {
    this.close();
    writeEnd({ fleet, summary, next }, this.#showing.names, this.#manner, this.#streams);
  }

  #draw(): void {
    if (!this.#latest || this.#paused) return;
    const { stdout } = this.#streams;
    const size = { columns: stdout.columns || USUAL.columns, rows: stdout.rows || USUAL.rows };
    const view = { ...this.#showing, ...this.#latest, now: performance.now(), begunAt: this.#begunAt };
    const lines = boardLines(view, size);
    this.#erase();
    stdout.write(`${lines.join('\n')}\n`);
    this.#drawn = lines.length;
  }

  #erase(): void {
    if (this.#drawn > 0) drawable(this.#streams.stdout).write(`\u001B[${this.#drawn}A\u001B[0J`);
    this.#drawn = 0;
  }
}
