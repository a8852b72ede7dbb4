import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { LabEvent, Summary } from '../../src/contract/event.ts';

export const BINARY = resolve(import.meta.dirname, '../../dist/kms-lab.js');

export interface Answer {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A variable with which kms-lab does not wait between its questions to an account. */
export const QUICKLY = { NODE_OPTIONS: `--import=${resolve(import.meta.dirname, 'quick-pauses.mjs')}` };

/** An empty state directory: a new sandbox. */
export const freshState = (): string => mkdtempSync(join(tmpdir(), 'kms-lab-'));

/** A word of the command line; or variables of the environment. */
export type Given = string | Readonly<Record<string, string>>;

export const splitGiven = (given: readonly Given[]) => ({
  args: given.filter((one) => typeof one === 'string'),
  env: given.find((one) => typeof one === 'object'),
});

/** Runs the built command line like a user, but without a terminal. */
export function kmsLab(stateDir: string, ...given: readonly Given[]): Promise<Answer> {
  const { args, env } = splitGiven(given);
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, [BINARY, ...args], {
      env: { ...process.env, ...env, KMS_LAB_STATE_DIR: stateDir, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', failed);
    child.on('close', (exitCode) => done({ exitCode: exitCode ?? -1, stdout, stderr }));
  });
}

export interface Told {
  readonly exitCode: number;
  readonly events: readonly LabEvent[];
  readonly summary: Summary;
}

/** Runs it with `--json`: every line of stdout is an event, and the last one is the summary. */
export const telling =
  (run: typeof kmsLab) =>
  async (stateDir: string, ...args: readonly Given[]): Promise<Told> => {
    const { exitCode, stdout, stderr } = await run(stateDir, ...args, '--json');
    const events = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as LabEvent);
    const summary = events.at(-1);
    if (summary?.type !== 'summary') throw new Error(`no summary from ${args.join(' ')}: ${stdout}${stderr}`);
    return { exitCode, events, summary };
  };

export const tell = telling(kmsLab);

export const cellsOf = (told: Told, step: string) => {
  const matrix = told.events.filter((event) => event.type === 'matrix').find((event) => event.step === step);
  if (!matrix) throw new Error(`no matrix after ${step}`);
  return matrix.matrix;
};
