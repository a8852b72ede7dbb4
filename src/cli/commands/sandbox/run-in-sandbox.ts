import { LabError } from '../../../contract/errors.ts';
import type { Invocation } from '../../command.ts';
import { requirePrincipal } from '../../principal.ts';
import { runProgram } from '../../run-program.ts';
import { shareSandbox } from '../../start-sandbox.ts';
import { clientSettings, environmentOf, variablesOf } from './environment.ts';

/** The principal that a program runs as. */
export interface RunsAs {
  readonly as: string;
  readonly accountId: string;
  /** When its credentials expire; absent for an access key. */
  readonly until: Date | undefined;
}

/**
 * Runs a program as a principal of the sandbox: of the served sandbox, or of one that is served while the program
 * runs. Resolves to the program's exit code.
 */
export async function runInSandbox(
  { command, given: { as = 'operator' }, options, signal, streams: { env } }: Invocation,
  program: readonly string[],
  greet: (identity: RunsAs) => void = () => {},
): Promise<number> {
  const sandbox = await shareSandbox(options, command);
  try {
    const credentials = await requirePrincipal(sandbox, as, '--as');
    const variables = {
      ...variablesOf(credentials, await clientSettings(sandbox, credentials)),
      KMS_LAB_STATE_DIR: options.stateDir,
    };
    if (signal.aborted) throw new LabError('ERR_INTERRUPTED', 'Stopped before the program began.');
    greet({ as, accountId: credentials.accountId, until: credentials.expiration });
    return await runProgram(program, environmentOf(env, variables));
  } finally {
    await sandbox.close();
  }
}
