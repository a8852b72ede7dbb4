import type { CliCommand } from '../../command.ts';
import { sandboxEnvCommand } from './env.ts';
import { sandboxExecCommand } from './exec.ts';
import { sandboxInfoCommand } from './info.ts';
import { sandboxLogCommand } from './log.ts';
import { sandboxResetCommand } from './reset.ts';
import { sandboxLoadCommand, sandboxSaveCommand } from './save.ts';
import { sandboxServeCommand } from './serve.ts';
import { sandboxShellCommand } from './shell.ts';

export const sandbox: readonly CliCommand[] = [
  sandboxServeCommand,
  sandboxExecCommand,
  sandboxShellCommand,
  sandboxEnvCommand,
  sandboxInfoCommand,
  sandboxLogCommand,
  sandboxSaveCommand,
  sandboxLoadCommand,
  sandboxResetCommand,
];
