import { PassThrough, Writable } from 'node:stream';
import { kmsLab } from '../../src/cli/cli.ts';
import type { Streams } from '../../src/cli/streams.ts';

/** A stream that keeps what is written to it. */
export class Sink extends Writable {
  readonly isTTY: boolean;
  readonly columns: number;
  text = '';
  readonly firstWritten: Promise<unknown>;

  constructor({ isTTY = false, columns = 80 } = {}) {
    super({ decodeStrings: false });
    this.isTTY = isTTY;
    this.columns = columns;
    this.firstWritten = new Promise((written) => this.once('written', written));
  }

  override _write(chunk: string | Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    this.emit('written');
    done();
  }
}

interface Screen {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly env?: Streams['env'];
  readonly cwd?: string;
}

export interface FakeStreams extends Streams {
  readonly stdout: Sink;
  readonly stderr: Sink;
}

export const fakeStreams = ({ env = {}, cwd = '/', ...screen }: Screen = {}): FakeStreams => ({
  stdin: Object.assign(new PassThrough(), { isTTY: screen.isTTY ?? false }),
  stdout: new Sink(screen),
  stderr: new Sink(screen),
  env,
  cwd: () => cwd,
});

/** Runs a command line in this process. */
export async function type(line: string, screen: Screen = {}) {
  const streams = fakeStreams(screen);
  const argv = line.split(' ').filter(Boolean);
  const exitCode = await kmsLab(argv, streams, new AbortController().signal);
  return { exitCode, stdout: streams.stdout.text, stderr: streams.stderr.text };
}
