import { LabError } from '../contract/errors.ts';
import type { Attempt, HintFor } from '../contract/hint.ts';
import type { Snapshot } from '../contract/resource.ts';
import type { SlipProof, SlipWay } from '../contract/selftest.ts';
import { commandLine } from '../contract/suggestion.ts';
import { route } from '../engine/route.ts';
import { changesBetween, readSnapshot } from '../engine/snapshot.ts';
import type { Bench } from './bench.ts';
import { slipsIn } from './slips/index.ts';
import type { Slip } from './slips/slip.ts';
import { bring, type Walked } from './walk.ts';

/** Makes every documented mistake in the account, if the account accepts it, and checks that its own hint is given. */
export async function proveSlips(bench: Bench, { stops }: Walked, hintFor: HintFor): Promise<SlipProof[]> {
  const proofs: SlipProof[] = [];
  for (const slip of slipsIn(bench.lab.facts)) {
    const index = stops.findIndex(({ place }) => place.stage?.step.id === slip.step);
    await stops[index]!.back();
    proofs.push(await proveSlip(bench, slip, index, hintFor));
  }
  return proofs;
}

async function proveSlip(
  { lab, pipeline }: Bench,
  slip: Slip,
  index: number,
  hintFor: HintFor,
): Promise<SlipProof> {
  const { facts } = lab;
  const { variant = lab.variant, failed = [], changed = [], lacking = [], byHand, blind } = slip;
  const start = pipeline.documentedStart((await readSnapshot(lab)).documents, facts);
  const places = route(pipeline, start, facts, variant);
  const before = places[index - 1]!.documents;
  const { documents: wanted, stage } = places[index]!;
  const { now, ...how } = await makeIt(lab, { ...wanted, ...slip.now?.(wanted, before) } as Snapshot, slip);
  const attempt: Attempt = {
    step: { id: slip.step, title: stage!.step.title },
    facts,
    variant,
    since: '2026-06-01T12:00:00.000Z',
    places: places.map(({ id, documents, stage }) => ({
      id,
      documents,
      ...(stage ? { title: stage.step.title } : {}),
    })),
    ...{ before, now, wanted, failed, changed, lacking },
    ...(byHand ? { byHand } : {}),
    missing: changesBetween(lab, now, wanted),
    ...(blind ? { blind } : {}),
    // The walk along the page has left versions that no person created.
    elsewhere: { ...(await lab.elsewhere()), versions: [], missing: [], ...slip.elsewhere },
  };
  const { step, slip: what, hint: name, mentions } = slip;
  const seen =
    attempt.missing.length > 0 ||
    failed.length > 0 ||
    changed.length > 0 ||
    lacking.length > 0 ||
    blind !== undefined;
  if (!seen) return { step, slip: what, ...how, wanted: name, proven: false };
  const hint = hintFor(attempt);
  const words = [hint.says, hint.do, ...(hint.next ?? []).map((one) => commandLine(one))].join(' ');
  const proven = hint.id === name && mentions.every((concrete) => words.includes(concrete));
  return { step, slip: what, ...how, wanted: name, hint: hint.id, proven };
}

/** Makes it in the account. If the account refuses it, or the lab cannot make it, it is only given to the hints as data. */
async function makeIt(
  lab: Bench['lab'],
  now: Snapshot,
  { now: slipped }: Slip,
): Promise<{ readonly now: Snapshot; readonly way: SlipWay; readonly refusal?: string }> {
  const standing: Snapshot = JSON.parse(JSON.stringify(now));
  if (!slipped) return { now: standing, way: 'told' };
  try {
    await bring(lab, standing);
    return { now: (await readSnapshot(lab)).documents, way: 'written' };
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    return error.code === 'ERR_NOT_OURS'
      ? { now: standing, way: 'told' }
      : { now: standing, way: 'refused', refusal: error.message };
  }
}
