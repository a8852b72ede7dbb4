import type { SigningCredentials } from '../../src/sandbox/credentials.ts';
import type { StepId } from '../../steps/index.ts';
import type { Hands } from './hands.ts';

/** An account that is not as the workshop leaves it, or an operator who signs in otherwise, and what must be said of it. */
export interface Situation {
  readonly name: string;
  /** The lab has come so far when the account is changed; it has not begun where absent. */
  readonly after?: StepId;
  /** What another person does in the account, over the wire. */
  arrange?(hands: Hands): Promise<unknown>;
  /** How the operator signs in, where it is not as the user `operator`, an administrator. */
  as?(hands: Hands): Promise<SignIn>;
  readonly expect: Expectation;
}

/** A user of the sandbox by name; or credentials that were given out over the wire. */
export type SignIn = { readonly user: string } | { readonly session: SigningCredentials };

export type Expectation =
  | {
      readonly runs: true;
      /** What doctor has to warn of all the same. */
      readonly warns?: RegExp;
    }
  | {
      readonly runs: false;
      /** The deciding statement, policy or state, as each command has to name it. */
      readonly names: RegExp;
      /** The step whose check fails, or whose change is refused; absent where the lab does not even open. */
      readonly at?: StepId;
      /** It is the change that is refused: made in another way, it passes every check. */
      readonly change?: true;
      /** Nothing that AWS answers tells it before the write that is refused: only `run` can say no. */
      readonly unforeseen?: true;
    };

/** A subject of the table. */
export interface Subject {
  readonly title: string;
  readonly situations: readonly Situation[];
}
