import { computed, signal } from '@preact/signals';
import type {
  BoardAct,
  BoardAnswer,
  BoardEvent,
  ForeseenWork,
  RoomVerb,
  RoomView,
  SeatDetail,
} from '../../board/board-shapes.ts';
import { bottlenecksOf, byNeed, mediansOf, troubleOf } from '../../board/room-order.ts';
import type { PageConnection } from '../client.ts';
import { followEvents, sendAct } from '../event-stream.ts';
import { boardAfter } from './board-after.ts';

/** The board’s state: what the server said, what is chosen, and what follows from both. */

export const board = signal<RoomView | undefined>(undefined);
export const boardConnection = signal<PageConnection>('opening');
/** Milliseconds, of the server’s clock; moves on once a second. */
export const clockNow = signal(Date.now());
export const selected = signal<ReadonlySet<number>>(new Set());
export const detail = signal<{ readonly seat: number; readonly seen?: SeatDetail } | undefined>(undefined);
export const failure = signal<BoardAnswer['error']>(undefined);
/** What would be done, and waits for the instructor’s answer. */
export const asked = signal<
  { readonly verb: RoomVerb; readonly seats: readonly number[]; readonly foreseen: ForeseenWork } | undefined
>(undefined);
/** A question is on its way to the accounts. */
export const isAsking = signal(false);

const rows = computed(() => board.value?.rows ?? []);
export const stepCount = computed(() => board.value?.steps.length ?? 0);
export const ordered = computed(() => byNeed(rows.value, stepCount.value, clockNow.value));
export const medians = computed(() => mediansOf(rows.value, stepCount.value, clockNow.value));
export const bottlenecks = computed(() => bottlenecksOf(rows.value, stepCount.value));
export const trouble = computed(() => troubleOf(rows.value));
export const canAct = computed(() => board.value?.audience === 'acting');
export const isWorking = computed(() => {
  const work = board.value?.work;
  return work !== undefined && work.ended === undefined;
});

/** Sends an act, and shows its error. */
export async function boardAct(act: BoardAct): Promise<BoardAnswer> {
  failure.value = undefined;
  const answer = await sendAct<BoardAnswer>(act);
  if ('error' in answer) failure.value = answer.error;
  return answer;
}

export function choose(seats: readonly number[], on: boolean): void {
  const now = new Set(selected.peek());
  for (const seat of seats) {
    if (on) now.add(seat);
    else now.delete(seat);
  }
  selected.value = now;
}

export async function openSeat(seat: number): Promise<void> {
  detail.value = { seat };
  const { detail: seen } = await boardAct({ do: 'open', seat });
  if (detail.peek()?.seat === seat) detail.value = seen ? { seat, seen } : undefined;
}

const WRITES: ReadonlySet<RoomVerb['does']> = new Set(['solve', 'goto', 'reset']);

/** Does at once what only looks; asks first about what writes. */
export async function beginWork(verb: RoomVerb, seats: readonly number[]): Promise<void> {
  if (!WRITES.has(verb.does)) {
    await boardAct({ do: 'work', verb, seats: [...seats] });
    return;
  }
  isAsking.value = true;
  const { foreseen } = await boardAct({ do: 'foresee', verb, seats: [...seats] });
  isAsking.value = false;
  if (foreseen) asked.value = { verb, seats, foreseen };
}

/** What the class did, as a file. */
export const CLASS_REPORT = '/class.html';

/** Saves the report while every account is as the class left it, then asks to reset them all. */
export function endRoom(): void {
  const link = document.createElement('a');
  link.href = CLASS_REPORT;
  link.download = '';
  link.click();
  const seats = rows.peek().map(({ seat }) => seat);
  selected.value = new Set(seats);
  void beginWork({ does: 'reset' }, seats);
}

/** Connects the page. `projector`: is sent only what a room may see. */
export function beginBoard(projector: boolean): void {
  let ahead = 0;
  const receive = (event: BoardEvent): void => {
    if (event.type === 'board') ahead = Date.parse(event.now) - Date.now();
    board.value = boardAfter(board.peek(), event);
  };
  followEvents<BoardEvent>(projector ? '/events?projector' : '/events', receive, (is) => {
    boardConnection.value = is;
  });
  setInterval(() => {
    clockNow.value = Date.now() + ahead;
  }, 1000);
}
