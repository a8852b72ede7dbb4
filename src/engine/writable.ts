import type { Checkpoint } from '../contract/checkpoint.ts';
import type { Lab } from '../contract/lab.ts';
import {
  type Documents,
  RESOURCE_ORDER,
  type Resource,
  type ResourceId,
  type Snapshot,
} from '../contract/resource.ts';
import type { Recorder } from './recorder.ts';

export interface Writable {
  readonly document: Documents[ResourceId] | undefined;
  /** What of the wanted document cannot be written today, one sentence each. */
  readonly leftOut: readonly string[];
}

/** A document as it can be written back today. */
export async function writableForm(
  { writable }: Resource,
  document: Documents[ResourceId] | undefined,
): Promise<Writable> {
  if (document === undefined || !writable) return { document, leftOut: [] };
  return writable(document);
}

/** What of these documents could not be written back, one sentence each. Resources that are gone are not asked about. */
export async function unwritableIn(lab: Lab, documents: Snapshot): Promise<readonly string[]> {
  const forms = RESOURCE_ORDER.filter((id) => !lab.resources[id].gone).map((id) =>
    writableForm(lab.resources[id] as Resource, documents[id]),
  );
  return (await Promise.all(forms)).flatMap(({ leftOut }) => leftOut);
}

/** Before anything is written, the user learns what a reset could not restore. */
export async function tellUnwritable(
  lab: Lab,
  recorder: Recorder,
  { documents }: Pick<Checkpoint, 'documents'>,
): Promise<void> {
  for (const sentence of await unwritableIn(lab, documents)) {
    recorder.tell({ type: 'note', text: `A reset cannot restore this: ${sentence}` });
  }
}
