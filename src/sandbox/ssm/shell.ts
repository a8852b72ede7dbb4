import { posix } from 'node:path';
import type { Ec2Instance } from '../world.ts';
import { Disk } from './disk.ts';
import type { ProcessEnvironment, ProcessOutcome } from './process.ts';
import { runScriptProgram } from './programs.ts';
import { parseScript, type Redirect, type ScriptCommand, UnknownSyntax } from './script.ts';
import { assign, BadWord, expand, type Variables } from './words.ts';

/** Where the agent starts scripts. */
const START = '/usr/bin';

/**
 * Runs a script with the files and the one process of the instance, as far as the lab's own scripts and the page's
 * need. What is not implemented fails, with a shell's exit status; a script that cannot be parsed as a whole does not
 * start.
 */
export async function runScript(
  instance: Ec2Instance,
  script: string,
  around: ProcessEnvironment,
  cwd: string = START,
): Promise<ProcessOutcome> {
  let commands: readonly ScriptCommand[];
  try {
    commands = parseScript(script);
  } catch (error) {
    if (!(error instanceof UnknownSyntax)) throw error;
    return { exitCode: 2, stdout: '', stderr: `sh: line ${error.line}: ${error.message}\n` };
  }
  const shell = new Shell(instance, around, cwd);
  try {
    for (const command of commands) {
      if (!(await shell.run(command))) break;
    }
  } catch (error) {
    if (!(error instanceof BadWord)) throw error;
    return { ...shell.output, exitCode: 2, stderr: `${shell.output.stderr}sh: ${error.message}\n` };
  }
  return { ...shell.output, exitCode: shell.status };
}

class Shell {
  readonly output = { stdout: '', stderr: '' };
  /** Of the last command that ran. */
  status = 0;
  readonly #instance: Ec2Instance;
  readonly #around: ProcessEnvironment;
  readonly #disk: Disk;
  readonly #variables: Variables = new Map();
  #cwd: string;
  /** What the previous command wrote for the next one; absent if that command was skipped. */
  #pipe: string | undefined;

  constructor(instance: Ec2Instance, around: ProcessEnvironment, cwd: string) {
    this.#instance = instance;
    this.#around = around;
    this.#disk = new Disk(instance);
    this.#cwd = cwd;
  }

  /** False if the script must end. */
  async run({ after, background, piped, redirects, words }: ScriptCommand): Promise<boolean> {
    const input = after === 'pipe' ? this.#pipe : '';
    this.#pipe = undefined;
    if (input === undefined || after === (this.status === 0 ? 'failure' : 'success')) return true;
    if (words.every((word) => assign(word, this.#variables))) {
      this.status = 0;
      return true;
    }
    const [name, ...args] = words.map((word) => expand(word, this.#variables));
    if (name?.text === 'exit') {
      if (args[0]) this.status = Number(args[0].text);
      return false;
    }
    const streams = this.#open(redirects, input, piped);
    if ('missing' in streams) {
      this.output.stderr += `sh: ${streams.missing}: No such file or directory\n`;
      this.status = 1;
      return true;
    }
    const status = await runScriptProgram(name ? [name, ...args] : [], {
      ...streams,
      ...this.#around,
      instance: this.#instance,
      disk: this.#disk,
      background,
      cwd: this.#cwd,
      chdir: (path) => {
        this.#cwd = path;
      },
      script: (text) => runScript(this.#instance, text, this.#around, this.#cwd),
    });
    this.status = background ? 0 : status;
    return true;
  }

  #open(
    redirects: readonly Redirect[],
    input: string,
    piped: boolean,
  ): Streams | { readonly missing: string } {
    let stdin = input;
    if (piped) this.#pipe = '';
    let out: Sink = (text) => {
      if (piped) this.#pipe += text;
      else this.output.stdout += text;
    };
    let err: Sink = (text) => {
      this.output.stderr += text;
    };
    for (const redirect of redirects) {
      if (redirect.kind === 'join') {
        err = out;
        continue;
      }
      const written = redirect.kind === 'read' ? redirect.from : redirect.to;
      const name = expand(written, this.#variables).text;
      const path = posix.resolve(this.#cwd, name);
      if (redirect.kind === 'read') {
        const content = this.#disk.read(path);
        if (content === undefined) return { missing: name };
        stdin = content.toString('utf8');
      } else {
        if (!this.#disk.write(path, '', redirect.kind)) return { missing: name };
        const sink: Sink = (text) => void this.#disk.write(path, text, 'append');
        if (redirect.fd === 1) out = sink;
        else err = sink;
      }
    }
    return { stdin, out, err };
  }
}

type Sink = (text: string) => void;

interface Streams {
  readonly stdin: string;
  readonly out: Sink;
  readonly err: Sink;
}
