import type { LabEvent } from '../../contract/event.ts';
import type { CommandSession } from '../../engine/session.ts';
import { heading, type Style } from '../../report/style.ts';
import { wrap } from '../../report/wrap.ts';
import type { MarkingQuestion } from '../ask-for-some.ts';
import { consentOf } from '../consent.ts';
import { type Asked, askForText } from '../questions.ts';
import type { WalkRoom } from '../room/walk-room.ts';
import { type Streams, styleOf } from '../streams.ts';
import { footerOfJob, stoppable, viewOfJob } from './job-view.ts';
import { Keyboard } from './keyboard.ts';
import { layout, type WalkScreen } from './layout.ts';
import { Pad } from './pad.ts';
import {
  footerOf,
  GO_ON,
  type Onward,
  OPENED,
  type Press,
  type Question,
  type QuestionState,
  react,
  turned,
  viewOf,
  YES_OR_NO,
} from './question.ts';
import type { Job, Scene, SceneParts, WorkProgress } from './scene.ts';
import { type Size, sentence, type Text, type View } from './view.ts';

/** Milliseconds: how often the elapsed time is redrawn. */
const TICK = 1_000;

/** A conversation in whole screens, answered by single keys. */
export class TerminalScene implements Scene {
  readonly session: CommandSession;
  readonly room: WalkRoom;
  readonly #streams: Streams;
  readonly #color: boolean;
  readonly #pad: Pad;
  readonly #keyboard: Keyboard;
  #agreed: boolean;

  constructor({ session, streams, options, consent, room }: SceneParts) {
    this.session = session;
    this.room = room;
    this.#streams = streams;
    this.#color = options.color;
    this.#agreed = consent === 'given';
    this.#pad = new Pad(streams.stdout);
    this.#keyboard = new Keyboard(streams);
  }

  tell(view: View): Promise<Onward> {
    return this.choose({ view, choices: GO_ON, enter: 'on' });
  }

  async choose<Value extends string>(question: Question<Value>): Promise<Value> {
    let asked: QuestionState = OPENED;
    const draw = (): WalkScreen =>
      this.#draw((style, size) =>
        layout(viewOf(question, asked), footerOf(question, asked, style), style, size, asked.page),
      );
    let screen = draw();
    const pressed = (press: Press) => {
      const reaction = react(question, { ...asked, page: screen.page }, press, screen.pages);
      if ('answer' in reaction) return reaction;
      asked = reaction.asked;
      screen = draw();
      return undefined;
    };
    const ignore = question.news?.heed(() => {
      screen = draw();
    });
    const answer = await this.#keyboard.answer(pressed, this.session.signal).finally(ignore);
    this.#pad.keep();
    return answer;
  }

  async mark<Value extends string>(
    title: string,
    question: MarkingQuestion<Value>,
  ): Promise<readonly Value[]> {
    const { askForSome } = await import('../ask-for-some.ts');
    return this.#below(title, (asked) => askForSome(question, asked));
  }

  line(...[title, message, wrong]: Parameters<Scene['line']>): Promise<string> {
    return this.#below(title, (asked) => askForText(message, asked, wrong));
  }

  async agree(view: View): Promise<boolean> {
    const isSure = this.session.target === 'sandbox' || this.#agreed;
    const answer = await this.choose({ view, choices: YES_OR_NO });
    if (answer === 'no' || isSure) return answer === 'yes';
    const refusal = await this.#consent(view.title);
    this.#agreed = refusal === undefined;
    if (refusal) await this.tell({ title: view.title, body: sentence(refusal) });
    return this.#agreed;
  }

  async work(job: Job): Promise<readonly LabEvent[]> {
    const events: LabEvent[] = [];
    const begun = Date.now();
    let page = 0;
    const draw = (): WalkScreen => {
      const progress: WorkProgress = { events, seconds: Math.floor((Date.now() - begun) / 1000) };
      return this.#draw((style, size) =>
        layout(viewOfJob(job, progress), footerOfJob(job, style), style, size, page),
      );
    };
    let screen = draw();
    const notify = (event: LabEvent): void => {
      events.push(event);
      screen = draw();
    };
    const stop = new AbortController();
    const stopped = (): void => stop.abort();
    const pressed = (press: Press): void => {
      const key = job.keys?.find((one) => one.key === press.sequence?.toLowerCase());
      key?.pressed();
      page = key ? 0 : (turned(press, screen.page, screen.pages) ?? screen.page);
      screen = draw();
    };
    const ticks = setInterval(() => {
      screen = draw();
    }, TICK);
    const ignore = job.news?.heed(() => {
      screen = draw();
    });
    const work = job.act({ ...stoppable(this.session, stop.signal), host: { notify } });
    await this.#keyboard
      .during(work, { pressed, stopped, ended: stopped })
      .finally(() => clearInterval(ticks))
      .finally(ignore);
    return events;
  }

  say(text: Text): void {
    this.#pad.leave();
    const shown = text(this.style());
    if (shown !== '') this.#streams.stdout.write(`\n${shown}\n`);
  }

  style(): Style {
    return styleOf(this.#streams.stdout, this.#streams, this.#color);
  }

  close(): void {
    this.#pad.close();
    this.#keyboard.close();
  }

  /** Why consent was not given: the user typed something other than the account's id. */
  #consent(preview: string): Promise<string | undefined> {
    return this.#elsewhere(() => consentOf(this.session, preview, this.#streams));
  }

  /** Asks below a heading, with a prompt. */
  #below<T>(title: string, ask: (asked: Asked) => Promise<T>): Promise<T> {
    return this.#elsewhere(() => {
      const style = this.style();
      const head = wrap(title, style.width).map((line) => heading(line, style));
      this.#streams.stdout.write(`${head.join('\n')}\n\n`);
      return ask({ streams: this.#streams, signal: this.session.signal });
    });
  }

  /** Releases the terminal for prompts that use lines of their own. */
  async #elsewhere<T>(ask: () => Promise<T>): Promise<T> {
    this.#pad.leave();
    this.#keyboard.close();
    try {
      return await ask();
    } finally {
      this.#keyboard.open();
    }
  }

  #draw(draws: (style: Style, size: Size) => WalkScreen): WalkScreen {
    return this.#pad.draw((size) => draws({ ...this.style(), width: size.columns }, size));
  }
}
