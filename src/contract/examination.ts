import type { Suggestion } from './suggestion.ts';

/**
 * What an examination of the account came to. `warning`: the lab runs, and there is something to know. `broken`: it does
 * not run, or not to its end. `unknown`: it could not be looked at.
 */
export type State = 'fine' | 'warning' | 'broken' | 'unknown';

/** What is examined, in the order it is shown. */
export const TOPICS = {
  identity: 'Who you are',
  permissions: 'What you may do',
  key: 'The key',
  role: 'The role and its policy',
  instance: 'The instance and its web app',
  storage: 'The bucket and the sample file',
  user: 'The user of the MFA step',
  steps: 'The steps of the page',
} as const satisfies Record<string, string>;

export type Topic = keyof typeof TOPICS;

/** What an examination saw. */
export interface Seen {
  readonly state: State;
  readonly found: string;
  /** What to do about it, where no command says it. */
  readonly remedy?: string;
  /** What to type about it, in the order in which to type it. */
  readonly next?: readonly Suggestion[];
  /** The thing is not there, and `kms-lab setup` builds it. */
  readonly missing?: true;
  readonly permissions?: readonly Permission[];
}

/** A permission of the operator, as IAM's simulator sees it. */
export interface Permission {
  readonly action: string;
  readonly resource: string;
  readonly decision: 'allowed' | 'implicitly-denied' | 'explicitly-denied' | 'depends';
  /** Condition keys that it depends on, where the simulator was not told their values. */
  readonly missingKeys?: readonly string[];
  /** A service control policy of the organisation refuses it. */
  readonly byOrganisation?: true;
}

export interface Examined extends Seen {
  readonly id: string;
  readonly topic: Topic;
  readonly title: string;
  /** The examination that this one builds on and that did not come out well. */
  readonly needs?: string;
}
