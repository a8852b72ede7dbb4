import type { Check, Verdict } from '../contract/check.ts';
import { LabError } from '../contract/errors.ts';
import type { Lab } from '../contract/lab.ts';
import type { Prospect } from '../contract/prospect.ts';
import type { Snapshot } from '../contract/resource.ts';
import { SEE_DOCTOR, together } from '../contract/suggestion.ts';
import type { AccountSurroundings } from '../contract/surroundings.ts';
import { guard } from './apply.ts';
import type { Span } from './range.ts';
import type { AccountSurvey } from './read-account.ts';
import type { Recorder } from './recorder.ts';
import type { RoutePlace } from './route.ts';
import type { CommandSession } from './session.ts';
import { changesBetween } from './snapshot.ts';

/** What a check is predicted to answer at a place of the page. */
export interface Prediction {
  /** The step that leads to the place; the baseline has none. */
  readonly step?: string;
  readonly check: Pick<Check, 'id' | 'title'>;
  readonly verdict: Verdict;
}

/** Predicts for an account with these documents; predicts once for equal documents. */
type Foresee = (documents: Snapshot) => Promise<Prospect>;

export function foreseer({ prospect }: Pick<Lab, 'prospect'>): Foresee {
  const asked = new Map<string, Promise<Prospect>>();
  return (documents) => {
    const question = JSON.stringify(documents);
    const answer = asked.get(question) ?? prospect(documents);
    asked.set(question, answer);
    return answer;
  };
}

/** The predicted verdicts of a place's checks, with the place's documents or, if given, with others. */
export async function predictPlace(
  foresee: Foresee,
  { stage, checks, documents }: Pick<RoutePlace, 'stage' | 'checks' | 'documents'>,
  baseline: AccountSurroundings | undefined,
): Promise<readonly Prediction[]> {
  const predictable = checks.filter(({ predict }) => predict);
  if (predictable.length === 0) return [];
  const prospect = await foresee(documents);
  return predictable.flatMap(({ id, title, predict }) => {
    const verdict = predict?.(prospect, baseline);
    const step = stage?.step.id;
    return verdict ? [{ ...(step ? { step } : {}), check: { id, title }, verdict }] : [];
  });
}

/**
 * The predicted verdicts along these places, in an account with the documents of `from`. Ends before a place that the
 * lab refuses to go to: that refusal says more than any check would.
 */
export async function predictAlong(
  session: CommandSession,
  from: Snapshot,
  places: readonly RoutePlace[],
  baseline: AccountSurroundings | undefined,
): Promise<readonly Prediction[]> {
  const foresee = foreseer(session.lab);
  const predictions: Prediction[] = [];
  let before = from;
  for (const place of places) {
    if (await isRefused(session, before, place)) break;
    predictions.push(...(await predictPlace(foresee, place, baseline)));
    before = place.documents;
  }
  return predictions;
}

/** The predicted answers of the checks that a run of the span makes, in an account at this place. */
export const predictSpan = (
  session: CommandSession,
  { now, places, elsewhere }: AccountSurvey,
  { first, last }: Span,
  stands: number,
  surroundings: AccountSurroundings | undefined,
): ReturnType<typeof predictAlong> => {
  const begins = Math.max(first, elsewhere ? stands + 1 : stands);
  return predictAlong(session, now, places.slice(begins, last + 1), surroundings);
};

async function isRefused(
  session: CommandSession,
  before: Snapshot,
  { documents }: RoutePlace,
): Promise<boolean> {
  const changes = changesBetween(session.lab, before, documents);
  return guard(session, changes).then(
    () => false,
    (thrown) => {
      if (thrown instanceof LabError && thrown.exitCode === 5) return true;
      throw thrown;
    },
  );
}

const isFailed = ({ verdict }: Prediction): boolean => verdict.status === 'failed';

export const failingPredictions = (predictions: readonly Prediction[]): readonly Prediction[] =>
  predictions.filter(isFailed);

export function tellPredicted(recorder: Recorder, predictions: readonly Prediction[]): void {
  for (const prediction of predictions) recorder.tell({ type: 'check-predicted', ...prediction });
}

/** Throws `ERR_PREDICTED` if a check is predicted to fail, with the deciding statement. */
export function requirePredicted(predictions: readonly Prediction[]): void {
  const [first, ...others] = failingPredictions(predictions);
  if (!first) return;
  const { step, check, verdict } = first;
  const where = step ? `After the step "${step}"` : 'At the baseline';
  const advised = together([first, ...others].map(({ verdict: { next = [] } }) => next));
  const more = others.length > 0 ? ` (and ${others.length} more)` : '';
  throw new LabError(
    'ERR_PREDICTED',
    `${where} the check "${check.title}" is predicted to fail${more}: ${verdict.observed.replace(/\.$/, '')}. Nothing was written.`,
    { next: advised.length > 0 ? advised : [SEE_DOCTOR] },
  );
}
