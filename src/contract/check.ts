import type { AccessMatrix, PrincipalId } from './access.ts';
import type { Lab } from './lab.ts';
import type { Prospect } from './prospect.ts';
import type { ResourceId } from './resource.ts';
import type { Suggestion } from './suggestion.ts';
import type { AccountSurroundings } from './surroundings.ts';

/** Whether the account was made to answer (`observed`) or the evaluator answered from the policies (`evaluated`). */
export type Evidence = 'observed' | 'evaluated';

/** The answer of a check: passed, failed or skipped, with what was expected and what was observed. */
export interface Verdict {
  /** `skipped`: there is no way to look in this account, and `observed` says why. It neither passed nor failed. */
  readonly status: 'passed' | 'failed' | 'skipped';
  readonly expected: string;
  readonly observed: string;
  /** `observed`: the account was made to answer. `evaluated`: our evaluator answered from the account's policies. */
  readonly evidence: Evidence;
  /** What to type about a failure, where its cause is known. */
  readonly next?: readonly Suggestion[];
}

/** A verdict with the id of its check. */
export interface CheckResult extends Verdict {
  readonly id: string;
}

/** What checks read in one round. A check that failed runs again in a new round, with a new context. */
export interface CheckContext {
  readonly lab: Lab;
  /** The access matrix of this round: probed when first asked for, then shared by all checks of the round. */
  matrix(): Promise<AccessMatrix>;
  /** The surroundings as the baseline found them; as they are now where there is no baseline. */
  readonly baseline: AccountSurroundings;
}

/** One question to the account. It throws only when it cannot read what it asks about. */
export interface Check {
  readonly id: string;
  /** A sentence that is true when it passes. */
  readonly title: string;
  /**
   * How it meets the web app, if it does: many may visit it at once, but one that reads its log must be alone with it,
   * or it would take the others' lines for its own.
   */
  readonly webApp?: 'visited' | 'alone';
  /**
   * The things whose documents decide what it sees: after a write of one of them its answers have to agree before they
   * count, on a target that answers late. Absent: all of them.
   */
  readonly decidedBy?: readonly ResourceId[];
  /** The rows of the matrix that it reads: only these are tried when it looks again. Absent: all of them. */
  readonly rows?: readonly PrincipalId[];
  /**
   * The verdict to expect where the prospect holds, naming the deciding statement; `undefined` where it cannot be told
   * beforehand. Pure. `baseline` as in `CheckContext`.
   */
  predict?(prospect: Prospect, baseline: AccountSurroundings | undefined): Verdict | undefined;
  /**
   * Looks once. The engine looks in rounds: all checks of a stage share one context; those that failed, or could not
   * look, look again in the next round with a fresh one, until they pass or time runs out. The matrix event of the
   * stage is the last round's matrix.
   */
  look(context: CheckContext): Promise<Verdict>;
}
