import { posix } from 'node:path';
import type { Instance } from '../world.ts';
import { Disk } from './disk.ts';
import { run } from './programs.ts';
import { type Command, parseScript, type Redirect, UnknownSyntax } from './script.ts';

export interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where the agent starts scripts. */
const START = '/usr/bin';

/**
 * Runs a script as far as the lab's own go, on the files and the one process that the instance has. What it does not
 * understand fails, with a shell's exit status; a script that is not understood as a whole does not begin.
 */
export function runScript(instance: Instance, script: string, now: Date): Outcome {
  let commands: readonly Command[];
  try {
    commands = parseScript(script);
  } catch (error) {
    if (!(error instanceof UnknownSyntax)) throw error;
    return { exitCode: 2, stdout: '', stderr: `sh: line ${error.line}: ${error.message}\n` };
  }
  const disk = new Disk(instance);
  const output = { stdout: '', stderr: '' };
  let cwd = START;
  let exitCode = 0;
  for (const { after, background, redirects, words } of commands) {
    if (after === (exitCode === 0 ? 'failure' : 'success')) continue;
    if (words[0]?.text === 'exit') {
      return { ...output, exitCode: words[1] ? Number(words[1].text) : exitCode };
    }
    const streams = openStreams(redirects, cwd, disk, output);
    if ('missing' in streams) {
      output.stderr += `sh: ${streams.missing}: No such file or directory\n`;
      exitCode = 1;
      continue;
    }
    const { stdin, out, err } = streams;
    const chdir = (path: string) => {
      cwd = path;
    };
    const status = run(words, { instance, disk, now, background, stdin, cwd, out, err, chdir });
    exitCode = background ? 0 : status;
  }
  return { ...output, exitCode };
}

type Sink = (text: string) => void;

interface Streams {
  readonly stdin: string;
  readonly out: Sink;
  readonly err: Sink;
}

function openStreams(
  redirects: readonly Redirect[],
  cwd: string,
  disk: Disk,
  output: { stdout: string; stderr: string },
): Streams | { readonly missing: string } {
  let stdin = '';
  let out: Sink = (text) => {
    output.stdout += text;
  };
  let err: Sink = (text) => {
    output.stderr += text;
  };
  for (const redirect of redirects) {
    if (redirect.kind === 'join') err = out;
    else if (redirect.kind === 'read') {
      const content = disk.read(posix.resolve(cwd, redirect.from));
      if (content === undefined) return { missing: redirect.from };
      stdin = content.toString('utf8');
    } else {
      const path = posix.resolve(cwd, redirect.to);
      if (!disk.write(path, '', redirect.kind)) return { missing: redirect.to };
      const sink: Sink = (text) => void disk.write(path, text, 'append');
      if (redirect.fd === 1) out = sink;
      else err = sink;
    }
  }
  return { stdin, out, err };
}
