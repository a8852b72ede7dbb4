import type { Statement } from './document.ts';

export type DecisionOutcome = 'allowed' | 'implicitly-denied' | 'explicitly-denied';

/** The kinds of policy AWS names when it refuses. */
export type PolicySource = 'identity-policy' | 'permissions-boundary' | 'session-policy' | 'resource-policy';

/** What a decision can hang on: a policy, or a grant on the key, which only allows and whose absence is never the reason. */
export type DecisionSource = PolicySource | 'grant';

/** A statement that decided, and where it stands. A grant is given as the statement that would allow the same. */
export interface DecidingStatement {
  readonly source: DecisionSource;
  /** The policy's name as given in `NamedPolicy`; of a grant `the grant “NAME” (ID)`. */
  readonly policy: string;
  /** Position in the document, or among the grants, from 0. */
  readonly index: number;
  readonly statement: Statement;
}

export interface Decision {
  readonly outcome: DecisionOutcome;
  /** Allowed: the allows that carried it. Explicitly denied: the denies. Implicitly denied: what allowed in vain. */
  readonly statements: readonly DecidingStatement[];
  /** Implicitly denied: the kind of policy that would have had to allow and did not. */
  readonly missing?: PolicySource;
  /** One sentence in a learner's words: who, what, and which statement decided. */
  readonly because: string;
}
