import type { Check } from '../contract/check.ts';
import type { Checkpoint } from '../contract/checkpoint.ts';
import type { Facts, Variant } from '../contract/facts.ts';
import type { Snapshot } from '../contract/resource.ts';
import type { Pipeline, Stage } from '../contract/step.ts';
import { desired } from './snapshot.ts';

/** A place on the way through the page: the documents that a checkpoint there would hold. */
export interface RoutePlace {
  /** `baseline` or `after-<step>` */
  readonly id: string;
  readonly documents: Snapshot;
  /** The checks that must pass there. */
  readonly checks: readonly Check[];
  /** The stage that leads here; the baseline has none. */
  readonly stage?: Stage;
}

/** All places, the baseline first: what every step makes of the documents before it. */
export function route(
  pipeline: Pipeline,
  baseline: Snapshot,
  facts: Facts,
  variant: Variant,
): readonly RoutePlace[] {
  const places: RoutePlace[] = [{ id: 'baseline', documents: baseline, checks: pipeline.baselineChecks }];
  for (const stage of pipeline.stages) {
    const documents = desired(stage.step, places.at(-1)!.documents, facts, variant);
    places.push({ id: placeAfter(stage.step.id), documents, checks: stage.checks(variant), stage });
  }
  return places;
}

export const placeAfter = (stepId: string): string => `after-${stepId}`;

/** The documents at which the route begins: the baseline's, or the workshop's documented start if no baseline was kept. */
export const routeStart = (
  pipeline: Pipeline,
  baseline: Checkpoint | undefined,
  now: Snapshot,
  facts: Facts,
): Snapshot => baseline?.documents ?? pipeline.documentedStart(now, facts);
