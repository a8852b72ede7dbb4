import { LabError } from '../contract/errors.ts';
import { arnsOfTheLab, type Facts, type Variant } from '../contract/facts.ts';
import type { Lab } from '../contract/lab.ts';
import {
  type Change,
  RESOURCE_ORDER,
  type Resource,
  type ResourceId,
  type Snapshot,
} from '../contract/resource.ts';
import type { AnyEdit, Step } from '../contract/step.ts';

/** Reads the resources of the lab, or some of them. */
export async function readSnapshot(lab: Lab, ids: readonly ResourceId[] = RESOURCE_ORDER): Promise<Snapshot> {
  const read = async (id: ResourceId) => [id, await lab.resources[id].read()] as const;
  const documents = await Promise.all(ids.map(read));
  return Object.fromEntries(documents.filter(([, document]) => document !== undefined));
}

/** What a step makes of the documents that stand before it. A step that only looks leaves them as they are. */
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

/** What has to change to bring the account from one snapshot to another, by meaning. */
export const changesBetween = (lab: Lab, before: Snapshot, after: Snapshot): readonly Change[] =>
  RESOURCE_ORDER.flatMap((id) => {
    const resource = lab.resources[id] as Resource;
    if (resource.same(before[id], after[id])) return [];
    return [
      {
        resource: id,
        title: resource.title,
        arn: resource.arn,
        before: before[id],
        after: after[id],
        calls: resource.calls(before[id], after[id]),
      },
    ];
  });

export const sameSnapshot = (lab: Lab, a: Snapshot, b: Snapshot): boolean =>
  changesBetween(lab, a, b).length === 0;

/** Throws `ERR_NOT_OURS` for a change of anything that the facts do not give to the lab. */
export function requireOurs({ facts }: Lab, changes: readonly Change[]): void {
  const ours = arnsOfTheLab(facts);
  const foreign = changes.filter(({ resource, arn }) => arn !== ours[resource]);
  if (foreign.length === 0) return;
  throw new LabError(
    'ERR_NOT_OURS',
    `${foreign.map(({ arn }) => arn).join(', ')} is not the lab’s to change.`,
    {
      hint: 'kms-lab status shows what belongs to the lab in this account',
    },
  );
}
