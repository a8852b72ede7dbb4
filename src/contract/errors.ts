import type { Remedy, Suggestion } from './suggestion.ts';

/** The one table of exit codes. `--help` and the reference are made from it. */
export const EXIT_CODES = {
  0: 'Success.',
  1: 'An error: AWS, the network or the disk failed.',
  2: 'The command line, the configuration or a name in it could not be understood.',
  3: 'A check failed, or `doctor` found something that keeps the lab from running.',
  4: 'Changes are pending, the account has drifted from its step, or `check` or `status` found something missing.',
  5: 'Refused for safety, before the write was sent.',
  6: 'Another run holds the account.',
  7: 'Some accounts of a fleet failed.',
  130: 'Interrupted.',
} as const;

/** The exit code of a command. */
export type ExitCode = keyof typeof EXIT_CODES;

interface ErrorRow {
  readonly exit: ExitCode;
  readonly means: string;
}

/** Every way the tool can fail, as a person sees it. AWS's own errors are the `cause`. */
export const ERRORS = {
  ERR_USAGE: { exit: 2, means: 'The command line could not be understood.' },
  ERR_CONFIG: {
    exit: 2,
    means: 'The configuration file or an environment variable could not be understood.',
  },
  ERR_ROSTER: {
    exit: 2,
    means: 'The roster of a fleet could not be understood, or lists an account that a fleet never changes.',
  },
  ERR_UNKNOWN_NAME: { exit: 2, means: 'There is no step, checkpoint, run or principal of that name.' },
  ERR_ORDER: { exit: 2, means: 'The step builds on an earlier one that is not in place.' },
  ERR_NO_TERMINAL: { exit: 2, means: 'A question must be answered, and this is not a terminal.' },
  ERR_DOCUMENT: {
    exit: 2,
    means: 'A policy document is malformed, too large, or names a principal that does not exist.',
  },
  ERR_EDITOR: { exit: 1, means: 'The editor could not be started, ended with an error, or left no file.' },
  ERR_CREDENTIALS: { exit: 2, means: 'No account answers with these credentials.' },
  ERR_ACCESS: { exit: 1, means: 'AWS did not let the operator do what a step needs.' },
  ERR_AWS: { exit: 1, means: 'AWS answered with an error, or not at all.' },
  ERR_ENDPOINT: { exit: 1, means: 'The endpoint lacks an operation that AWS has.' },
  ERR_NOT_FOUND: { exit: 1, means: 'Something that the workshop requires is not in the account.' },
  ERR_NO_SHELL: {
    exit: 1,
    means: 'Systems Manager does not reach the instance. What the step does there must be done by hand.',
  },
  ERR_KEY_STATE: { exit: 1, means: 'The key cannot be used: disabled, pending import or pending deletion.' },
  ERR_NOT_RESTORED: {
    exit: 1,
    means: 'Some things could not be restored. The output names each one with the command that helps.',
  },
  ERR_PREDICTED: {
    exit: 3,
    means: 'A check is predicted to fail, so nothing was written.',
  },
  ERR_LOOK: { exit: 1, means: 'A check could not read what it asks about.' },
  ERR_NOT_SETTLED: {
    exit: 1,
    means: 'A change was accepted but did not become visible, or the answers did not agree, in time.',
  },
  ERR_CHECK_FAILED: { exit: 3, means: 'A step was applied but did not have its effect.' },
  ERR_DRIFT: { exit: 4, means: 'The account does not match any step.' },
  ERR_LOCK_OUT: { exit: 5, means: 'The key policy would lock the operator out permanently.' },
  ERR_NOT_OURS: { exit: 5, means: 'The change would affect something that is not part of the lab.' },
  ERR_WRONG_ACCOUNT: {
    exit: 5,
    means: 'The credentials, the checkpoint or the plan belong to another account.',
  },
  ERR_PROTECTED: {
    exit: 5,
    means:
      'The account, the key or the credentials are protected: a production alias, the blocklist or the account root.',
  },
  ERR_PLAIN_HTTP: { exit: 5, means: 'Credentials would be sent to another machine without encryption.' },
  ERR_PLAN_STALE: { exit: 5, means: 'This version of kms-lab would do something other than the plan says.' },
  ERR_UNVERIFIED: {
    exit: 5,
    means: 'A plan or a checkpoint is not as it was saved, or has no digest that could tell.',
  },
  ERR_QUARANTINED: {
    exit: 5,
    means: 'The account is in quarantine: a fleet failed there, or you put it there.',
  },
  ERR_CONSENT: { exit: 5, means: 'A real account would be changed without your consent.' },
  ERR_LOCKED: { exit: 6, means: 'Another run holds the account.' },
  ERR_STATE_DAMAGED: { exit: 1, means: 'A state file, or the file of a plan, cannot be read.' },
  ERR_STATE_NEWER: { exit: 1, means: 'A state file, or the file of a plan, was written by a newer version.' },
  ERR_STATE_UNWRITABLE: { exit: 1, means: 'The state directory cannot be written.' },
  ERR_STATE_SHARED: { exit: 5, means: 'Another user could have written the state directory.' },
  ERR_OUTPUT: { exit: 1, means: 'The output cannot be written to its destination.' },
  ERR_PORT_IN_USE: { exit: 1, means: 'The port is taken by another program.' },
  ERR_QUEUE: { exit: 1, means: 'The queue of a fleet does not answer.' },
  ERR_QUEUE_UNSAFE: {
    exit: 5,
    means: 'The queue of a fleet could lose units: its Redis drops keys when its memory is full.',
  },
  ERR_PACKAGE: { exit: 2, means: 'An optional package that the command needs is not installed.' },
  ERR_OTHER_VERSION: { exit: 5, means: 'The fleet was begun by another version of kms-lab.' },
  ERR_WORKER_LOST: { exit: 1, means: 'Several workers died while they ran the account.' },
  ERR_INTERRUPTED: { exit: 130, means: 'Interrupted by the user.' },
  ERR_INTERNAL: { exit: 1, means: 'A bug in kms-lab.' },
} as const satisfies Record<`ERR_${string}`, ErrorRow>;

/** The code of an error: `ERR_LOCK_OUT`. Each one has one exit code. */
export type ErrorCode = keyof typeof ERRORS;

/** An error that a person reads: what happened, why (`cause`), and what to type (`hint`, `next`). Never holds a secret. */
export class LabError extends Error {
  readonly code: ErrorCode;
  /** What to do, if no command does it. */
  readonly hint: string | undefined;
  /** What to type, in order. */
  readonly next: readonly Suggestion[];

  constructor(code: ErrorCode, message: string, options: Remedy & { readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'LabError';
    this.code = code;
    this.hint = options.hint;
    this.next = options.next ?? [];
  }

  get exitCode(): ExitCode {
    return ERRORS[this.code].exit;
  }

  /** The same error, with one more thing to type. */
  alsoSuggesting(suggestion: Suggestion): LabError {
    const { code, message, hint, next, cause } = this;
    return new LabError(code, message, {
      ...(hint === undefined ? {} : { hint }),
      next: [...next, suggestion],
      ...(cause === undefined ? {} : { cause }),
    });
  }
}
