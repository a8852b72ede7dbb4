import type { Checkpoint } from '../contract/checkpoint.ts';
import type { Condition } from '../contract/condition.ts';
import type { Hint, HintFor } from '../contract/hint.ts';
import type { Change, Resource, ResourceId } from '../contract/resource.ts';
import type { WriteByHand } from '../contract/write-by-hand.ts';
import { newBaseline } from './checkpoints.ts';
import { conditionsOf } from './conditions.ts';
import { findBaseline } from './keep-baseline.ts';
import { type AccountSurvey, placeIn, readAccount, readableIn } from './read-account.ts';
import { routeStart } from './route.ts';
import type { CommandSession } from './session.ts';
import { changesBetween, readWhatCanBe } from './snapshot.ts';
import { hintingOf, sinceOf, type Trial, trialOf } from './trial.ts';

/** Where a person is who does the page by hand, read from the account alone. */
export interface PersonPlace {
  readonly found: AccountSurvey;
  /** How many steps are in place. */
  readonly done: number;
  /** The step that the person is at; absent at the end of the page. */
  readonly trial?: Trial;
}

/**
 * Reads the documents. `before`: how many steps were in place at an earlier look; absent at the first. Writes nothing, and
 * keeps nothing.
 */
export async function locatePerson(session: CommandSession, before?: number): Promise<PersonPlace> {
  const found = await readAccount(session);
  // In the other variant's place there is a mistake of the page in this one.
  const place = found.elsewhere ? undefined : placeIn(found);
  const done = place
    ? found.places.findIndex(({ id }) => id === place.id)
    : closest(session, found, before) - 1;
  const step = found.places[done + 1]?.stage?.step.id;
  return step === undefined ? { found, done } : { found, done, trial: trialOf(session, found, step) };
}

/**
 * The place that the step leads to which a person most likely is at: one that edits what is neither as before it nor as
 * after it; of several, the nearest to where the person was, or else the one that the fewest conditions keep away.
 */
function closest(session: CommandSession, found: AccountSurvey, before: number | undefined): number {
  const scored = found.places.flatMap((place, index) =>
    place.stage?.step.kind === 'edit'
      ? [{ index, score: [unexplained(session, found, index), distance(session, found, index, before)] }]
      : [],
  );
  const [best] = scored.toSorted(
    (a, b) => a.score[0]! - b.score[0]! || a.score[1]! - b.score[1]! || a.index - b.index,
  );
  return best?.index ?? 0;
}

/** How many documents are off the way through a step and are not what it edits. */
function unexplained({ lab }: CommandSession, found: AccountSurvey, index: number): number {
  const [from, to] = [found.places[index - 1]!, found.places[index]!];
  const step = to.stage?.step;
  const edits: readonly ResourceId[] =
    step?.kind === 'edit' ? step.edits.map(({ resource }) => resource) : [];
  return readableIn(found).filter((id) => {
    const { same } = lab.resources[id] as Resource;
    const now = found.now[id];
    return !edits.includes(id) && !same(now, from.documents[id]) && !same(now, to.documents[id]);
  }).length;
}

function distance(
  { lab }: CommandSession,
  found: AccountSurvey,
  index: number,
  before: number | undefined,
): number {
  if (before !== undefined) return Math.abs(index - 1 - before);
  return conditionsOf(lab, found.places[index]!, found.now, readableIn(found)).filter(({ met }) => !met)
    .length;
}

/** What keeps a person from the end of a step. */
export interface Diagnosis {
  readonly hint: Hint;
  /** Something was done since the step began, or the rest of the account changed. */
  readonly isBegun: boolean;
  /** What was refused by hand since the step began, oldest first; absent if no log has it. */
  readonly refused?: readonly WriteByHand[];
}

/** Looks around in the account for the cause, as a hint does. Reads only; keeps and tells nothing. */
export async function diagnose(
  session: CommandSession,
  { found, trial }: Required<PersonPlace>,
  hintFor: HintFor,
): Promise<Diagnosis> {
  const baseline = await findBaseline(session, found);
  const hinting = hintingOf(session, found, trial, baseline, hintFor);
  const chosen = await hinting({ documents: found.now, unreadable: found.unreadable });
  const byHand = await session.lab.writesByHand?.(await sinceOf(session, trial, baseline));
  const refused = byHand?.filter(({ refusal }) => refusal !== undefined);
  return { ...chosen, ...(refused ? { refused } : {}) };
}

/** What the step of a person still wants. */
export function wantedOf(
  { lab }: CommandSession,
  { found, trial }: Required<PersonPlace>,
): { readonly conditions: readonly Condition[]; readonly changes: readonly Change[] } {
  const { place } = trial;
  return {
    conditions: conditionsOf(lab, place, found.now, readableIn(found)),
    changes: changesBetween(lab, found.now, place.documents, readableIn(found)),
  };
}

/**
 * What counts as the start of an account of which nothing was kept: where the page begins, with the rest of the account
 * as it is now. Kept by the caller only.
 */
export async function assumedBaseline(session: CommandSession): Promise<Checkpoint> {
  const { lab, pipeline } = session;
  const { documents } = await readWhatCanBe(lab, { asOf: session.openedAt?.() });
  return newBaseline(session, routeStart(pipeline, undefined, documents, lab.facts));
}
