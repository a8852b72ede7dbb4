import { randomBytes } from 'node:crypto';
import { LabError } from '../../contract/errors.ts';
import type { ErrorNote, LabEvent } from '../../contract/event.ts';
import type { Snapshot } from '../../contract/resource.ts';
import type { Typing } from '../../contract/suggestion.ts';
import { asLabError, noteOf } from '../../engine/recorder.ts';
import type { CommandSession } from '../../engine/session.ts';
import { eventReplacer } from '../../report/json-event.ts';
import type { TrailAbout } from '../../report/trail.ts';
import { jsonText } from '../../report/visible.ts';
import type { ActAnswer, LabView, RunningAct, WebAct, WebEvent } from '../acts.ts';
import { ACTS, type ActScene, type WorkAct, WRITING } from './act.ts';
import type { DeskRoom } from './desk-room.ts';
import { EventLog } from './events.ts';
import { type Reading, readLab, withoutStack } from './view.ts';

/** What the command hands in. */
export interface DeskParts extends Pick<ActScene, 'hintFor' | 'restorationOf'> {
  readonly session: CommandSession;
  /** How commands are typed for this account. */
  readonly typed?: Typing | undefined;
  /** Whether the person has already agreed that the account is changed. */
  readonly consent: 'given' | 'ask';
  /** Milliseconds between two looks at the account while a page is open. */
  readonly pause: number;
  /** Absent if the lab reports to no board. */
  readonly room?: DeskRoom | undefined;
}

const WITH_ROOM = { hint: 'start it with the link of your seat: --room LINK' };

/** Views that a page may still show while its person agrees to something. */
const VIEWS_KEPT = 50;
/** Requests that a new page shows. */
const REQUESTS_KEPT = 100;

/** One account for all pages that are open: acts run one after another, and every page hears of each. */
export class Desk {
  readonly log: EventLog<WebEvent>;
  readonly #parts: DeskParts;
  readonly #typing: Typing;
  readonly #replacer: ReturnType<typeof eventReplacer>;
  readonly #seen = new Map<string, Snapshot>();
  #consent: 'given' | 'ask';
  #queue: Promise<unknown> = Promise.resolve();
  #view: LabView | undefined;
  #trouble: ErrorNote | undefined;
  #running: RunningAct | undefined;
  #told: LabEvent[] = [];
  #requests: TrailAbout[] = [];
  #stop = new AbortController();
  #count = 0;

  constructor(parts: DeskParts) {
    this.#parts = parts;
    this.#consent = parts.session.target === 'sandbox' ? 'given' : parts.consent;
    this.#typing = parts.typed ?? { run: (words) => ['kms-lab', ...words].join(' '), aws: [] };
    this.#replacer = eventReplacer({ typed: parts.typed });
    this.log = new EventLog({
      epoch: randomBytes(6).toString('hex'),
      snapshot: () => this.#snapshot(),
      text: (event) => this.text(event),
    });
    const { room } = parts;
    room?.heed(() => this.log.add({ type: 'room', room: room.shown }));
  }

  /** As JSON, with the lines to type. */
  text(value: unknown): string {
    return jsonText(value, this.#replacer);
  }

  /** The web app's origin, which the page may frame. */
  get frames(): string {
    const url = this.#view?.webAppUrl ?? this.#parts.session.lab.webApp.url;
    return URL.canParse(url) ? new URL(url).origin : "'none'";
  }

  /** Never throws: an error is part of the answer. */
  async act(act: WebAct): Promise<ActAnswer> {
    switch (act.do) {
      case 'stop':
        this.#stop.abort();
        return { exitCode: 0 };
      case 'raise':
      case 'lower':
        return this.#toldBoard(act);
      case 'foresee':
      case 'log':
        return this.#next(() => this.#ask(act));
      default:
        return this.#next(() => this.#work(act));
    }
  }

  /** Reads the account, and tells the pages if it changed. */
  look(): Promise<void> {
    return this.#next(() => this.#look());
  }

  request(request: TrailAbout): void {
    this.#requests = [...this.#requests, request].slice(-REQUESTS_KEPT);
    this.log.add({ type: 'request', request });
  }

  /** Looks again and again while a page is open, until the signal: what another terminal does is seen, too. */
  async watch(signal: AbortSignal): Promise<void> {
    const { session, pause } = this.#parts;
    while (!signal.aborted) {
      await session.clock.sleep(pause, signal);
      if (!signal.aborted && this.log.readers > 0 && !this.#running) await this.look();
    }
  }

  #next<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#queue.then(work);
    this.#queue = done.catch(() => undefined);
    return done;
  }

  #snapshot(): WebEvent {
    return {
      type: 'snapshot',
      ...(this.#view ? { view: this.#view } : {}),
      ...(this.#trouble ? { trouble: this.#trouble } : {}),
      ...(this.#running ? { running: this.#running } : {}),
      told: this.#told,
      requests: this.#requests,
      ...(this.#parts.room ? { room: this.#parts.room.shown } : {}),
    };
  }

  async #toldBoard(act: Extract<WebAct, { readonly do: 'raise' | 'lower' }>): Promise<ActAnswer> {
    const { room } = this.#parts;
    if (!room) return failed(new LabError('ERR_USAGE', 'This lab reports to no board.', WITH_ROOM));
    await (act.do === 'raise' ? room.raise(act.line) : room.lower());
    return { exitCode: 0 };
  }

  /** A question: other pages need not know. */
  async #ask(act: WorkAct): Promise<ActAnswer> {
    return this.#run(
      act,
      this.#session(() => {}, this.#stop.signal),
    ).catch(failed);
  }

  async #work(act: WorkAct): Promise<ActAnswer> {
    this.#stop = new AbortController();
    this.#told = [];
    this.#running = {
      do: act.do,
      title: titleOf(act, this.#view),
      ...('step' in act ? { step: act.step } : {}),
    };
    this.log.add({ type: 'began', running: this.#running });
    const tell = (event: LabEvent): void => {
      this.#told.push(event);
      this.log.add({ type: 'told', event });
    };
    const answer = await this.#run(act, this.#session(tell, this.#stop.signal)).catch(failed);
    await this.#look();
    this.#parts.room?.settled(this.#told);
    this.#running = undefined;
    const { exitCode, error } = answer;
    this.log.add({ type: 'ended', exitCode, ...(error ? { error } : {}) });
    return answer;
  }

  async #run(act: WorkAct, session: CommandSession): Promise<ActAnswer> {
    if (WRITING.has(act.do)) this.#agree('consent' in act ? act.consent : undefined);
    const { hintFor, restorationOf } = this.#parts;
    const scene: ActScene = { session, hintFor, restorationOf, seen: (id) => this.#seen.get(id) };
    return (ACTS[act.do] as (scene: ActScene, act: WorkAct) => Promise<ActAnswer>)(scene, act);
  }

  /** On a real account the person types its id once. Throws `ERR_CONSENT`. */
  #agree(typed: string | undefined): void {
    if (this.#consent === 'given') return;
    const { accountId } = this.#parts.session.lab.facts;
    if (typed === accountId) {
      this.#consent = 'given';
      return;
    }
    const message =
      typed === undefined
        ? `This would change the real account ${accountId}. Type the account’s id to agree.`
        : 'That is not the account’s id; nothing was changed.';
    throw new LabError('ERR_CONSENT', message);
  }

  #session(notify: (event: LabEvent) => void, stop: AbortSignal): CommandSession {
    const { session } = this.#parts;
    const signal = session.signal ? AbortSignal.any([session.signal, stop]) : stop;
    return { ...session, host: { attended: true, notify }, signal };
  }

  async #look(): Promise<void> {
    try {
      this.#show(
        await readLab(
          this.#session(() => {}, new AbortController().signal),
          this.#typing,
        ),
      );
    } catch (thrown) {
      const { error = noteOf(asLabError(thrown)) } = failed(thrown);
      if (JSON.stringify(error) === JSON.stringify(this.#trouble)) return;
      this.#trouble = error;
      this.log.add({ type: 'trouble', error });
    }
  }

  #show({ view, now }: Reading): void {
    if (this.#trouble) this.log.add({ type: 'trouble' });
    this.#trouble = undefined;
    const consent = this.#consent;
    const { id, ...before } = this.#view ?? { id: '0' };
    if (this.#view && JSON.stringify(before) === JSON.stringify({ ...view, consent })) return;
    this.#count += 1;
    const next: LabView = { ...view, consent, id: `${this.#count}` };
    this.#view = next;
    this.#seen.set(next.id, now);
    for (const old of [...this.#seen.keys()].slice(0, -VIEWS_KEPT)) this.#seen.delete(old);
    this.log.add({ type: 'view', view: next });
  }
}

function failed(thrown: unknown): ActAnswer {
  const error = asLabError(thrown);
  return { exitCode: error.exitCode, error: withoutStack(noteOf(error)) };
}

const titleOf = (act: WebAct, view: LabView | undefined): string => {
  const step = 'step' in act ? act.step : undefined;
  const title = view?.steps.find(({ id }) => id === step)?.title;
  if (title !== undefined) return title;
  return act.do === 'save' ? (view?.title[act.resource] ?? act.resource) : '';
};
