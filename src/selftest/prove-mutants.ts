import type { Foreseen } from '../contract/access.ts';
import { LabError } from '../contract/errors.ts';
import type { Lab } from '../contract/lab.ts';
import type { Resource, Snapshot } from '../contract/resource.ts';
import type { MutantProof } from '../contract/selftest.ts';
import { route } from '../engine/route.ts';
import { askChecks, type CheckAnswer } from './ask.ts';
import type { Bench } from './bench.ts';
import { type Mutant, mutantsOf } from './mutate.ts';
import type { Stop, Walked } from './walk.ts';

type PolicyId = 'role-policy' | 'key-policy';

/** Puts every mutant of every step's policies into the account, and runs the checks of that step. */
export async function proveMutants(bench: Bench, { stops, surroundings }: Walked): Promise<MutantProof[]> {
  const proofs: MutantProof[] = [];
  for (const stop of stops.slice(1).filter((each) => isOwn(bench, each))) {
    await stop.back();
    const meant = await everything(bench.lab, {});
    for (const resource of policiesOf(stop)) {
      await stop.back();
      for (const mutant of mutantsOf(stop.place.documents[resource]!, bench.standIns)) {
        const fate = await fateOf(bench, stop, { resource, mutant, surroundings, meant });
        const { variant } = bench.lab;
        // Each mutant is written over the previous one, unless that one locked everyone out.
        if (fate.fate === 'blinding') await stop.back();
        proofs.push({ variant, step: stop.place.stage!.step.id, resource, mutant: mutant.what, ...fate });
      }
    }
  }
  return proofs;
}

/** Documents that both variants of the page share are proven with the corrected one. */
function isOwn({ lab: { facts, variant }, pipeline }: Bench, { place }: Stop): boolean {
  if (variant === 'corrected' || !place.stage) return true;
  const same = route(pipeline, pipeline.documentedStart(place.documents, facts), facts, 'corrected');
  const twin = same.find(({ id }) => id === place.id);
  return JSON.stringify(twin?.documents['key-policy']) !== JSON.stringify(place.documents['key-policy']);
}

/** The policies that the step edits; for a step that only looks, the key policy that it looks at. */
function policiesOf({ place: { stage } }: Stop): readonly PolicyId[] {
  if (stage!.step.kind === 'look') return ['key-policy'];
  const edited = stage!.step.edits.map(({ resource }) => resource);
  return (['role-policy', 'key-policy'] as const).filter((id) => edited.includes(id));
}

interface Trial extends Pick<Walked, 'surroundings'> {
  readonly resource: PolicyId;
  readonly mutant: Mutant;
  readonly meant: readonly Foreseen[];
}

async function fateOf(
  { lab }: Bench,
  { place }: Stop,
  { resource, mutant, surroundings, meant }: Trial,
): Promise<Pick<MutantProof, 'fate' | 'why'>> {
  const documents: Snapshot = { [resource]: mutant.document };
  try {
    await (lab.resources[resource] as Resource).write(mutant.document);
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    return { fate: 'refused', why: error.message };
  }
  // The checks of the web app take longest: they run only if no other check fails.
  for (const checks of [
    place.checks.filter(({ webApp }) => !webApp),
    place.checks.filter(({ webApp }) => webApp),
  ]) {
    const answers = await askChecks(lab, checks, surroundings);
    const that = (which: CheckAnswer) =>
      [...answers].flatMap(([id, answer]) => (answer === which ? [id] : []));
    const [failed, blind] = [that('failed'), that('blind')];
    if (failed.length > 0) return { fate: 'killed', why: failed.join(', ') };
    if (blind.length > 0) return { fate: 'blinding', why: blind.join(', ') };
  }
  const different = differences(meant, await everything(lab, documents));
  if (different.length > 0) return { fate: 'survived', why: different.join('; ') };
  return { fate: 'equivalent', why: `${meant.length} decisions alike` };
}

/** Seconds: without MFA as in the matrix, within the page's five minutes, at their end, and after. */
const MFA_AGES = [60, 300, 600] as const;

/** The evaluator's decisions for every principal of the matrix, every action of KMS, and MFA codes of several ages. */
async function everything({ access }: Lab, documents: Snapshot): Promise<readonly Foreseen[]> {
  const plain = access.foresee(documents);
  const answers = await Promise.all([
    plain,
    ...MFA_AGES.map((mfaAge) => access.foresee(documents, { mfaAge })),
  ]);
  return answers.flat();
}

const differences = (meant: readonly Foreseen[], now: readonly Foreseen[]): readonly string[] =>
  meant.flatMap(({ principal, action, decision: { outcome } }, index) => {
    const other = now[index]!.decision.outcome;
    return other === outcome ? [] : [`${principal} ${action} ${other}, not ${outcome}`];
  });
