import { randomBytes } from 'node:crypto';
import PQueue from 'p-queue';
import { LabError } from '../../contract/errors.ts';
import { asLabError, noteOf } from '../../engine/recorder.ts';
import { eventReplacer } from '../../report/json-event.ts';
import { jsonText, visibleWord } from '../../report/visible.ts';
import { EventLog } from '../server/events.ts';
import { withoutStack } from '../server/view.ts';
import { Agreements } from './agreements.ts';
import { eventFor, viewFor } from './audience.ts';
import type { BoardParts } from './board-parts.ts';
import {
  AUDIENCES,
  type Audience,
  type BoardAct,
  type BoardAnswer,
  type BoardEvent,
  type BoardRow,
  type RoomMoments,
  type RoomVerb,
  type RoomView,
  type SeatDetail,
  type SeatMoment,
} from './board-shapes.ts';
import { ReadingTimes } from './reading-times.ts';
import { RunningWork, type ShownWork } from './running-work.ts';
import { momentsAfter } from './seat-moments.ts';
import type { SeatAnswer, SeatSays } from './seat-shapes.ts';
import { SeatTalk } from './seat-talk.ts';
import { afterFailure, afterReading, isSameRow, rowBefore } from './seat-track.ts';

/** Events for pages that were away: a room may raise its hands at once, and again. */
const LEAST_KEPT = 1000;
const KEPT_A_SEAT = 20;
/** Milliseconds between two looks at the clock. */
const TICK = 500;
/** Milliseconds between two times that what was seen is kept. */
const KEEP = 10_000;
const WRITING = ['solve', 'goto', 'reset'] as const satisfies readonly RoomVerb['does'][];
const writes = (does: string): does is (typeof WRITING)[number] => WRITING.some((one) => one === does);

/** Work that the board shows may be more than what it does itself: `run`. */
interface ShownVerb {
  readonly does: string;
  readonly step?: string | undefined;
}

function failed(thrown: unknown): BoardAnswer {
  const error = asLabError(thrown);
  return { exitCode: error.exitCode, error: withoutStack(noteOf(error)) };
}

/** One room for all pages that are open: reads its accounts again and again, and does what the instructor agrees to. */
export class BoardDesk {
  readonly logs: { readonly [A in Audience]: EventLog<BoardEvent> };
  readonly #parts: BoardParts;
  readonly #reads: PQueue;
  readonly #rows: BoardRow[];
  readonly #moments: (readonly SeatMoment[])[];
  readonly #times: readonly ReadingTimes[];
  readonly #talk: SeatTalk;
  readonly #reading = new Map<number, Promise<void>>();
  #kept = 0;
  readonly #agreements = new Agreements();
  readonly #work = new RunningWork(
    (work) => this.#add({ type: 'work', work }),
    () => this.#now(),
  );

  constructor(parts: BoardParts) {
    this.#parts = parts;
    this.#reads = new PQueue({ concurrency: parts.concurrency });
    this.#rows = parts.seats.map((seat, index) => ({
      ...{ seat: index + 1, ...seat },
      ...rowBefore(parts.seen?.get(index + 1), parts.steps.length),
    }));
    this.#moments = parts.seats.map((_, index) => parts.seen?.get(index + 1)?.moments ?? []);
    this.#times = parts.seats.map(() => new ReadingTimes(parts.pause));
    this.#talk = new SeatTalk(parts.seats.length, () => parts.clock.now());
    const logFor = (audience: Audience) =>
      new EventLog<BoardEvent>({
        epoch: randomBytes(6).toString('hex'),
        snapshot: () => ({ type: 'board', view: this.view(audience), now: this.#now() }),
        text: (event) => this.text(event),
        kept: Math.max(LEAST_KEPT, parts.seats.length * KEPT_A_SEAT),
      });
    this.logs = { acting: logFor('acting'), reading: logFor('reading'), projector: logFor('projector') };
  }

  view(audience: Audience): RoomView {
    const { target, steps, notes, pause, hasSeatLinks } = this.#parts;
    const { latest: work } = this.#work;
    const more = { ...(work ? { work } : {}), ...(hasSeatLinks ? { hasSeatLinks } : {}) };
    return viewFor(audience, { target, steps, notes, pause, audience, rows: this.#rows, ...more });
  }

  get moments(): RoomMoments {
    return this.#moments;
  }

  /** As JSON, with the lines to type. */
  text(value: unknown): string {
    return jsonText(value, eventReplacer({ typed: this.#parts.typed }));
  }

  /** Reads each account when it is due, until the signal. */
  async watch(signal: AbortSignal): Promise<void> {
    const { clock } = this.#parts;
    while (!signal.aborted) {
      const now = clock.now().getTime();
      for (const [index, times] of this.#times.entries())
        if (times.isDue(now)) void this.#read(index + 1, signal);
      if (now - this.#kept >= KEEP) await this.#keep(now);
      await clock.sleep(TICK, signal);
    }
    this.#work.stop();
    await this.#reads.onIdle();
    await this.#keep(clock.now().getTime());
  }

  async #keep(now: number): Promise<void> {
    this.#kept = now;
    await this.#parts.keep?.(this.#rows, this.#moments);
  }

  /** False for a seat that speaks too often: nothing of what it says is done. */
  admits(seat: number): boolean {
    return this.#talk.admits(seat);
  }

  /** What a seat says of itself. Whatever it claims, its account is read. */
  hear(seat: number, said: SeatSays): SeatAnswer {
    if (said.do === 'report') this.#times[seat - 1]!.hasten(this.#parts.clock.now().getTime());
    if (said.do === 'lower') this.#lower([seat]);
    if (said.do === 'raise') {
      const row = this.#rows[seat - 1]!;
      this.#show({ ...row, hand: { at: row.hand?.at ?? this.#now(), line: visibleWord(said.line) } });
    }
    return this.#talk.answer(seat, this.#rows[seat - 1]!.hand?.line, said.heard);
  }

  #lower(seats: readonly number[]): void {
    for (const seat of seats) {
      const { hand, ...row } = this.#rows[seat - 1]!;
      if (hand) this.#show(row);
    }
  }

  #show(row: BoardRow): void {
    this.#rows[row.seat - 1] = row;
    this.#add({ type: 'row', row });
  }

  /** Never throws: an error is part of the answer. */
  async act(act: BoardAct, signal: AbortSignal): Promise<BoardAnswer> {
    try {
      return await this.#perform(act, signal);
    } catch (thrown) {
      return failed(thrown);
    }
  }

  async #perform(act: BoardAct, signal: AbortSignal): Promise<BoardAnswer> {
    switch (act.do) {
      case 'read':
        await this.#readAgain(act.seats, signal);
        return { exitCode: 0 };
      case 'lower':
        this.#require(act.seats);
        this.#lower(act.seats);
        return { exitCode: 0 };
      case 'tell':
        this.#require(act.seats);
        this.#talk.send(act.seats, { is: 'said', text: visibleWord(act.text) });
        return { exitCode: 0 };
      case 'open':
        this.#require([act.seat]);
        return { exitCode: 0, detail: await this.#open(act.seat) };
      case 'foresee':
        return this.#foresee(act, signal);
      case 'work':
        return this.#begin(act, signal);
      case 'stop':
        this.#work.stop();
        return { exitCode: 0 };
    }
  }

  async #open(seat: number): Promise<SeatDetail> {
    const detail = await this.#reads.add(() => this.#parts.open(seat));
    return { ...detail, moments: this.#moments[seat - 1]! };
  }

  async #readAgain(seats: readonly number[], signal: AbortSignal): Promise<void> {
    this.#require(seats);
    for (const seat of seats) this.#times[seat - 1]!.lookAround();
    await Promise.all(seats.map((seat) => this.#read(seat, signal)));
  }

  async #foresee({ verb, seats }: Extract<BoardAct, { do: 'foresee' }>, signal: AbortSignal) {
    this.#require(seats);
    const { plans, groups } = await this.#parts.foresee(verb, seats, signal);
    const agreed = this.#agreements.foresee(verb, plans);
    return { exitCode: 0, foreseen: { agreed, groups, count: plans.size } };
  }

  async #begin(act: Extract<BoardAct, { do: 'work' }>, signal: AbortSignal): Promise<BoardAnswer> {
    const { verb, seats } = act;
    this.#require(seats);
    const agreed = writes(verb.does) ? this.#agreements.agreedTo(act, this.#parts.target) : undefined;
    const shown = this.shows(verb, seats, signal);
    const doing = { ...shown, agreed, signal: AbortSignal.any([signal, shown.signal]) };
    const answer = await this.#parts.work(verb, seats, doing).then((exitCode) => ({ exitCode }), failed);
    await shown.ended(answer);
    return answer;
  }

  /** For work in the room that pages see, and can stop. Throws `ERR_LOCKED` while there is other work. */
  shows(verb: ShownVerb, seats: readonly number[], signal: AbortSignal): ShownWork {
    const shown = this.#work.begin([verb.does, verb.step].filter(Boolean).join(' '), seats);
    return {
      ...shown,
      tell: (outcome) => {
        if (outcome.state === 'done') this.#tellDone(verb, outcome.seat);
        shown.tell(outcome);
      },
      ended: async (answer) => {
        shown.ended(answer);
        if (!signal.aborted) await this.#readAgain(seats, signal);
      },
    };
  }

  /** What was changed in an account, the person at it is told. */
  #tellDone({ does, step }: ShownVerb, seat: number): void {
    if (!writes(does)) return;
    this.#talk.send([seat], { is: 'did', does, ...(step === undefined ? {} : { step }) });
  }

  #require(seats: readonly number[]): void {
    const unknown = seats.find((seat) => this.#rows[seat - 1] === undefined);
    if (unknown === undefined) return;
    throw new LabError('ERR_UNKNOWN_NAME', `The room has no seat ${unknown}.`);
  }

  /** One reading of an account at a time. */
  #read(seat: number, signal: AbortSignal): Promise<void> {
    const running = this.#reading.get(seat);
    if (running) return running;
    const reading = this.#reads
      .add(() => (signal.aborted ? Promise.resolve() : this.#readNow(seat)))
      .finally(() => this.#reading.delete(seat));
    this.#reading.set(seat, reading);
    return reading;
  }

  async #readNow(seat: number): Promise<void> {
    const { clock, steps } = this.#parts;
    const times = this.#times[seat - 1]!;
    const thorough = times.begin(clock.now().getTime());
    // Taken after the reading: meanwhile, a hand may have been raised.
    const before = (): BoardRow => this.#rows[seat - 1]!;
    try {
      const reading = await this.#parts.read(seat, thorough);
      this.#moments[seat - 1] = momentsAfter(this.#moments[seat - 1]!, reading, this.#now());
      times.read(clock.now().getTime(), { thorough, isDone: reading.done >= steps.length });
      this.#took(before(), afterReading(before(), reading, this.#now()));
    } catch (thrown) {
      const { code, message, hint } = asLabError(thrown);
      times.failed(clock.now().getTime());
      this.#took(
        before(),
        afterFailure(before(), { code, message, ...(hint === undefined ? {} : { hint }) }),
      );
    }
  }

  #took(before: BoardRow, row: BoardRow): void {
    const { seat, asOf, error } = row;
    this.#rows[seat - 1] = row;
    if (!isSameRow(before, row)) this.#add({ type: 'row', row });
    else if (asOf !== undefined && !error) this.#add({ type: 'same', seat, asOf });
  }

  #add(event: BoardEvent): void {
    for (const audience of AUDIENCES) {
      const shown = eventFor(audience, event);
      if (shown) this.logs[audience].add(shown);
    }
  }

  #now(): string {
    return this.#parts.clock.now().toISOString();
  }
}
