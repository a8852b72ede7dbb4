import type { SigningCredentials } from '../../src/sandbox/credentials.ts';
import type { StepId } from '../../steps/index.ts';
import type { Hands } from './hands.ts';

/**
 * An account that differs from the workshop's, or an operator who signs in in another way, and what the commands must
 * say about it.
 */
export interface Situation {
  readonly name: string;
  /** How far the lab has come when the account is changed; absent: it has not begun. */
  readonly after?: StepId;
  /** What another person does in the account, over the wire. */
  arrange?(hands: Hands): Promise<unknown>;
  /** How the operator signs in, if not as the user `operator`, an administrator. */
  as?(hands: Hands): Promise<SignIn>;
  readonly expect: Expectation;
}

/** A user of the sandbox by name; or credentials that were issued over the wire. */
export type SignIn = { readonly user: string } | { readonly session: SigningCredentials };

export type Expectation =
  | {
      readonly runs: true;
      /** What doctor has to warn about all the same. */
      readonly warns?: RegExp;
    }
  | {
      readonly runs: false;
      /** The deciding statement, policy or state, as each command has to name it. */
      readonly names: RegExp;
      /** The step whose check fails, or whose change is refused; absent if the lab does not even open. */
      readonly at?: StepId;
      /** The change itself is refused: made in another way, it passes every check. */
      readonly change?: true;
      /** No answer of AWS shows it before the refused write: only `run` can report it. */
      readonly unforeseen?: true;
    };

/** A subject of the table. */
export interface Subject {
  readonly title: string;
  readonly situations: readonly Situation[];
}
