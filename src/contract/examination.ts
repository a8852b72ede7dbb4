import type { Suggestion } from './suggestion.ts';

/**
 * The result of one examination by `doctor`. `warning`: the lab runs, but you should know something. `broken`: the
 * lab does not run, or not to the end. `unknown`: it could not be read.
 */
export type ExaminationState = 'fine' | 'warning' | 'broken' | 'unknown';

/** What is examined, in the order it is shown. */
export const TOPICS = {
  identity: 'Who you are',
  permissions: 'What you may do',
  key: 'The key',
  role: 'The role and its policy',
  instance: 'The instance and its web app',
  storage: 'The bucket and the sample file',
  user: 'The user of the MFA step',
  state: 'The bucket of the state',
  steps: 'The steps of the page',
} as const satisfies Record<string, string>;

/** A heading in the output of `doctor`. */
export type Topic = keyof typeof TOPICS;

/** What `doctor` found about one thing, and what to do about it. */
export interface Seen {
  readonly state: ExaminationState;
  readonly found: string;
  /** What to do about it, if no command does it. */
  readonly remedy?: string;
  /** What to type about it, in order. */
  readonly next?: readonly Suggestion[];
  /** The resource does not exist, and `kms-lab setup` creates it. */
  readonly missing?: true;
  /** The endpoint is not AWS and does not support this request. There is nothing to do about it. */
  readonly lacking?: true;
  readonly permissions?: readonly Permission[];
}

/** A permission of the operator, as IAM's policy simulator decides it. */
export interface Permission {
  readonly action: string;
  readonly resource: string;
  readonly decision: 'allowed' | 'implicitly-denied' | 'explicitly-denied' | 'depends';
  /** Condition keys that the decision depends on and whose values the simulator was not given. */
  readonly missingKeys?: readonly string[];
  /** A service control policy of the organization refuses it. */
  readonly byOrganisation?: true;
}

/** One finished examination of `doctor`: what it examined, and what it found. */
export interface Examined extends Seen {
  readonly id: string;
  readonly topic: Topic;
  readonly title: string;
  /** The examination that this one depends on and that did not succeed. */
  readonly needs?: string;
}
