import * as v from 'valibot';
import { LabError } from '../contract/errors.ts';
import type { TargetName } from '../contract/event.ts';
import type { Facts, Variant } from '../contract/facts.ts';
import { DOCUMENTS, RESOURCE_ORDER, type Snapshot } from '../contract/resource.ts';
import type { Suggestion } from '../contract/suggestion.ts';
import type { PlannedStep } from './planned.ts';
import type { Range } from './range.ts';
import { readState } from './state-file.ts';

/**
 * A plan as it was shown to a person: for which account, when and how the account was read, and what it changes.
 * Holds no secret.
 */
export interface AgreedPlan {
  readonly version: 1;
  /** ISO 8601. */
  readonly madeAt: string;
  readonly target: TargetName;
  readonly facts: Facts;
  readonly variant: Variant;
  readonly range: Range;
  /** The account as it was. */
  readonly seen: Snapshot;
  readonly steps: readonly PlannedStep[];
}

/** A plan, and its file as the user named it. */
export interface Agreed {
  readonly path: string;
  readonly plan: AgreedPlan;
}

const text = v.pipe(v.string(), v.nonEmpty('must not be empty'));

const CHANGE = v.variant(
  'resource',
  RESOURCE_ORDER.map((id) =>
    v.looseObject({
      resource: v.literal(id),
      title: text,
      arn: text,
      before: v.optional(DOCUMENTS[id]),
      after: v.optional(DOCUMENTS[id]),
      calls: v.array(text),
    }),
  ),
);

const PLAN = v.looseObject({
  version: v.literal(1),
  madeAt: v.pipe(text, v.isoTimestamp()),
  target: v.picklist(['sandbox', 'aws']),
  facts: v.looseObject({
    accountId: text,
    region: text,
    operator: v.looseObject({ kind: text, arn: text }),
    role: v.looseObject({ arn: text }),
    rolePolicy: v.looseObject({ kind: v.picklist(['managed', 'inline']), name: text }),
    key: v.looseObject({ id: text, arn: text, alias: text }),
    userName: text,
    bucket: text,
    sampleObject: text,
    instance: v.looseObject({ id: text }),
  }),
  variant: v.picklist(['corrected', 'published']),
  range: v.strictObject({ from: v.optional(text), to: v.optional(text), only: v.optional(text) }),
  seen: v.partial(v.strictObject(DOCUMENTS)),
  steps: v.array(v.looseObject({ id: text, title: text, changes: v.array(CHANGE) })),
});

/** Throws `ERR_USAGE` if there is no file, `ERR_STATE_DAMAGED` or `ERR_STATE_NEWER` if it cannot be used. */
export async function readPlan(path: string): Promise<AgreedPlan> {
  const again: Suggestion = { run: ['plan', '--out', path], why: 'makes the plan again' };
  const read = await readState(path, PLAN, {
    damaged: { next: [again] },
    newer: { hint: 'update kms-lab, or make the plan again', next: [again] },
  });
  if (read) return read as unknown as AgreedPlan;
  throw new LabError('ERR_USAGE', `There is no file ${path}.`, { next: [{ ...again, why: 'makes one' }] });
}
