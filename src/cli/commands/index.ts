import type { CliCommand } from '../command.ts';
import { backCommand } from './back.ts';
import { boardCommand } from './board.ts';
import { checkCommand } from './check.ts';
import { checkpoint } from './checkpoint.ts';
import { completion } from './completion.ts';
import { configCommand } from './config.ts';
import { conformanceCommand } from './conformance.ts';
import { doctorCommand } from './doctor.ts';
import { editCommand } from './edit.ts';
import { explainCommand } from './explain.ts';
import { fleet } from './fleet/index.ts';
import { gotoCommand } from './goto.ts';
import { hintCommand } from './hint.ts';
import { matrixCommand } from './matrix.ts';
import { permissions } from './permissions.ts';
import { planCommand } from './plan.ts';
import { reportCommand } from './report.ts';
import { resetCommand } from './reset.ts';
import { resumeCommand } from './resume.ts';
import { rollbackCommand } from './rollback.ts';
import { runCommand } from './run.ts';
import { sandbox } from './sandbox/index.ts';
import { selftestCommand } from './selftest.ts';
import { setupCommand } from './setup.ts';
import { solveCommand } from './solve.ts';
import { stateCopyCommand } from './state-copy.ts';
import { statePruneCommand } from './state-prune.ts';
import { statusCommand } from './status.ts';
import { stepCommand } from './step.ts';
import { teardownCommand } from './teardown.ts';
import { verifyCommand } from './verify.ts';
import { webCommand } from './web.ts';

/** Every command, in the order `--help` shows them. */
export const COMMANDS: readonly CliCommand[] = [
  runCommand,
  stepCommand,
  webCommand,
  checkCommand,
  hintCommand,
  planCommand,
  verifyCommand,
  matrixCommand,
  statusCommand,
  doctorCommand,
  editCommand,
  ...checkpoint,
  gotoCommand,
  solveCommand,
  backCommand,
  resumeCommand,
  rollbackCommand,
  resetCommand,
  setupCommand,
  teardownCommand,
  explainCommand,
  reportCommand,
  permissions(() => COMMANDS),
  configCommand,
  stateCopyCommand,
  statePruneCommand,
  completion(
    () => COMMANDS,
    () => GROUPS,
  ),
  selftestCommand,
  conformanceCommand,
  ...sandbox,
  ...fleet,
  boardCommand,
];

/** Commands of two words, by their first word. */
export const GROUPS: Readonly<Record<string, string>> = {
  checkpoint: 'list, show, compare and keep checkpoints',
  fleet: 'the same commands in every account of a room',
  sandbox: 'the embedded account itself',
  state: 'what is kept between commands',
};
