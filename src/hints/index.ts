import type { Attempt, HintFor } from '../contract/hint.ts';
import type { Change, ResourceId } from '../contract/resource.ts';
import { commandLine } from '../contract/suggestion.ts';
import aliasMoved from './alias-moved.ts';
import anotherPolicyAllowsDecrypt from './another-policy-allows-decrypt.ts';
import anotherRolePolicyEdited from './another-role-policy-edited.ts';
import couldNotLook from './could-not-look.ts';
import { documentsAreRight, same } from './difference.ts';
import differs from './differs.ts';
import { documentMistake, IN_DOCUMENTS } from './documents.ts';
import lockOutRefused from './lock-out-refused.ts';
import { firstOf, type Mistake, type PlacedHint } from './mistake.ts';
import notInForceYet from './not-in-force-yet.ts';
import nothingChanged from './nothing-changed.ts';
import otherWrite from './other-write.ts';
import policyOnAnotherKey from './policy-on-another-key.ts';
import predictedToFail from './predicted-to-fail.ts';
import { BESIDES, DECIDING, idOf, REST_CHANGED, restChanged } from './rest-changed.ts';
import securityGroupClosed from './security-group-closed.ts';
import stepHalfDone from './step-half-done.ts';
import { missingThings, THING_MISSING } from './thing-missing.ts';
import { unsuppliedNote } from './unsupplied-keys.ts';
import userInAnotherCase from './user-in-another-case.ts';
import userMissing from './user-missing.ts';
import userWithPath from './user-with-path.ts';
import versionNotDefault from './version-not-default.ts';
import webAppKeyUnseen from './web-app-key-unseen.ts';
import webAppNotStarted from './web-app-not-started.ts';
import webAppRefuses from './web-app-refuses.ts';
import webAppWrongKey from './web-app-wrong-key.ts';
import webAppWrongPort from './web-app-wrong-port.ts';
import writeRefused from './write-refused.ts';

/** The change was made to the wrong resource, or is not in force: checked for each resource before its document. */
const MISPLACED = {
  alias: [aliasMoved],
  'role-policy': [versionNotDefault, anotherRolePolicyEdited],
  user: [userInAnotherCase, userMissing],
  'key-policy': [policyOnAnotherKey, lockOutRefused],
  'web-app': [webAppNotStarted, webAppWrongPort, webAppKeyUnseen, webAppWrongKey],
} as const satisfies { readonly [Id in ResourceId]: readonly Mistake[] };

/** The network path to the web app, whatever the documents are. */
const DOOR = [securityGroupClosed, webAppRefuses] as const;

/** The documents are right. */
const EFFECTS = [anotherPolicyAllowsDecrypt, predictedToFail, couldNotLook, notInForceYet] as const;

/** There is no mistake: the step has not been done yet. */
const UNDONE = [stepHalfDone, otherWrite, nothingChanged] as const;

/** Hints that are about no mistake: the step has not been done yet, or not to its end. */
export const NO_MISTAKES: ReadonlySet<string> = new Set(UNDONE.map(({ id }) => id));

/** Every mistake that has a hint. */
export const MISTAKES: readonly Pick<Mistake, 'id' | 'title'>[] = [
  THING_MISSING,
  ...DECIDING.map((about) => ({ id: idOf(about), title: REST_CHANGED[about] })),
  userWithPath,
  writeRefused,
  ...Object.values(MISPLACED).flat(),
  ...IN_DOCUMENTS,
  differs,
  ...DOOR,
  ...EFFECTS,
  ...BESIDES.map((about) => ({ id: idOf(about), title: REST_CHANGED[about] })),
  ...UNDONE,
];

/** The first mistake that prevents progress, and where to look for the others. */
export const hintFor: HintFor = (attempt) => {
  const [first, ...others] = findingsIn(attempt);
  if (!first) {
    const { missing } = attempt;
    const hint = firstOf(UNDONE, attempt) ?? { id: differs.id, ...differs.look(attempt) };
    const where = missing.map(({ title }) => `the ${title}`).join(' and ');
    return { nudge: `Look at ${where || 'the rest of the account'}.`, ...hint };
  }
  const { where, nudge = `Look at the ${where}.`, says, ...hint } = first;
  const elsewhere = [...new Set(others.map((one) => one.where))].filter((place) => place !== where);
  // Two things may be wrong in one place.
  const another = others.some((one) => one.where === where) ? ' There is more to mend in it.' : '';
  const more = another + unsuppliedNote(attempt);
  if (elsewhere.length === 0) return { ...hint, nudge, says: `${says}${more}` };
  const also = listed(elsewhere.map((one) => `the ${one}`));
  return {
    ...hint,
    nudge: `${nudge} Then look at ${also}.`,
    says: `${says}${more} Then look at ${also}, too.`,
  };
};

/** Every mistake that the attempt shows, in the order in which to fix them. */
function findingsIn(attempt: Attempt): readonly PlacedHint[] {
  const inTheWay = distinct([...missingThings(attempt), ...restChanged(attempt, DECIDING)]);
  // A mistake that prevents progress explains why checks fail.
  const effects = inTheWay.length > 0 ? [] : about('rest of the account', EFFECTS, unexplained(attempt));
  return distinct([
    ...inTheWay,
    // KMS refuses a key policy that names a user who does not exist.
    ...about(`user ${attempt.facts.userName}`, [userWithPath], attempt),
    ...inThings((resource) => resource === 'user', attempt),
    ...about('change that AWS refused', [writeRefused], attempt),
    ...inThings((resource) => resource !== 'user', attempt),
    ...about('way to the web app', DOOR, attempt),
    ...(documentsAreRight(attempt) ? effects : []),
    ...restChanged(attempt, BESIDES),
  ]);
}

/** If a check fails because of another change, the hint about that change says it all. */
const unexplained = (attempt: Attempt): Attempt =>
  attempt.changed.length > 0
    ? { ...attempt, failed: attempt.failed.filter(({ id }) => id !== 'nothing-else-changed') }
    : attempt;

const inThings = (which: (resource: ResourceId) => boolean, attempt: Attempt): readonly PlacedHint[] =>
  attempt.missing.filter(({ resource }) => which(resource)).flatMap((change) => inThing(change, attempt));

/** What is wrong with one resource. Empty if it is as it was before the step: that is still to be done. */
function inThing(change: Change, whole: Attempt): readonly PlacedHint[] {
  const attempt: Attempt = { ...whole, missing: [change] };
  const where = change.resource === 'alias' ? `alias ${change.title}` : change.title;
  const misplaced = about(where, MISPLACED[change.resource], attempt);
  if (misplaced.length > 0 || isUntouched(change, whole)) return misplaced;
  return [{ where, ...documentMistake(attempt) }];
}

const isUntouched = ({ resource, before: now }: Change, { before }: Attempt): boolean =>
  same(resource, now, before[resource]);

function about(where: string, mistakes: readonly Mistake[], attempt: Attempt): readonly PlacedHint[] {
  const hint = firstOf(mistakes, attempt);
  return hint ? [{ where, ...hint }] : [];
}

/** Without commands that an earlier mistake already lists. */
function distinct(findings: readonly PlacedHint[]): readonly PlacedHint[] {
  const told = new Set<string>();
  return findings.filter(({ next = [] }) => {
    const commands = next.map((one) => commandLine(one).replace(/ --region \S+/, ''));
    const isNew = commands.length === 0 || commands.some((one) => !told.has(one));
    for (const one of commands) told.add(one);
    return isNew;
  });
}

const listed = (things: readonly string[]): string =>
  things.length > 1 ? `${things.slice(0, -1).join(', ')} and ${things.at(-1)}` : (things[0] ?? '');
