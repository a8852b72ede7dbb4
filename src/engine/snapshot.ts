import type { LabError } from '../contract/errors.ts';
import type { Facts, Variant } from '../contract/facts.ts';
import type { Lab } from '../contract/lab.ts';
import {
  type Change,
  RESOURCE_ORDER,
  type Resource,
  type ResourceId,
  type Snapshot,
} from '../contract/resource.ts';
import type { AnyEdit, Step } from '../contract/step.ts';
import { errorOfOne } from './ends-everything.ts';

/** What was read of the account, and as of when. */
export interface AccountReading {
  readonly documents: Snapshot;
  /** When its round of reads began. It does not include a write since then, or another user's change. */
  readonly asOf: Date;
}

/** What could be read, and why the rest could not. */
export interface PartialReading extends AccountReading {
  readonly unreadable: ReadonlyMap<ResourceId, LabError>;
}

interface Which {
  readonly ids?: readonly ResourceId[];
  /** Continues the round of an earlier reading; if absent, a new round begins. */
  readonly asOf?: Date | undefined;
}

/** Reads the resources of the lab, or some of them. Throws if one cannot be read. */
export async function readSnapshot(
  lab: Lab,
  { ids = RESOURCE_ORDER, asOf = lab.newRound() }: Which = {},
): Promise<AccountReading> {
  const read = async (id: ResourceId) => [id, await lab.resources[id].read()] as const;
  return { documents: withoutAbsent(await Promise.all(ids.map(read))), asOf };
}

/** The same, but a resource that cannot be read does not prevent reading the others. */
export async function readWhatCanBe(
  lab: Lab,
  { ids = RESOURCE_ORDER, asOf = lab.newRound() }: Which = {},
): Promise<PartialReading> {
  const unreadable = new Map<ResourceId, LabError>();
  const read = async (id: ResourceId) => {
    const { gone, read } = lab.resources[id];
    if (gone) unreadable.set(id, gone);
    const document = gone
      ? undefined
      : await read().catch((thrown) => void unreadable.set(id, errorOfOne(thrown)));
    return [id, document || undefined] as const;
  };
  return { documents: withoutAbsent(await Promise.all(ids.map(read))), asOf, unreadable };
}

const withoutAbsent = (documents: readonly (readonly [ResourceId, unknown])[]): Snapshot =>
  Object.fromEntries(documents.filter(([, document]) => document !== undefined));

/** What a step makes of the documents before it. A step that only looks leaves them unchanged. */
export function desired(step: Step, before: Snapshot, facts: Facts, variant: Variant): Snapshot {
  if (step.kind === 'look') return before;
  return step.edits.reduce((soFar, edit) => withEdit(edit, soFar, facts, variant), before);
}

function withEdit(edit: AnyEdit, { ...documents }: Snapshot, facts: Facts, variant: Variant): Snapshot {
  const wanted = edit.desired(documents[edit.resource] as never, facts, variant);
  if (wanted === undefined) delete documents[edit.resource];
  else Object.assign(documents, { [edit.resource]: wanted });
  return documents;
}

/** What has to change to get from one snapshot to another, by meaning; for all resources, or for these. */
export const changesBetween = (
  lab: Pick<Lab, 'resources'>,
  before: Snapshot,
  after: Snapshot,
  ids: readonly ResourceId[] = RESOURCE_ORDER,
): readonly Change[] =>
  ids.flatMap((id) => {
    const resource = lab.resources[id] as Resource;
    return resource.same(before[id], after[id]) ? [] : [changeOf(resource, before[id], after[id])];
  });

export const changeOf = (resource: Resource, before: Change['before'], after: Change['after']): Change => ({
  resource: resource.id,
  title: resource.title,
  arn: resource.arn,
  before,
  after,
  calls: resource.calls(before, after),
});

export const sameSnapshot = (
  lab: Pick<Lab, 'resources'>,
  a: Snapshot,
  b: Snapshot,
  ids?: readonly ResourceId[],
): boolean => changesBetween(lab, a, b, ids).length === 0;
