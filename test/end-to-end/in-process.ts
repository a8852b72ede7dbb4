import { PassThrough } from 'node:stream';
import { onTestFinished } from 'vitest';
import { kmsLab as typed } from '../../src/cli/cli.ts';
import { Sink } from '../cli/streams.ts';
import { type Answer, BINARY, type Given, splitGiven, telling } from './kms-lab.ts';

/**
 * The command line in this process. It answers like the built one, which kms-lab.ts runs in a separate process, in
 * half the time. The AWS SDK reads this process's environment, so `vi.stubEnv` sets it.
 */
export const kmsLab = (stateDir: string, ...given: readonly Given[]): Promise<Answer> =>
  begin(stateDir, given).answer;

export const tell = telling(kmsLab);

export interface ServedHere {
  readonly endpoint: string;
  /** Everything it has printed so far. */
  said(): string;
  /** Ends it as Ctrl-C does, and resolves to its exit code. */
  stop(): Promise<number>;
}

/** `sandbox serve` at a free port, until the test ends, once it has said that it is ready. */
export async function serve(stateDir: string, ...args: readonly string[]): Promise<ServedHere> {
  const interruption = new AbortController();
  const line = ['sandbox', 'serve', '--port', '0', ...args];
  const { stdout, stderr, answer } = begin(stateDir, line, interruption.signal);
  const stop = async () => {
    interruption.abort();
    return (await answer).exitCode;
  };
  onTestFinished(async () => void (await stop()));
  await Promise.race([stdout.firstWritten, answer]);
  const [, endpoint] = /(http:\/\/[^;"]+)/.exec(stdout.text) ?? [];
  if (endpoint === undefined) throw new Error(`it did not begin: ${stdout.text}${stderr.text}`);
  return { endpoint, said: () => stdout.text + stderr.text, stop };
}

function begin(stateDir: string, given: readonly Given[], signal = new AbortController().signal) {
  const { args, env } = splitGiven(given);
  const [stdout, stderr] = [new Sink(), new Sink()];
  const streams = {
    ...{ stdin: new PassThrough().end(), stdout, stderr },
    env: { ...process.env, ...env, KMS_LAB_STATE_DIR: stateDir, NO_COLOR: '1' },
    cwd: () => process.cwd(),
    argv: [process.execPath, BINARY, ...args],
  };
  const answer = typed(args, streams, signal).then((exitCode) => ({
    exitCode,
    stdout: stdout.text,
    stderr: stderr.text,
  }));
  return { stdout, stderr, answer };
}
