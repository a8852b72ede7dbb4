import { LabError } from '../contract/errors.ts';
import type { Facts } from '../contract/facts.ts';
import type { Change, Resource } from '../contract/resource.ts';
import type { Suggestion } from '../contract/suggestion.ts';
import type { Agreed, AgreedPlan } from './plan-file.ts';
import { type PlannedStep, plannedSteps } from './planned.ts';
import { spanOf } from './range.ts';
import { type AccountSurvey, requireLocated } from './read-account.ts';
import type { Recorder } from './recorder.ts';
import type { CommandSession } from './session.ts';
import { changesBetween, sameSnapshot } from './snapshot.ts';

/** What must be equal for a plan to be about this account, and what a person calls it. */
const IDENTITY: Readonly<Record<string, (plan: Pick<AgreedPlan, 'target' | 'facts'>) => string>> = {
  target: ({ target }) => target,
  account: ({ facts }) => facts.accountId,
  region: ({ facts }) => facts.region,
  key: ({ facts }) => facts.key.arn,
  alias: ({ facts }) => facts.key.alias,
  operator: ({ facts }) => operatorOf(facts),
  role: ({ facts }) => facts.role.arn,
  'role policy': ({ facts: { rolePolicy } }) => ('arn' in rolePolicy ? rolePolicy.arn : rolePolicy.name),
  user: ({ facts }) => facts.userName,
  bucket: ({ facts }) => facts.bucket,
  'sample object': ({ facts }) => facts.sampleObject,
  instance: ({ facts }) => facts.instance.id,
};

/** A user who assumes a role again gets another session, but is the same operator. */
function operatorOf({ operator }: Facts): string {
  if (operator.kind === 'role-session') return operator.roleArn;
  return 'arn' in operator ? operator.arn : operator.kind;
}

/** Throws `ERR_WRONG_ACCOUNT` for a plan of another account, key or operator, with everything that differs. */
export function requireSamePlace({ target, lab }: CommandSession, agreed: Agreed): void {
  const here = { target, facts: lab.facts };
  const differs = Object.entries(IDENTITY).filter(([, of]) => of(agreed.plan) !== of(here));
  if (differs.length === 0) return;
  const told = differs.map(([what, of]) => `${what} ${of(agreed.plan)}, and here it is ${of(here)}`);
  throw new LabError('ERR_WRONG_ACCOUNT', `The plan is for ${told.join('; for ')}.`, {
    hint: 'Sign in as you did when it was made and name the same things, or make a plan for this account.',
    next: [planAgain(agreed)],
  });
}

/**
 * Throws if carrying out the plan would not do what was shown: `ERR_WRONG_ACCOUNT` in another account; `ERR_DRIFT`,
 * with what changed, if the account is not as it was; `ERR_PLAN_STALE` if today's steps want something else.
 */
export function requireSavedPlan(
  session: CommandSession,
  recorder: Recorder,
  found: AccountSurvey,
  agreed: Agreed,
): void {
  requireSamePlace(session, agreed);
  const { lab, pipeline } = session;
  const { plan } = agreed;
  const moved = changesBetween(lab, plan.seen, found.now);
  if (moved.length > 0) {
    recorder.tell({ type: 'moved', changes: moved });
    const what = moved.map(({ title }) => title).join(', ');
    throw new LabError(
      'ERR_DRIFT',
      `The account changed after the plan was made (${plan.madeAt}): ${what}.`,
      {
        ...(isDone(session, found, plan)
          ? {
              hint: 'The account is as the plan leaves it.',
              next: [{ why: 'runs the checks', run: ['verify'] }],
            }
          : { hint: 'Nothing was written.', next: [planAgain(agreed)] }),
      },
    );
  }
  const { index: stands } = requireLocated(session, found);
  const today = plannedSteps(session, found, spanOf(pipeline, plan.range), stands);
  const other = stepsThatDiffer(session, plan.steps, today);
  if (other.length > 0) {
    throw new LabError(
      'ERR_PLAN_STALE',
      `This version of kms-lab would not do what the plan says in ${other.join(', ')}.`,
      { hint: 'Nothing was written.', next: [planAgain(agreed)] },
    );
  }
  const nothing = today.every(({ changes }) => changes.length === 0);
  if (nothing) recorder.tell({ type: 'note', text: 'The plan has no changes, so only checks run.' });
}

function isDone({ lab }: CommandSession, { now }: AccountSurvey, { seen, steps }: AgreedPlan): boolean {
  const changes = steps.flatMap(({ changes }) => changes);
  const after = Object.fromEntries(changes.map(({ resource, after }) => [resource, after]));
  return sameSnapshot(lab, now, { ...seen, ...after });
}

function stepsThatDiffer(
  { lab }: CommandSession,
  then: readonly PlannedStep[],
  today: readonly PlannedStep[],
): readonly string[] {
  const same = (a: Change, b: Change | undefined): boolean => {
    const resource = lab.resources[a.resource] as Resource;
    return b?.resource === a.resource && resource.same(a.before, b.before) && resource.same(a.after, b.after);
  };
  const ids = [...new Set([...then, ...today].map(({ id }) => id))];
  return ids.filter((id) => {
    const a = then.find((step) => step.id === id)?.changes ?? [];
    const b = today.find((step) => step.id === id)?.changes ?? [];
    return a.length !== b.length || !a.every((change, index) => same(change, b[index]));
  });
}

/** Makes the same plan of the account as it is now. */
function planAgain({ path, plan: { range, variant } }: Agreed): Suggestion {
  const parts = Object.entries(range).flatMap(([name, step]) => (step ? [`--${name}`, step] : []));
  const text = variant === 'published' ? ['--variant', variant] : [];
  return {
    why: 'makes the plan again for the account as it is now',
    run: ['plan', ...parts, ...text, '--out', path],
  };
}
