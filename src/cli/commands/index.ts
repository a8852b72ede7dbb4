import type { Command } from '../command.ts';
import { back } from './back.ts';
import { check } from './check.ts';
import { checkpoint } from './checkpoint.ts';
import { completion } from './completion.ts';
import { config } from './config.ts';
import { doctor } from './doctor.ts';
import { edit } from './edit.ts';
import { explain } from './explain.ts';
import { goto } from './goto.ts';
import { hint } from './hint.ts';
import { matrix } from './matrix.ts';
import { permissions } from './permissions.ts';
import { plan } from './plan.ts';
import { report } from './report.ts';
import { reset } from './reset.ts';
import { resume } from './resume.ts';
import { rollback } from './rollback.ts';
import { run } from './run.ts';
import { sandbox } from './sandbox/index.ts';
import { selftest } from './selftest.ts';
import { setup } from './setup.ts';
import { solve } from './solve.ts';
import { status } from './status.ts';
import { step } from './step.ts';
import { teardown } from './teardown.ts';
import { verify } from './verify.ts';

/** Every command, in the order `--help` shows them. */
export const COMMANDS: readonly Command[] = [
  run,
  step,
  check,
  hint,
  plan,
  verify,
  matrix,
  status,
  doctor,
  edit,
  ...checkpoint,
  goto,
  solve,
  back,
  resume,
  rollback,
  reset,
  setup,
  teardown,
  explain,
  report,
  permissions(() => COMMANDS),
  config,
  completion(
    () => COMMANDS,
    () => GROUPS,
  ),
  selftest,
  ...sandbox,
];

/** Commands of two words, by their first. */
export const GROUPS: Readonly<Record<string, string>> = {
  checkpoint: 'list, show, compare and keep checkpoints',
  sandbox: 'the embedded account itself',
};
