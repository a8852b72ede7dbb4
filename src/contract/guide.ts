import type { Variant } from './facts.ts';
import type { Suggestion } from './suggestion.ts';

/** One line of a guide: an instruction, or a command to paste. */
export type GuideLine = string | Suggestion;

/** How to do a step by hand: why, what, in the console and in a shell. */
export interface Guide {
  readonly why: string;
  /** What to do. It says what a document must say, and never shows that document. */
  task(here: Here): string;
  /** What a person has to copy: a label, and the value in this account. */
  values?(here: Here): readonly (readonly [what: string, value: string])[];
  /** Where to click in AWS's console, one entry per click. */
  console(here: Here): readonly GuideLine[];
  /** The same in a POSIX shell. */
  cli(here: Here): readonly GuideLine[];
}

/** The account that a guide is written for, as far as it is known. */
export interface Here {
  readonly variant: Variant;
  /** For use in sentences. */
  readonly names: {
    readonly role: string;
    readonly rolePolicy: string;
    /** The alias without its prefix, as the console shows it. */
    readonly key: string;
    readonly instance: string;
    readonly sampleObject: string;
    readonly webAppUrl: string;
    readonly user: string;
    readonly accountId: string;
    readonly roleArn: string;
    readonly rootArn: string;
    readonly userArn: string;
    readonly operatorArn: string;
  };
  /** Words of a POSIX shell: a value, quoted if necessary, or a variable that holds it. */
  readonly words: {
    readonly role: string;
    readonly user: string;
    readonly keyId: string;
    readonly instanceId: string;
    /** Without a trailing slash. */
    readonly webAppUrl: string;
    readonly rolePolicy: RolePolicyWords;
  };
  /** The lookups that set the variables in `words`; empty if the account is known. */
  readonly lookups: readonly Lookup[];
}

/** How a guide names the policy of the role. `version` is the one in force. */
export type RolePolicyWords =
  | { readonly kind: 'managed'; readonly arn: string; readonly version: string }
  | { readonly kind: 'inline'; readonly name: string };

/** A shell variable that a guide sets before the first line that needs it: `KEY_ID=$(…)`. */
export interface Lookup {
  readonly variable: string;
  readonly shell: string;
}

/** The files that a person edits between two lines of a guide. */
export const GUIDE_FILES = {
  'role-policy': 'role-policy.json',
  'key-policy': 'key-policy.json',
} as const;
