import { type ErrorCode, LabError } from '../contract/errors.ts';
import { quoteForShell, type Remedy } from '../contract/suggestion.ts';
import { ServerGone } from '../sandbox/remote.ts';
import { PortInUse } from '../sandbox/server.ts';
import { SettingError } from '../sandbox/setting-error.ts';
import { WorldFileError } from '../sandbox/world-file.ts';

/** Runs it, and reports a failure of the sandbox as an error of kms-lab. */
export function inOurWords<T>(work: Promise<T>): Promise<T>;
export function inOurWords<T>(work: () => T): T;
export function inOurWords<T>(work: Promise<T> | (() => T)): Promise<T> | T {
  if (work instanceof Promise) {
    return work.catch((error) => {
      throw asLabError(error);
    });
  }
  try {
    return work();
  } catch (error) {
    throw asLabError(error);
  }
}

/** The same for a file of the user's, to which the sandbox's own remedy does not apply. */
export const withHint = <T>(hint: string, work: Promise<T>): Promise<T> =>
  work.catch((error) => {
    throw asLabError(error, hint);
  });

const WORLD_FILE = {
  damaged: {
    code: 'ERR_STATE_DAMAGED',
    remedy: { next: [{ run: ['sandbox', 'reset'], why: 'begins with a new one' }] },
  },
  newer: {
    code: 'ERR_STATE_NEWER',
    remedy: { hint: 'use the version that wrote it, or another --state-dir' },
  },
  unwritable: {
    code: 'ERR_STATE_UNWRITABLE',
    remedy: { hint: 'name a directory you may write: --state-dir PATH' },
  },
} as const satisfies Record<WorldFileError['kind'], { code: ErrorCode; remedy: Remedy }>;

function asLabError(error: unknown, otherHint?: string): unknown {
  if (error instanceof SettingError) {
    const examples = error.examples.map((value) => `--${error.setting} ${quoteForShell(value)}`);
    return new LabError('ERR_USAGE', error.message, { hint: `like this: ${examples.join(', or ')}` });
  }
  if (error instanceof ServerGone) {
    return new LabError('ERR_AWS', error.message, {
      cause: error.cause,
      hint: 'stop it and start it again',
      next: [{ run: ['sandbox', 'serve'] }],
    });
  }
  if (error instanceof PortInUse) {
    return new LabError('ERR_PORT_IN_USE', error.message, {
      cause: error.cause,
      hint: 'choose another port',
    });
  }
  if (!(error instanceof WorldFileError)) return error;
  const { code, remedy } = WORLD_FILE[error.kind];
  return new LabError(code, `The sandbox’s file cannot be used: ${error.message}`, {
    ...(otherHint === undefined ? remedy : { hint: otherHint }),
    cause: error.cause,
  });
}
