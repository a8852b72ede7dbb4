import type { Command } from '../command.ts';
import { checkpoint } from './checkpoint.ts';
import { explain } from './explain.ts';
import { matrix } from './matrix.ts';
import { plan } from './plan.ts';
import { report } from './report.ts';
import { reset } from './reset.ts';
import { rollback } from './rollback.ts';
import { run } from './run.ts';
import { sandbox } from './sandbox/index.ts';
import { status } from './status.ts';
import { verify } from './verify.ts';

/** Every command, in the order `--help` shows them. */
export const COMMANDS: readonly Command[] = [
  run,
  plan,
  verify,
  matrix,
  status,
  ...checkpoint,
  rollback,
  reset,
  explain,
  report,
  ...sandbox,
];

/** Commands of two words, by their first. */
export const GROUPS: Readonly<Record<string, string>> = {
  checkpoint: 'list, show, compare and keep checkpoints',
  sandbox: 'the embedded account itself',
};
