import type { LabEvent } from '../../contract/event.ts';
import type { CommandSession } from '../../engine/session.ts';
import type { Style } from '../../report/style.ts';
import { type Choice, meantBy } from '../../report/walk-position.ts';
import { labelled, wrap } from '../../report/wrap.ts';
import { askForSome, type MarkingQuestion } from '../ask-for-some.ts';
import { consentOf } from '../consent.ts';
import { askForText, askLine } from '../questions.ts';
import type { News, WalkRoom } from '../room/walk-room.ts';
import { type Streams, styleOf } from '../streams.ts';
import { stoppable } from './job-view.ts';
import { type Onward, type Question, YES_OR_NO } from './question.ts';
import type { Job, Scene, SceneParts } from './scene.ts';
import { sentence, type Text, type View } from './view.ts';

/** A conversation in lines, for screen readers and terminals that cannot move their cursor: choices have numbers. */
export class PlainScene implements Scene {
  readonly session: CommandSession;
  readonly room: WalkRoom;
  readonly #streams: Streams;
  #agreed: boolean;

  constructor({ session, streams, consent, room }: SceneParts) {
    this.session = session;
    this.room = room;
    this.#streams = streams;
    this.#agreed = consent === 'given';
  }

  async tell({ title, body }: View): Promise<Onward> {
    this.say((style) => [...wrap(title, style.width), '', body(style)].join('\n'));
    return 'on';
  }

  async choose<Value extends string>({ view, choices, news }: Question<Value>): Promise<Value> {
    await this.tell(view);
    const ignore = this.#sayNews(news);
    return this.#chosen(choices).finally(ignore);
  }

  /** What is said while the question is open comes at once, too. */
  #sayNews(news: News | undefined): (() => void) | undefined {
    let told = 0;
    const tell = (): void => {
      for (const line of news?.lines.slice(told) ?? []) this.say(sentence(line));
      told = news?.lines.length ?? 0;
    };
    tell();
    return news?.heed(tell);
  }

  async #chosen<Value extends string>(choices: readonly Choice<Value>[]): Promise<Value> {
    this.say((style) => choices.map((choice, index) => numbered(choice, index, style)).join('\n'));
    for (;;) {
      const typed = await this.#line('A number, a letter or a word, then Enter:');
      const [meant, ...others] = meantByLine(typed, choices);
      if (meant && others.length === 0) return meant.value;
      this.say(sentence(misunderstood(typed, meant ? [meant, ...others] : choices)));
    }
  }

  mark<Value extends string>(title: string, question: MarkingQuestion<Value>): Promise<readonly Value[]> {
    this.say(sentence(title));
    return askForSome(question, { streams: this.#streams, signal: this.session.signal });
  }

  line(...[title, message, wrong]: Parameters<Scene['line']>): Promise<string> {
    this.say(sentence(title));
    return askForText(message, { streams: this.#streams, signal: this.session.signal }, wrong);
  }

  async agree(view: View): Promise<boolean> {
    const isSure = this.session.target === 'sandbox' || this.#agreed;
    const answer = await this.choose({ view, choices: YES_OR_NO });
    if (answer === 'no' || isSure) return answer === 'yes';
    const refusal = await consentOf(this.session, view.title, this.#streams);
    this.#agreed = refusal === undefined;
    if (refusal) this.say(sentence(refusal));
    return this.#agreed;
  }

  async work(job: Job): Promise<readonly LabEvent[]> {
    const events: LabEvent[] = [];
    const status = this.#teller();
    const found = this.#teller();
    const tell = (): void => {
      status(sentence(job.status({ events, seconds: 0 })));
      found(job.found?.(events) ?? (() => ''));
    };
    const notify = (event: LabEvent): void => {
      events.push(event);
      tell();
    };
    tell();
    const stop = new AbortController();
    const work = job.act({ ...stoppable(this.session, stop.signal), host: { notify } });
    if (job.keys) await this.#heed(job.keys, work, { tell, stop: () => stop.abort() });
    await work;
    return events;
  }

  say(text: Text): void {
    const shown = text(this.style());
    if (shown !== '') this.#streams.stdout.write(`\n${shown}\n`);
  }

  style(): Style {
    return styleOf(this.#streams.stdout, this.#streams, false);
  }

  close(): void {}

  /** Prints what differs from the last output. */
  #teller(): (text: Text) => void {
    let last = '';
    return (text) => {
      const now = text(this.style());
      if (now !== last) this.say(() => now);
      last = now;
    };
  }

  /** During the work, a line with a key does what the key stands for; any other line stops the work. */
  async #heed(
    keys: NonNullable<Job['keys']>,
    work: Promise<unknown>,
    { tell, stop }: { tell(): void; stop(): void },
  ): Promise<void> {
    const over = new AbortController();
    const end = (): void => over.abort();
    work.then(end, end);
    const letters = keys.map(({ key, means }) => `${key} and Enter: ${means}.`).join(' ');
    this.say(sentence(`${letters} Enter alone: stop.`));
    while (!over.signal.aborted) {
      const typed = await askLine('', { streams: this.#streams, signal: over.signal }).catch(() => undefined);
      if (over.signal.aborted) return;
      const meant = keys.find(({ key }) => key === typed?.trim().toLowerCase());
      if (!meant) {
        stop();
        return;
      }
      meant.pressed();
      tell();
    }
  }

  #line(message: string): Promise<string> {
    const { signal } = this.session;
    this.#streams.stdout.write('\n');
    return askLine(message, { streams: this.#streams, signal });
  }
}

const COLUMN = 4;

const numbered = ({ key, name, means }: Choice, index: number, { width }: Style): string =>
  labelled(`${index + 1}`, `${name} (${key}): ${means}`, width, COLUMN);

function meantByLine<Value extends string>(
  typed: string,
  choices: readonly Choice<Value>[],
): readonly Choice<Value>[] {
  const text = typed.trim();
  if (text === '') return [];
  const byNumber = /^\d+$/.test(text) ? choices[Number(text) - 1] : undefined;
  return byNumber ? [byNumber] : meantBy(text, choices);
}

const misunderstood = (typed: string, choices: readonly Choice[]): string =>
  `“${typed.trim()}” does not name one choice. Possible are ${choices.map(({ key, name }) => `${key} (${name})`).join(', ')}.`;
