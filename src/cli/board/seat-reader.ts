import type { Checkpoint } from '../../contract/checkpoint.ts';
import { LabError } from '../../contract/errors.ts';
import type { Hint } from '../../contract/hint.ts';
import { errorOfOne } from '../../engine/ends-everything.ts';
import {
  assumedBaseline,
  type CommandSession,
  type Diagnosis,
  diagnose,
  locatePerson,
  type PersonPlace,
  wantedOf,
} from '../../engine/index.ts';
import { SILENT } from '../../engine/silent-host.ts';
import type { Store } from '../../engine/store.ts';
import type { Seat } from '../../fleet/seat.ts';
import { hintFor, MISTAKES, NO_MISTAKES } from '../../hints/index.ts';
import type { SeatCause, SeatDetail, SeatReading } from '../../web/board/board-shapes.ts';
import type { Room } from '../fleet/room.ts';
import { type OpenedLab, openLab } from '../open-lab.ts';

/** Reads one account of a room, again and again, with as few requests as can be. Writes nothing and keeps nothing. */
export interface SeatReader {
  /**
   * Reads the documents. Looks around for a cause only where they differ from the last time, or if `thorough`. Throws
   * what keeps the account from being read.
   */
  read(thorough: boolean): Promise<SeatReading>;
  open(): Promise<SeatDetail>;
  /** Requests sent to the account so far. */
  readonly calls: number;
  close(): Promise<void>;
}

interface Looked {
  readonly documents: string;
  readonly done: number;
  readonly cause?: SeatCause | undefined;
  readonly isBegun: boolean;
}

export function seatReader(room: Room, seat: Seat, signal: AbortSignal): SeatReader {
  return new OpenedSeat(room, seat, signal);
}

class OpenedSeat implements SeatReader {
  readonly #room: Room;
  readonly #seat: Seat;
  readonly #signal: AbortSignal;
  #opened: OpenedLab | undefined;
  #baseline: Checkpoint | undefined;
  #last: Looked | undefined;
  #calls = 0;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(room: Room, seat: Seat, signal: AbortSignal) {
    this.#room = room;
    this.#seat = seat;
    this.#signal = signal;
  }

  get calls(): number {
    return this.#calls + (this.#opened?.session.lab.counts.calls ?? 0);
  }

  read(thorough: boolean): Promise<SeatReading> {
    return this.#next(async () => {
      // What was missing when it was opened may be there now.
      if (thorough && (this.#opened?.session.lab.missing.length ?? 0) > 0) await this.#release();
      const session = await this.#session();
      const place = await locatePerson(session, this.#last?.done);
      this.#last = await this.#lookAt(session, place, thorough);
      const { done, isBegun, cause } = this.#last;
      const lockOut = place.found.unreadable.get('key-policy')?.message;
      const holder = await session.store.holder();
      return {
        ...{ done, isBegun },
        ...(cause ? { cause } : {}),
        ...(lockOut === undefined ? {} : { lockOut }),
        ...(holder === undefined ? {} : { holder }),
      };
    });
  }

  open(): Promise<SeatDetail> {
    return this.#next(async () => {
      const session = await this.#session();
      const { found, trial, done } = await locatePerson(session, this.#last?.done);
      const { lab, clock } = session;
      const seen = {
        account: lab.facts.accountId,
        asOf: clock.now().toISOString(),
        documents: found.now,
        matrix: await lab.access.predict({}).catch((thrown) => {
          errorOfOne(thrown);
          return [];
        }),
      };
      if (!trial) return { ...seen, conditions: [], changes: [] };
      const place = { found, trial, done };
      const { hint, refused } = await diagnose(session, place, hintFor);
      const { step: id, title } = trial;
      return {
        ...seen,
        ...wantedOf(session, place),
        step: { id, title },
        hint,
        ...(refused ? { refused } : {}),
      };
    });
  }

  async close(): Promise<void> {
    await this.#queue;
    await this.#release();
  }

  /** One reading at a time; after a failed one, the account is opened anew. */
  #next<T>(look: () => Promise<T>): Promise<T> {
    const done = this.#queue.then(look).catch(async (thrown) => {
      await this.#release();
      throw thrown;
    });
    this.#queue = done.catch(() => undefined);
    return done;
  }

  async #session(): Promise<CommandSession> {
    if (this.#signal.aborted) throw new LabError('ERR_INTERRUPTED', 'The board is closed.');
    const room = this.#room;
    this.#opened ??= await openLab(room.optionsOf(this.#seat), 'board', SILENT, this.#signal, room);
    const { session } = this.#opened;
    await session.store.refresh();
    this.#baseline ??= (await session.store.checkpoint('baseline')) ?? (await assumedBaseline(session));
    return { ...session, store: withBaseline(session.store, this.#baseline) };
  }

  async #release(): Promise<void> {
    this.#calls = this.calls;
    const opened = this.#opened;
    this.#opened = undefined;
    await opened?.close();
  }

  async #lookAt(session: CommandSession, place: PersonPlace, thorough: boolean): Promise<Looked> {
    const { found, done, trial } = place;
    const unreadable = [...found.unreadable].map(([id, { code }]) => [id, code]);
    const documents = JSON.stringify([done, found.now, unreadable]);
    if (!thorough && this.#last?.documents === documents) return this.#last;
    if (!trial) return { documents, done, isBegun: false };
    const diagnosis = await diagnose(session, { found, done, trial }, hintFor);
    return { documents, done, isBegun: diagnosis.isBegun, cause: causeOf(diagnosis) };
  }
}

/** The cause of a red cell; `undefined` if the step has merely not been done yet. */
function causeOf({ hint, isBegun }: Diagnosis): SeatCause | undefined {
  if (!isBegun || NO_MISTAKES.has(hint.id)) return undefined;
  return { id: hint.id, title: titleOf(hint), says: hint.says, say: sentenceOf(hint) };
}

const titleOf = ({ id }: Hint): string => MISTAKES.find((mistake) => mistake.id === id)?.title ?? id;

/** Where to look, without the answer: what an instructor says first. */
const sentenceOf = ({ nudge, says }: Hint): string => nudge ?? says;

/** The store, in which a baseline that only the board has stands for one that was not kept. */
function withBaseline(store: Store, baseline: Checkpoint): Store {
  const checkpoint: Store['checkpoint'] = async (id) =>
    (await store.checkpoint(id)) ?? (id === 'baseline' ? baseline : undefined);
  return new Proxy(store, {
    get(target, name) {
      if (name === 'checkpoint') return checkpoint;
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}
