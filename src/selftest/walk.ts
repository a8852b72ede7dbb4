import type { Lab } from '../contract/lab.ts';
import type { Resource, Snapshot } from '../contract/resource.ts';
import type { AccountSurroundings } from '../contract/surroundings.ts';
import { type RoutePlace, route } from '../engine/route.ts';
import { changesBetween, readSnapshot } from '../engine/snapshot.ts';
import type { Bench } from './bench.ts';

/** A place of the page, with the way back to it. */
export interface Stop {
  readonly place: RoutePlace;
  back(): Promise<void>;
}

export interface Walked {
  /** The baseline first. */
  readonly stops: readonly Stop[];
  readonly surroundings: AccountSurroundings;
}

/** Takes the account along the whole page, and remembers every place of it. */
export async function walkPage(bench: Bench): Promise<Walked> {
  const { lab, pipeline } = bench;
  const surroundings = await lab.surroundings();
  const stops: Stop[] = [];
  for (const place of route(pipeline, (await readSnapshot(lab)).documents, lab.facts, lab.variant)) {
    await bring(lab, place.documents);
    stops.push({ place, back: bench.keep() });
  }
  return { stops, surroundings };
}

/** Writes what differs, without guards, because breaking the account is intended here. Throws the account's refusal. */
export async function bring(lab: Lab, documents: Snapshot): Promise<void> {
  for (const { resource, after } of changesBetween(lab, (await readSnapshot(lab)).documents, documents)) {
    await (lab.resources[resource] as Resource).write(after);
  }
}
