import * as v from 'valibot';
import { LabError } from '../contract/errors.ts';
import type { TargetName } from '../contract/event.ts';
import type { Facts, Variant } from '../contract/facts.ts';
import { DOCUMENTS, RESOURCE_ORDER, type Snapshot } from '../contract/resource.ts';
import type { Suggestion } from '../contract/suggestion.ts';
import { sealed } from './digest.ts';
import { KEPT, MOMENT, SNAPSHOT } from './kept-shapes.ts';
import type { PlannedStep } from './planned.ts';
import type { Range } from './range.ts';
import { readSealed } from './state-file.ts';

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
  ...KEPT,
  madeAt: MOMENT,
  target: v.picklist(['sandbox', 'aws']),
  range: v.strictObject({ from: v.optional(text), to: v.optional(text), only: v.optional(text) }),
  seen: SNAPSHOT,
  steps: v.array(v.looseObject({ id: text, title: text, changes: v.array(CHANGE) })),
});

/** The text of a plan’s file. */
export const planText = (plan: AgreedPlan): string => `${JSON.stringify(sealed(plan), null, 2)}\n`;

/**
 * Throws `ERR_USAGE` if there is no file, `ERR_STATE_DAMAGED` or `ERR_STATE_NEWER` if it cannot be used,
 * `ERR_UNVERIFIED` if any of it was changed after it was made.
 */
export async function readPlan(path: string): Promise<AgreedPlan> {
  const again: Suggestion = { run: ['plan', '--out', path], why: 'makes the plan again' };
  // What is no plan may be another file of the user's, which a new plan would replace.
  const anew: Suggestion = { run: ['plan', '--out', 'lab.plan.json'], why: 'makes a plan' };
  const read = await readSealed(path, PLAN, {
    damaged: { hint: 'name the file of a plan, as plan --out has written it', next: [anew] },
    newer: { hint: 'update kms-lab, or make the plan again', next: [again] },
  });
  if (!read) {
    throw new LabError('ERR_USAGE', `There is no file ${path}.`, { next: [{ ...again, why: 'makes one' }] });
  }
  const { digest: _, ...plan } = read.content;
  const { seal } = read;
  if (seal === 'intact') return plan as unknown as AgreedPlan;
  const what = seal === 'none' ? 'has no digest' : 'was changed after it was made';
  throw new LabError('ERR_UNVERIFIED', `The plan ${path} ${what}. Nothing was written.`, { next: [again] });
}
