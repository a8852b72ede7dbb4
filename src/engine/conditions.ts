import type { Condition } from '../contract/condition.ts';
import type { Lab } from '../contract/lab.ts';
import { RESOURCE_ORDER, type Resource, type ResourceId, type Snapshot } from '../contract/resource.ts';
import { canonicalStatement } from '../policy/canonical.ts';
import { diffDocuments } from '../policy/diff.ts';
import { type PolicyDocument, type Statement, statementsOf } from '../policy/document.ts';
import type { RoutePlace } from './route.ts';
import type { Lacking } from './whole.ts';

/**
 * What a place requires of the documents: one condition for each resource that its step edits and for each statement
 * of a policy. A resource that the step does not edit is a condition only if it differs. None says what is wanted:
 * that is the step's answer. `ids`: the resources whose documents are known.
 */
export function conditionsOf(
  { resources }: Pick<Lab, 'resources'>,
  { stage, documents: wanted }: Pick<RoutePlace, 'stage' | 'documents'>,
  now: Snapshot,
  ids: readonly ResourceId[] = RESOURCE_ORDER,
): readonly Condition[] {
  const edits: readonly ResourceId[] =
    stage?.step.kind === 'edit' ? stage.step.edits.map(({ resource }) => resource) : [];
  return ids.flatMap((id) => {
    const resource = resources[id] as Resource;
    const met = resource.same(now[id], wanted[id]);
    if (edits.includes(id)) return ofThing(resource, { now: now[id], wanted: wanted[id], met });
    return met ? [] : [whole(resource, 'is as the steps before leave it', unlike(now[id], wanted[id]))];
  });
}

/** What the lab needs and the account does not have, and no step creates. */
export const conditionOfLacking = ({ thing, title, error }: Lacking): Condition => ({
  condition: { id: `${thing.replaceAll(' ', '-')}-available`, title: `${title} is available` },
  met: false,
  observed: error.message,
  ...(error.next.length > 0 ? { next: error.next } : {}),
});

interface Compared {
  readonly now: Snapshot[ResourceId];
  readonly wanted: Snapshot[ResourceId];
  /** By its meaning for kms-lab: a policy that differs may do just as well. */
  readonly met: boolean;
}

function ofThing(resource: Resource, { now, wanted, met }: Compared): readonly Condition[] {
  const byStatement = isPolicy(now) && isPolicy(wanted) ? ofPolicy(resource, now, wanted, met) : [];
  const isTold = byStatement.some((condition) => condition.met === met);
  return isTold
    ? byStatement
    : [whole(resource, 'is as this step wants it', met ? undefined : unlike(now, wanted))];
}

function ofPolicy(
  { id, title }: Resource,
  now: PolicyDocument,
  wanted: PolicyDocument,
  met: boolean,
): readonly Condition[] {
  const { added, changed, removed, version } = diffDocuments(now, wanted);
  const missing = new Set(met ? [] : added.map(meaning));
  const different = new Set(met ? [] : changed.map(({ after }) => meaning(after)));
  const statements = statementsOf(wanted);
  const others = met ? [] : removed;
  return [
    ...statements.map((statement, index): Condition => {
      const observed = missing.has(meaning(statement))
        ? 'it is missing'
        : different.has(meaning(statement))
          ? 'it is different'
          : undefined;
      const name = statement.Sid ? ` ("${statement.Sid}")` : '';
      return condition(
        `${id}-statement-${index + 1}`,
        `${title} has statement ${index + 1} of ${statements.length}${name}`,
        observed,
      );
    }),
    condition(
      `${id}-no-other-statement`,
      `${title} has no other statement`,
      others.length > 0 ? `it also has ${others.map(named).join(', ')}` : undefined,
    ),
    ...(version && !met
      ? [condition(`${id}-version`, `${title} has the right Version`, version.before)]
      : []),
  ];
}

const isPolicy = (document: Snapshot[ResourceId]): document is PolicyDocument =>
  document !== undefined && 'Statement' in document;

const meaning = (statement: Statement): string => JSON.stringify(canonicalStatement(statement));

const named = ({ Sid }: Statement): string => (Sid ? `"${Sid}"` : 'a statement without a Sid');

const unlike = (now: Compared['now'], wanted: Compared['wanted']): string => {
  if (now === undefined) return 'it does not exist';
  return wanted === undefined ? 'it exists' : 'it is different';
};

const whole = ({ id, title }: Resource, wish: string, observed: string | undefined): Condition =>
  condition(id, `${title} ${wish}`, observed);

const condition = (id: string, title: string, observed: string | undefined): Condition => ({
  condition: { id, title },
  met: observed === undefined,
  ...(observed === undefined ? {} : { observed }),
});
