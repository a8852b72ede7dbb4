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
  /** `skipped`: the check cannot be made in this account, and `observed` says why. It neither passed nor failed. */
  readonly status: 'passed' | 'failed' | 'skipped';
  readonly expected: string;
  readonly observed: string;
  /** `observed`: the account was made to answer. `evaluated`: our evaluator answered from the account's policies. */
  readonly evidence: Evidence;
  /** Why it failed: a sentence for each decision that is not the expected one. */
  readonly because?: readonly string[];
  /** What to type about a failure, if its cause is known. */
  readonly next?: readonly Suggestion[];
}

/** A verdict with the id of its check. */
export interface CheckResult extends Verdict {
  readonly id: string;
}

/** What checks read in one round. A check that failed runs again in a new round, with a new context. */
export interface CheckContext {
  readonly lab: Lab;
  /**
   * The access matrix of this round: probed when a check first asks for it, then shared by all checks of the round.
   */
  matrix(): Promise<AccessMatrix>;
  /** The surroundings as the baseline recorded them, or as they are now if there is no baseline. */
  readonly baseline: AccountSurroundings;
}

/** One question to the account. It throws only when it cannot read what it asks about. */
export interface Check {
  readonly id: string;
  /** A sentence that is true when the check passes. */
  readonly title: string;
  /**
   * How the check uses the web app, if it does. Many checks may visit the app at once, but a check that reads the
   * app's log must run alone: otherwise it would mistake other visits' lines for its own.
   */
  readonly webApp?: 'visited' | 'alone';
  /**
   * The resources whose documents decide the answer. On a target that answers late, the answers must agree after a
   * write to one of them before they count. Absent: all resources.
   */
  readonly decidedBy?: readonly ResourceId[];
  /** The rows of the matrix that the check reads. Only these are tried when it runs again. Absent: all of them. */
  readonly rows?: readonly PrincipalId[];
  /**
   * The verdict to expect if the prospect holds, naming the deciding statement; `undefined` if it cannot be
   * predicted. Pure. `baseline` as in `CheckContext`.
   */
  predict?(prospect: Prospect, baseline: AccountSurroundings | undefined): Verdict | undefined;
  /**
   * Runs the check once. The engine works in rounds: all checks of a stage share one context. Checks that failed or
   * could not look run again in the next round with a new context, until they pass or time runs out. The stage's
   * matrix event is the matrix of the last round.
   */
  look(context: CheckContext): Promise<Verdict>;
}
