import type { Keys } from '../context.ts';
import { listOf, type PolicyDocument, type Statement, statementsOf } from '../document.ts';
import type { Caller, NotPrincipalModel } from '../request.ts';
import { actionGlob } from './action.ts';
import { every, type Match, matchOf } from './answer.ts';
import { conditionTest } from './condition.ts';
import { type PrincipalForm, type PrincipalReach, reachOf, readPrincipal, spares } from './principal.ts';
import { resourceTest } from './resource.ts';
import { matchesGlob } from './wildcard.ts';

/** A request, prepared once for all the statements that it is compared with. */
export interface PreparedRequest {
  readonly caller: Caller;
  readonly facets: readonly PrincipalForm[];
  /** In lower case. */
  readonly action: string;
  readonly resource: string;
  /** Computed when first needed. */
  readonly keys: () => Keys;
  /** Is it about assuming a role? A role's trust policy has no Resource. */
  readonly isTrust: boolean;
  readonly hasBoundary: boolean;
  readonly notPrincipal: NotPrincipalModel;
}

/** A parsed statement. */
export interface ReadStatement {
  readonly index: number;
  readonly statement: Statement;
  /** Does this statement, in one of the caller's own policies (identity, boundary, session), apply? */
  applies(asked: PreparedRequest): boolean;
  /** How this statement, in a resource's policy, reaches the caller; `undefined`: not at all. */
  reaches(asked: PreparedRequest): PrincipalReach | undefined;
}

const known = new WeakMap<PolicyDocument, readonly ReadStatement[]>();

/** A document is parsed once and remembered, so it must not be changed in place. */
export function readDocument(document: PolicyDocument): readonly ReadStatement[] {
  const remembered = known.get(document);
  if (remembered) return remembered;
  const variables = document.Version === '2012-10-17';
  const read = statementsOf(document).map((statement, index) => readStatement(statement, index, variables));
  known.set(document, read);
  return read;
}

function readStatement(statement: Statement, index: number, variables: boolean): ReadStatement {
  const fitsAction = actionTest(statement);
  const fitsResource = resourceTest(statement, variables);
  const fitsCondition = statement.Condition && conditionTest(statement.Condition, variables);
  const principal = principalTest(statement);
  /** An Allow needs a clear yes; only a clear no prevents a Deny. */
  const takesHold = (given: Match): boolean =>
    statement.Effect === 'Allow' ? given === 'yes' : given !== 'no';

  const fits = (asked: PreparedRequest, inTrustPolicy: boolean): boolean => {
    if (!fitsAction(asked.action)) return false;
    const resource = fitsResource?.(asked.resource, asked.keys) ?? matchOf(inTrustPolicy);
    return resource !== 'no' && takesHold(every([resource, fitsCondition?.(asked.keys()) ?? 'yes']));
  };
  return {
    index,
    statement,
    applies: (asked) => fits(asked, false) && takesHold(principal ? 'unclear' : 'yes'),
    reaches(asked) {
      if (!fits(asked, asked.isTrust)) return undefined;
      const reach = principal ? principal(asked) : 'unclear';
      if (reach !== 'unclear') return reach;
      return takesHold('unclear') ? 'direct' : undefined;
    },
  };
}

/**
 * A statement without Action or NotAction has no effect.
 * https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html
 */
function actionTest({ Action, NotAction }: Statement): (action: string) => boolean {
  const globs = listOf(Action ?? NotAction).map(actionGlob);
  if (Action !== undefined) return (action) => globs.some((glob) => matchesGlob(glob, action));
  if (NotAction !== undefined) return (action) => !globs.some((glob) => matchesGlob(glob, action));
  return () => false;
}

type PrincipalTest = (asked: PreparedRequest) => PrincipalReach | 'unclear' | undefined;

/** NotPrincipal is for Deny alone: with Allow it would allow the whole world, so it allows no one. */
function principalTest({ Effect, Principal, NotPrincipal }: Statement): PrincipalTest | undefined {
  if (Principal !== undefined) {
    const named = readPrincipal(Principal);
    return ({ facets, caller }) =>
      reachOf(named, facets, caller) ?? (named.canonical ? 'unclear' : undefined);
  }
  if (NotPrincipal === undefined) return undefined;
  if (Effect === 'Allow') return () => undefined;
  const named = readPrincipal(NotPrincipal);
  return ({ facets, caller, notPrincipal, hasBoundary }) =>
    spares(named, facets, caller, notPrincipal, hasBoundary) ? undefined : 'direct';
}
