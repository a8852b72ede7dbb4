import type { Keys } from '../context.ts';
import { listOf, type PolicyDocument, type Statement, statementsOf } from '../document.ts';
import type { Caller, NotPrincipalModel } from '../request.ts';
import { actionGlob } from './action.ts';
import { every, type Match, matchOf } from './answer.ts';
import { conditionTest } from './condition.ts';
import { type PrincipalForm, type PrincipalReach, reachOf, readPrincipal, spares } from './principal.ts';
import { resourceTest } from './resource.ts';
import { matchesGlob } from './wildcard.ts';

/** A request, prepared once for all the statements it is held against. */
export interface PreparedRequest {
  readonly caller: Caller;
  readonly facets: readonly PrincipalForm[];
  /** In lower case. */
  readonly action: string;
  readonly resource: string;
  /** Worked out when first asked for. */
  readonly keys: () => Keys;
  /** Is it about taking on a role, whose trust policy has no Resource? */
  readonly isTrust: boolean;
  readonly hasBoundary: boolean;
  readonly notPrincipal: NotPrincipalModel;
}

/** A statement, read once. */
export interface ReadStatement {
  readonly index: number;
  readonly statement: Statement;
  /** Does a policy of the caller's own (identity, boundary, session) apply by this statement? */
  applies(asked: PreparedRequest): boolean;
  /** How a resource's policy reaches the caller by this statement; undefined: not at all. */
  reaches(asked: PreparedRequest): PrincipalReach | undefined;
}

const known = new WeakMap<PolicyDocument, readonly ReadStatement[]>();

/** A document is read once and remembered, so it must not be changed in place. */
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
  /** An Allow needs a clear yes; a Deny only a no holds back. */
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

/** NotPrincipal is for Deny alone: with Allow it would let in the whole world, so it lets in nobody. */
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
