import { LabError } from '../contract/errors.ts';
import type { Standing, Summary } from '../contract/event.ts';
import type { Change, Snapshot } from '../contract/resource.ts';
import type { Work } from '../contract/work.ts';
import { apply, warningOf } from './apply.ts';
import { checkpointOf, keep } from './checkpoints.ts';
import { command } from './command.ts';
import { noteSwitch, readBaseline } from './keep-baseline.ts';
import type { Direction } from './order.ts';
import { requirePossible } from './possible.ts';
import { predictAlong, requirePredicted } from './predict.ts';
import { indexOfStep, requireKnown } from './range.ts';
import {
  type AccountSurvey,
  driftOf,
  lastPlace,
  readAccount,
  readAccountAsSeen,
  readableIn,
  standingOf,
  writtenBefore,
} from './read-account.ts';
import type { Recorder } from './recorder.ts';
import { requireRestored, restoreEach } from './restore-each.ts';
import { type RecentWrites, runChecks, writtenWith } from './run-checks.ts';
import { afterWriting, passStep, runStep, type StepContext } from './run-step.ts';
import type { CommandSession } from './session.ts';
import { changesBetween } from './snapshot.ts';
import { requireWhole } from './whole.ts';

/** Moves through the page that do not go step by step. They write over whatever was done to the account by hand. */

/** What a person agreed to: the account as it was when they were asked. */
interface Agreed {
  readonly seen?: Snapshot | undefined;
}

interface ForStep extends Agreed {
  readonly step: string;
}

/** A move, before it is made. */
export interface PlannedMove {
  readonly seen: Snapshot;
  readonly changes: readonly Change[];
  /** Sentences that say which steps it undoes, what it writes over, and whom it shuts out; absent if it does nothing of it. */
  readonly undoes?: string;
}

/** Brings the account, in one plan, to where the step begins, and runs the checks of that place. */
export function goto(session: CommandSession, { step, seen }: ForStep): Promise<Summary> {
  return command(session, { writes: true }, async (recorder) => {
    const index = indexOfStep(session.pipeline, step);
    const found = await readAccountAsSeen(session, seen);
    requireWhole(session.lab, found);
    if (!seen) tellUndone(session, recorder, found, index);
    const arrival: Arrival = { index, direction: directionTo(found, index), again: ['goto', step] };
    return arrive(session, recorder, found, arrival, { does: 'goto', step });
  });
}

/** Does the step for the user: from wherever the account is, in one plan, to where the step ends. */
export function solve(session: CommandSession, { step, seen }: ForStep): Promise<Summary> {
  return command(session, { writes: true }, async (recorder) => {
    const index = indexOfStep(session.pipeline, step);
    const found = await readAccountAsSeen(session, seen);
    requireWhole(session.lab, found);
    if (!seen) tellUndone(session, recorder, found, index + 1);
    const isDone = standsAt(found, index + 1) && !found.located?.halfDone;
    const { baseline, keepBaseline } = await readBaseline(session, recorder, found);
    const { surroundings } = baseline;
    const place = found.places[index + 1]!;
    requirePredicted(await predictAlong(session, found.now, [place], surroundings));
    await requirePossible(session, changesBetween(session.lab, found.now, place.documents));
    recorder.tell({ type: 'set-out', work: { does: 'solve', step } });
    noteSwitch(session, recorder, found);
    const written = writtenBefore(found);
    const walk: StepContext = {
      session,
      recorder,
      surroundings,
      onFailure: 'stop',
      keepBaseline,
      last: {},
      written,
    };
    const to = { documents: place.documents, direction: directionTo(found, index + 1) };
    const ok = isDone ? await passStep(walk, place, true) : await runStep(walk, place, found.now, to);
    return ok ? 0 : 3;
  });
}

/** Undoes what was begun by hand or half done; if nothing was, undoes the last step. */
export function back(session: CommandSession, { seen }: Agreed = {}): Promise<Summary> {
  return command(session, { writes: true }, async (recorder) => {
    const found = await readAccountAsSeen(session, seen);
    const index = indexBefore(session, found);
    const to = found.places[index]!.id;
    if (!seen) tellUndone(session, recorder, found, index);
    return arrive(
      session,
      recorder,
      found,
      { index, direction: 'back', again: ['back'] },
      { does: 'back', to },
    );
  });
}

/** Continues an interrupted step back. */
export function backTo(session: CommandSession, place: string): Promise<Summary> {
  return command(session, { writes: true }, async (recorder) => {
    const found = await readAccount(session);
    const arrival: Arrival = { index: indexOfPlace(found, place), direction: 'back', again: ['resume'] };
    return arrive(session, recorder, found, arrival, { does: 'back', to: place });
  });
}

type WayName = { readonly goto: string } | { readonly solve: string } | { readonly place: string } | 'back';

function indexAlong(session: CommandSession, found: AccountSurvey, way: WayName): number {
  if (way === 'back') return indexBefore(session, found);
  if ('goto' in way) return indexOfStep(session.pipeline, way.goto);
  if ('solve' in way) return indexOfStep(session.pipeline, way.solve) + 1;
  return indexOfPlace(found, way.place);
}

const indexOfPlace = ({ places }: AccountSurvey, id: string): number =>
  requireKnown(
    'checkpoint',
    id,
    places.map((place) => place.id),
  );

/** Where the account is, and the moves from there. */
export interface Outlook {
  readonly standing: Standing;
  /** What `goto`, `solve` or `back` would change. */
  wayTo(way: WayName): PlannedMove;
}

/** Looks once, for all moves. Reads only. */
export async function lookAhead(session: CommandSession): Promise<Outlook> {
  const found = await readAccount(session);
  return {
    standing: standingOf(session, found),
    wayTo(way) {
      const index = indexAlong(session, found, way);
      const { documents } = found.places[index]!;
      const changes = changesBetween(session.lab, found.now, documents, readableIn(found));
      const warnings = changes.map((change) => warningOf(session, change)?.says);
      const undoes = [undoneBy(session, found, index), ...warnings].filter(Boolean).join(' ');
      return { seen: found.now, changes, ...(undoes ? { undoes } : {}) };
    },
  };
}

/** What `goto`, `solve` or `back` would change, for a person to agree to. Reads only. */
export const foresee = async (session: CommandSession, way: WayName): Promise<PlannedMove> =>
  (await lookAhead(session)).wayTo(way);

/** A user who was not asked is told. */
function tellUndone(session: CommandSession, recorder: Recorder, found: AccountSurvey, index: number): void {
  const text = undoneBy(session, found, index);
  if (text) recorder.tell({ type: 'note', text });
}

/** `Undoes 2 steps: 6 key-policy-role-only, 7 key-policy-mfa.` */
function undoneBy(session: CommandSession, found: AccountSurvey, index: number): string | undefined {
  const steps = session.pipeline.stages
    .map(({ step }, before) => `${before + 1} ${step.id}`)
    .slice(index, begunIn(session, found));
  const over = driftOf(session, found).map(({ title }) => title);
  const sentences = [
    ...(steps.length > 0
      ? [`Undoes ${steps.length === 1 ? 'step' : `${steps.length} steps:`} ${steps.join(', ')}.`]
      : []),
    ...(over.length > 0 ? [`Writes over what was changed: ${over.join(', ')}.`] : []),
  ];
  return sentences.length > 0 ? sentences.join(' ') : undefined;
}

/** How many steps were done or begun. */
function begunIn(session: CommandSession, { places, located, elsewhere }: AccountSurvey): number {
  if (elsewhere) return places.findIndex(({ id }) => id === elsewhere.id);
  if (located) return located.index + (located.halfDone ? 1 : 0);
  return places.indexOf(lastPlace(session, places));
}

interface Arrival {
  /** Of the place. */
  readonly index: number;
  readonly direction: Direction;
  /** What to type if not everything could be brought there. */
  readonly again: readonly string[];
}

async function arrive(
  session: CommandSession,
  recorder: Recorder,
  found: AccountSurvey,
  arrival: Arrival,
  work: Work,
): Promise<Summary['exitCode']> {
  const { store } = session;
  const place = found.places[arrival.index]!;
  const { baseline, keepBaseline } = await readBaseline(session, recorder, found);
  const { surroundings } = baseline;
  // A move to the baseline is never refused because of what is predicted there.
  if (arrival.direction === 'forward') {
    requirePredicted(await predictAlong(session, found.now, [place], surroundings));
    await requirePossible(session, changesBetween(session.lab, found.now, place.documents));
  }
  recorder.tell({ type: 'set-out', work });
  noteSwitch(session, recorder, found);
  const { stands, written } = await bring(session, recorder, found, arrival, keepBaseline);
  await store.savePosition(place.id);
  if (!(await runChecks(session, recorder, place.checks, { baseline: surroundings, written }))) return 3;
  await keepBaseline();
  if (!place.stage) return 0;
  await keep(session, recorder, checkpointOf(session, place.id, 'step', stands));
  return 0;
}

interface Brought {
  readonly stands: Snapshot;
  readonly written: RecentWrites;
}

/** Forward: all or nothing. Backward: each resource by itself. */
async function bring(
  session: CommandSession,
  recorder: Recorder,
  found: AccountSurvey,
  { index, direction, again }: Arrival,
  keepBaseline: () => Promise<void>,
): Promise<Brought> {
  const { documents } = found.places[index]!;
  if (direction === 'back') {
    const restored = await restoreEach(session, recorder, found, documents, { keepBaseline });
    await requireRestored(session, restored, again);
    return { stands: restored.documents, written: restored.written };
  }
  const changes = changesBetween(session.lab, found.now, documents);
  const readBack = await apply(session, recorder, changes, { direction, keepBaseline });
  const ids = changes.map(({ resource }) => resource);
  return { stands: afterWriting(found.now, readBack), written: writtenWith(writtenBefore(found), ids) };
}

/** The place, or on the way from it to the next one. */
const standsAt = ({ located, elsewhere }: AccountSurvey, index: number): boolean =>
  located?.index === index && elsewhere === undefined;

/** If the account's place is unknown, the key policy is restored early. */
const directionTo = ({ located }: AccountSurvey, index: number): Direction =>
  located && located.index <= index ? 'forward' : 'back';

/** Throws `ERR_ORDER` at the baseline: nothing comes before it. */
function indexBefore(session: CommandSession, { places, located, elsewhere }: AccountSurvey): number {
  if (!located) return places.indexOf(lastPlace(session, places));
  if (located.halfDone || elsewhere) return located.index;
  if (located.index > 0) return located.index - 1;
  throw new LabError('ERR_ORDER', 'The account is at its baseline: there is no step to undo.', {
    next: [{ why: 'begins with the first step', run: ['step'] }],
  });
}
