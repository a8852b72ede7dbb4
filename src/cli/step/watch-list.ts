import { Listr, ListrLogger, type ListrTaskWrapper, ProcessOutput } from 'listr2';
import type { Host, LabEvent } from '../../contract/event.ts';
import { passedText } from '../../report/checks.ts';
import { hintText } from '../../report/hint.ts';
import type { Style } from '../../report/style.ts';
import { count, wrap } from '../../report/wrap.ts';
import type { Streams } from '../streams.ts';
import { all, summaryOf } from './outcome.ts';

type Task = ListrTaskWrapper<unknown, never, never>;

/** Milliseconds: the time is seen to pass. */
const TICK = 1_000;
/** Columns that listr2 puts before a title. */
const ICON = 2;

/** Watching somebody work: for how long already, and what is wrong so far. */
export class WatchList implements Host {
  readonly #events: LabEvent[] = [];
  readonly #begun = Date.now();
  readonly #style: Style;
  readonly #drawn: Promise<unknown>;
  #task: Task | undefined;
  #end!: () => void;

  constructor({ stdout, stderr }: Streams, style: Style) {
    this.#style = { ...style, width: style.width - ICON };
    const processOutput = new ProcessOutput(stdout as NodeJS.WriteStream, stderr as NodeJS.WriteStream);
    const ended = new Promise<void>((end) => {
      this.#end = end;
    });
    const list = new Listr(
      [
        {
          title: this.#title(),
          task: async (_context, task) => {
            this.#task = task as Task;
            const ticks = setInterval(() => this.#refresh(), TICK);
            await ended;
            clearInterval(ticks);
            if (!this.#isRight()) throw new Error(this.#ending());
            task.title = this.#ending();
          },
        },
      ],
      {
        exitOnError: false,
        registerSignalListeners: false,
        rendererOptions: { logger: new ListrLogger({ useIcons: true, toStderr: [], processOutput }) },
      },
    );
    this.#drawn = list.run();
  }

  notify(event: LabEvent): void {
    this.#events.push(event);
    if (event.type === 'summary') this.#end();
    else this.#refresh();
  }

  /** Waits until the list is closed. */
  async drawn(): Promise<readonly LabEvent[]> {
    await this.#drawn;
    return this.#events;
  }

  #refresh(): void {
    if (this.#task) this.#task.title = this.#title();
  }

  #title(): string {
    const hint = all(this.#events, 'hint').at(-1);
    const inPlace = all(this.#events, 'waiting').at(-1)?.what !== 'your change' && this.#seconds() > 0;
    const line = inPlace
      ? `It is as the step wants it; asking the checks, ${this.#seconds()} s`
      : `Watching for your change, ${this.#seconds()} s. Ctrl-C brings the question back.`;
    return [...wrap(line, this.#style.width), ...(hint ? [hintText(hint, this.#style)] : [])].join('\n');
  }

  #seconds(): number {
    return Math.floor((Date.now() - this.#begun) / 1000);
  }

  #isRight(): boolean {
    return summaryOf(this.#events)?.exitCode === 0;
  }

  #ending(): string {
    const error = summaryOf(this.#events)?.error;
    if (error && error.code !== 'ERR_INTERRUPTED')
      return wrap(`${error.code}: ${error.message}`, this.#style.width).join('\n');
    const checks = all(this.#events, 'check-settled');
    const failed = checks.filter(({ verdict }) => verdict.status === 'failed').length;
    const line = this.#isRight()
      ? `Done: it is as the step wants it, and ${passedText(checks.map(({ verdict }) => verdict))}.`
      : failed > 0
        ? `It is as the step wants it, but ${failed} of ${count(checks.length, 'check')} failed.`
        : `Watched for ${this.#seconds()} s: not as the step wants it yet.`;
    return wrap(line, this.#style.width).join('\n');
  }
}
