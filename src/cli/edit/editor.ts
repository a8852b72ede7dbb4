import { LabError } from '../../contract/errors.ts';
import { quoteForShell, type Suggestion, sh } from '../../contract/suggestion.ts';
import { runProgram } from '../run-program.ts';
import type { Streams } from '../streams.ts';

/** The user's editor, as a command line: `code --wait`. */
export interface Editor {
  readonly line: string;
  /** Absent if the user has set none. */
  readonly from?: 'VISUAL' | 'EDITOR';
}

const DEFAULT = { win32: 'notepad', others: 'vi' } as const;

/**
 * POSIX and git read these two variables, in this order.
 * https://git-scm.com/docs/git-var#Documentation/git-var.txt-GITEDITOR
 */
export function editorIn(env: Streams['env'], platform: NodeJS.Platform = process.platform): Editor {
  for (const from of ['VISUAL', 'EDITOR'] as const) {
    const line = env[from]?.trim();
    if (line) return { line, from };
  }
  return { line: platform === 'win32' ? DEFAULT.win32 : DEFAULT.others };
}

/** A shell's exit codes if it does not find a program or may not run it, and cmd.exe's. */
const NOT_FOUND: readonly number[] = [126, 127, 9009];

/** Opens the file in the editor, at this terminal, until the editor exits. Throws `ERR_EDITOR`. */
export async function openInEditor(editor: Editor, path: string, env: Streams['env']): Promise<void> {
  const set = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const exitCode = await runProgram(shellLine(editor, path), Object.fromEntries(set));
  if (exitCode === 0) return;
  if (NOT_FOUND.includes(exitCode)) throw notFound(editor);
  throw new LabError('ERR_EDITOR', `The editor "${editor.line}" ended with exit code ${exitCode}.`, {
    hint: 'An editor has to wait until you close the file, and to exit with 0.',
  });
}

/** A shell splits the line, as in every program that uses EDITOR. */
const shellLine = ({ line }: Editor, path: string): readonly string[] =>
  process.platform === 'win32'
    ? ['cmd.exe', '/d', '/s', '/c', `${line} ${path.includes(' ') ? `"${path}"` : path}`]
    : ['sh', '-c', `${line} ${quoteForShell(path)}`];

const setting = (variable: string): Suggestion => ({
  shell: sh`export ${variable}=nano`,
  why: 'names your editor',
});

const notFound = ({ line, from }: Editor): LabError =>
  from
    ? new LabError('ERR_EDITOR', `The editor "${line}", which ${from} names, was not found.`, {
        next: [setting(from)],
      })
    : new LabError('ERR_EDITOR', `Neither VISUAL nor EDITOR is set, and there is no "${line}".`, {
        next: [setting('EDITOR')],
      });
