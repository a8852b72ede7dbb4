import type { Checkpoint } from '../contract/checkpoint.ts';
import { LabError } from '../contract/errors.ts';
import type { Summary } from '../contract/event.ts';
import type { Change, Snapshot } from '../contract/resource.ts';
import { anchor, noteSwitch } from './anchor.ts';
import { apply } from './apply.ts';
import { checkpointOf, keep } from './checkpoints.ts';
import { command } from './command.ts';
import { look } from './look.ts';
import type { Direction } from './order.ts';
import { indexOfStep, requireKnown } from './range.ts';
import type { Session } from './session.ts';
import { changesBetween, readSnapshot } from './snapshot.ts';
import { lastPlace, type Survey, survey } from './survey.ts';
import { pass, take, type Walk } from './take.ts';
import type { Teller } from './teller.ts';

/** Ways through the page that do not go from step to step. Whatever was done to the account by hand is written over. */

/** What a person agreed to: the account as it was when they were asked. */
interface Agreed {
  readonly seen?: Snapshot | undefined;
}

interface ForStep extends Agreed {
  readonly step: string;
}

/** A way, before it is gone. */
export interface Way {
  readonly seen: Snapshot;
  readonly changes: readonly Change[];
}

/** Brings the account, in one plan, to where the step begins, and asks the checks of that place. */
export function goto(session: Session, { step, seen }: ForStep): Promise<Summary> {
  return command(session, { writes: true }, async (teller) => {
    const index = indexOfStep(session.pipeline, step);
    const found = await surveyAsSeen(session, seen);
    teller.tell({ type: 'set-out', work: { does: 'goto', step } });
    return arrive(session, teller, found, index, directionTo(found, index));
  });
}

/** Does the step for somebody: from wherever the account stands, in one plan, to where the step ends. */
export function solve(session: Session, { step, seen }: ForStep): Promise<Summary> {
  return command(session, { writes: true }, async (teller) => {
    const index = indexOfStep(session.pipeline, step);
    const found = await surveyAsSeen(session, seen);
    const isDone = standsAt(found, index + 1) && !found.located?.halfDone;
    teller.tell({ type: 'set-out', work: { does: 'solve', step } });
    noteSwitch(session, teller, found);
    const { surroundings } = await anchor(session, teller, found);
    const walk: Walk = { session, teller, surroundings, onFailure: 'stop' };
    const place = found.places[index + 1]!;
    const to = { documents: place.documents, direction: directionTo(found, index + 1) };
    const ok = isDone ? await pass(walk, place, true) : await take(walk, place, found.now, to);
    return ok ? 0 : 3;
  });
}

/** Takes back what was begun by hand or half done; where nothing was, the last step. */
export function back(session: Session, { seen }: Agreed = {}): Promise<Summary> {
  return command(session, { writes: true }, async (teller) => {
    const found = await surveyAsSeen(session, seen);
    const index = indexBefore(session, found);
    teller.tell({ type: 'set-out', work: { does: 'back', to: found.places[index]!.id } });
    return arrive(session, teller, found, index, 'back');
  });
}

/** Goes on with a step back that was interrupted. */
export function backTo(session: Session, place: string): Promise<Summary> {
  return command(session, { writes: true }, async (teller) => {
    const found = await survey(session);
    const index = indexOfPlace(found, place);
    teller.tell({ type: 'set-out', work: { does: 'back', to: place } });
    return arrive(session, teller, found, index, 'back');
  });
}

type WayName = { readonly goto: string } | { readonly solve: string } | { readonly place: string } | 'back';

function indexAlong(session: Session, found: Survey, way: WayName): number {
  if (way === 'back') return indexBefore(session, found);
  if ('goto' in way) return indexOfStep(session.pipeline, way.goto);
  if ('solve' in way) return indexOfStep(session.pipeline, way.solve) + 1;
  return indexOfPlace(found, way.place);
}

const indexOfPlace = ({ places }: Survey, id: string): number =>
  requireKnown(
    'checkpoint',
    id,
    places.map((place) => place.id),
  );

/** What `goto`, `solve` or `back` would change, for a person to agree to. Reads only. */
export async function foresee(session: Session, way: WayName): Promise<Way> {
  const found = await survey(session);
  const index = indexAlong(session, found, way);
  const { documents } = found.places[index]!;
  return { seen: found.now, changes: changesBetween(session.lab, found.now, documents) };
}

/** Throws `ERR_DRIFT` where the account is not what the person saw who agreed. */
async function surveyAsSeen(session: Session, seen: Snapshot | undefined): Promise<Survey> {
  const found = await survey(session);
  const changed = seen ? changesBetween(session.lab, seen, found.now) : [];
  if (changed.length === 0) return found;
  throw new LabError(
    'ERR_DRIFT',
    `While the question was open, somebody changed ${changed.map(({ title }) => title).join(', ')}.`,
    { hint: `Nothing was written. kms-lab status shows the account; then kms-lab ${session.command} again` },
  );
}

async function arrive(
  session: Session,
  teller: Teller,
  found: Survey,
  index: number,
  direction: Direction,
): Promise<Summary['exitCode']> {
  const { surroundings } = await bring(session, teller, found, index, direction);
  const place = found.places[index]!;
  if (!(await look(session, teller, place.checks, { baseline: surroundings }))) return 3;
  if (place.stage) {
    await keep(session, teller, checkpointOf(session, place.id, 'step', await readSnapshot(session.lab)));
  }
  return 0;
}

async function bring(
  session: Session,
  teller: Teller,
  found: Survey,
  index: number,
  direction: Direction,
): Promise<Checkpoint> {
  noteSwitch(session, teller, found);
  const baseline = await anchor(session, teller, found);
  const { id, documents } = found.places[index]!;
  await apply(session, teller, changesBetween(session.lab, found.now, documents), { direction });
  await session.store.savePosition(id);
  return baseline;
}

/** The place, or on the way from it to the next one. */
const standsAt = ({ located, elsewhere }: Survey, index: number): boolean =>
  located?.index === index && elsewhere === undefined;

/** Where nobody knows where the account stands, the key policy comes home early. */
const directionTo = ({ located }: Survey, index: number): Direction =>
  located && located.index <= index ? 'forward' : 'back';

/** Throws `ERR_ORDER` at the baseline, which nothing comes before. */
function indexBefore(session: Session, { places, located, elsewhere }: Survey): number {
  if (!located) return places.indexOf(lastPlace(session, places));
  if (located.halfDone || elsewhere) return located.index;
  if (located.index > 0) return located.index - 1;
  throw new LabError(
    'ERR_ORDER',
    'The account stands at the baseline: no step was taken that could be undone.',
    {
      hint: 'kms-lab step begins with the first one',
    },
  );
}
