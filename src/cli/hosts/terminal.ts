import { Listr, ListrDefaultRendererLogLevels, ListrLogger, PRESET_TIMER, ProcessOutput } from 'listr2';
import type { LabEvent, Summary } from '../../contract/event.ts';
import { signOf } from '../../report/marks.ts';
import { drawable } from '../shown-streams.ts';
import type { Streams } from '../streams.ts';
import { writeAnswer, writeClosing } from './plain.ts';
import type { OutputScreen, PrintedAnswer } from './screen.ts';
import { Track } from './track.ts';

/** The text of the single line of a command that does not go step by step. */
const TITLES: Readonly<Record<string, string>> = {
  check: 'Checking what you did',
  hint: 'Looking at what you did',
  verify: 'Asking the checks',
  matrix: 'Asking who may do what',
  status: 'Reading where the account is',
  resume: 'Looking for what was interrupted',
  'checkpoint rebase': 'Looking at the rest of the account',
  rollback: 'Going back to the checkpoint',
  reset: 'Restoring the account',
  'checkpoint save': 'Keeping the account as it is',
  edit: 'Saving the policy',
  goto: 'Bringing the account to where the step begins',
  solve: 'Doing the step',
  back: 'Going back',
};

/** Commands that go through the page's steps. */
const BY_STEP = ['run', 'plan'];

const ICONS = {
  [ListrDefaultRendererLogLevels.COMPLETED]: signOf('done'),
  [ListrDefaultRendererLogLevels.FAILED]: signOf('failed'),
  [ListrDefaultRendererLogLevels.FAILED_WITH_FAILED_SUBTASKS]: signOf('failed'),
};

interface Manner {
  readonly color: boolean;
  readonly verbose: boolean;
  /** The text of the line, if the command alone does not determine it. */
  readonly title?: string;
}

/**
 * The live view. listr2 only draws: each task waits for the events that end it. What is worth reading is shown when
 * the list is closed.
 */
export class TerminalScreen implements OutputScreen {
  readonly attended = true;
  readonly #streams: Streams;
  readonly #manner: Manner;
  readonly #events: LabEvent[] = [];
  readonly #tracks = new Map<string, Track>();
  #current: Track | undefined;
  #drawn: Promise<unknown> | undefined;

  constructor(streams: Streams, manner: Manner) {
    this.#streams = streams;
    this.#manner = manner;
  }

  notify(event: LabEvent): void {
    this.#events.push(event);
    switch (event.type) {
      case 'run-started':
        this.#open(event);
        break;
      case 'step-started':
        this.#begin(event.step.id);
        break;
      case 'step-settled':
        this.#tracks.get(event.step)?.end(event.error, event);
        break;
      case 'summary':
        this.#end(event);
        break;
      default:
        this.#current?.notify(event);
    }
  }

  answer(answer: PrintedAnswer, summary: Summary): void {
    writeAnswer(answer, summary, this.#streams, this.#manner.color);
  }

  /** Waits until the list is closed; the caller then shows what is worth reading. */
  async drawn(): Promise<readonly LabEvent[]> {
    await this.#drawn;
    return this.#events;
  }

  async close(): Promise<void> {
    await this.#drawn;
    writeClosing(this.#events, this.#streams, { ...this.#manner, told: () => false });
  }

  #open({ command, steps }: Extract<LabEvent, { type: 'run-started' }>): void {
    if (BY_STEP.includes(command)) {
      for (const { id, title } of steps) this.#tracks.set(id, new Track(title));
    } else {
      this.#tracks.set(command, new Track(this.#manner.title ?? TITLES[command] ?? command));
      this.#begin(command);
    }
    const { stdout, stderr } = this.#streams;
    const processOutput = new ProcessOutput(
      drawable(stdout) as NodeJS.WriteStream,
      drawable(stderr) as NodeJS.WriteStream,
    );
    const list = new Listr(
      [...this.#tracks.values()].map((track) => track.listed()),
      {
        concurrent: false,
        exitOnError: false,
        registerSignalListeners: false,
        rendererOptions: {
          timer: PRESET_TIMER,
          icon: ICONS,
          logger: new ListrLogger({ useIcons: true, toStderr: [], processOutput }),
        },
      },
    );
    this.#drawn = list.run();
  }

  /** Earlier steps that have not begun are not part of this run. */
  #begin(id: string): void {
    for (const [other, track] of this.#tracks) {
      if (other === id) {
        this.#current = track;
        track.begin();
        return;
      }
      track.skip('not asked for');
    }
  }

  #end({ error, exitCode }: Extract<LabEvent, { type: 'summary' }>): void {
    this.#current?.end(error);
    const gotThrough = exitCode === 0 || exitCode === 4;
    for (const track of this.#tracks.values()) track.skip(gotThrough ? 'not asked for' : 'not reached');
  }
}
