import type { Statement } from './document.ts';

export type DecisionOutcome = 'allowed' | 'implicitly-denied' | 'explicitly-denied';

/** The kinds of policy that AWS names when it refuses. */
export type PolicySource = 'identity-policy' | 'permissions-boundary' | 'session-policy' | 'resource-policy';

/** What can decide: a policy, or a grant on the key. A grant only allows, and its absence is never the reason. */
export type DecisionSource = PolicySource | 'grant';

/** A deciding statement, and where it is. A grant appears as the statement that would allow the same. */
export interface DecidingStatement {
  readonly source: DecisionSource;
  /** The policy's name, as in `NamedPolicy`; for a grant, `the grant “NAME” (ID)`. */
  readonly policy: string;
  /** Position in the document, or among the grants, counted from 0. */
  readonly index: number;
  readonly statement: Statement;
}

export interface Decision {
  readonly outcome: DecisionOutcome;
  /**
   * Allowed: the statements that allow it. Explicitly denied: those that deny it. Implicitly denied: those that allow
   * it without effect.
   */
  readonly statements: readonly DecidingStatement[];
  /** Implicitly denied: the kind of policy that would have to allow it and does not. */
  readonly missing?: PolicySource;
  /** One sentence in a learner's words: who, what, and which statement decided. */
  readonly because: string;
}
