import type { ListrTask, ListrTaskWrapper } from 'listr2';
import type { CheckResult } from '../../contract/check.ts';
import type { ErrorNote, LabEvent } from '../../contract/event.ts';
import { passedText } from '../../report/checks.ts';
import { eventLine, waitedText } from '../../report/event-line.ts';
import { visible } from '../../report/visible.ts';
import { count } from '../../report/wrap.ts';

type Task = ListrTaskWrapper<unknown, never, never>;

/** A promise that is settled from outside. */
class Settled<T> {
  readonly promise: Promise<T>;
  #resolve!: (value: T) => void;

  constructor() {
    this.promise = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  resolve(value: T): void {
    this.#resolve(value);
  }
}

/** How a part of the work ended: the title that stays on the screen, or why it failed. */
interface Ending {
  readonly title: string;
  readonly failed?: boolean;
}

/** A part of a step: shows progress until it has ended. listr2 draws past the protection of the streams. */
class Part {
  readonly #ended = new Settled<Ending>();
  #task: Task | undefined;
  #open = true;

  listed(title: string): ListrTask {
    return {
      title: visible(title),
      task: async (_context, task) => {
        this.#task = task as Task;
        const { title: last, failed } = await this.#ended.promise;
        if (failed) throw new Error(last);
        task.title = last;
      },
    };
  }

  /** Has no effect before the part is on the screen, or after it has ended. */
  show(text: string): void {
    if (this.#task && this.#open) this.#task.output = visible(text);
  }

  end(ending: Ending): void {
    this.#open = false;
    this.#ended.resolve({ ...ending, title: visible(ending.title) });
  }
}

/** One line of the live view, driven by events: a step, or a command that has no steps. */
export class Track {
  readonly title: string;
  readonly #begun = new Settled<string | undefined>();
  readonly #changes = new Part();
  readonly #checks = new Part();
  readonly #planned: string[] = [];
  readonly #applied: string[] = [];
  readonly #asked: Pick<CheckResult, 'status'>[] = [];

  constructor(title: string) {
    this.title = visible(title);
  }

  /** The task that listr2 runs; it only waits for the events. */
  listed(): ListrTask {
    return {
      title: this.title,
      task: async (_context, task) => {
        const skipped = await this.#begun.promise;
        if (skipped !== undefined) return task.skip(`${this.title} (${skipped})`);
        return task.newListr([this.#changes.listed('Change'), this.#checks.listed('Check')], {
          exitOnError: true,
        });
      },
    };
  }

  begin(): void {
    this.#begun.resolve(undefined);
  }

  /** Has no effect on a track that has begun. */
  skip(reason: string): void {
    this.#begun.resolve(reason);
  }

  notify(event: LabEvent): void {
    switch (event.type) {
      case 'change-planned':
        this.#planned.push(event.change.title);
        break;
      case 'change-applied':
        this.#applied.push(event.change.title);
        this.#endChangesWhenDone();
        break;
      case 'check-settled':
        this.#endChanges();
        this.#asked.push(event.verdict);
        break;
      case 'waiting':
        this.#endChangesWhenDone();
        this.#show(eventLine(event)?.trim() ?? '');
        break;
      case 'step-showed':
      case 'note':
        this.#show(eventLine(event)?.trim() ?? '');
        break;
    }
  }

  end(error?: ErrorNote, waited: { readonly waitedMs?: number } = {}): void {
    const text = error && `${error.code}: ${error.message}`;
    if (text) this.#changes.end({ title: text, failed: true });
    this.#endChanges();
    const failed = this.#asked.filter(({ status }) => status === 'failed').length;
    const asked = this.#asked.length;
    if (text) this.#checks.end({ title: text, failed: true });
    else if (failed > 0)
      this.#checks.end({ title: `${failed} of ${count(asked, 'check')} failed`, failed: true });
    else {
      const passed = asked === 0 ? 'No checks' : passedText(this.#asked);
      this.#checks.end({ title: `${passed}${waitedText(waited)}` });
    }
  }

  #show(text: string): void {
    this.#changes.show(text);
    this.#checks.show(text);
  }

  #endChangesWhenDone(): void {
    if (this.#applied.length === this.#planned.length) this.#endChanges();
  }

  #endChanges(): void {
    this.#changes.end({ title: this.#changed() });
  }

  #changed(): string {
    if (this.#applied.length > 0) return `Changed ${this.#applied.join(', ')}`;
    return this.#planned.length > 0 ? `Would change ${this.#planned.join(', ')}` : 'Nothing to change';
  }
}
