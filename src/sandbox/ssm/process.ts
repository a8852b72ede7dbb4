import type { Metadata } from '../operation.ts';
import type { Ec2Instance } from '../world.ts';
import type { Disk } from './disk.ts';
import type { Word } from './script.ts';

export interface ProcessOutcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The machine's environment. */
export interface ProcessEnvironment {
  readonly now: Date;
  readonly region: string;
  readonly metadata?: Metadata;
}

/** What a program has when it starts. */
export interface Process extends ProcessEnvironment {
  readonly instance: Ec2Instance;
  readonly disk: Disk;
  readonly background: boolean;
  readonly stdin: string;
  readonly cwd: string;
  out(text: string): void;
  err(text: string): void;
  chdir(path: string): void;
  /** Runs another script in place of this one. */
  script(text: string): Promise<ProcessOutcome>;
}

/** Returns its exit status. */
export type Program = (args: readonly Word[], process: Process) => number | Promise<number>;
