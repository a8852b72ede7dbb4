import { dirname, join, relative } from 'node:path';
import { quoteForShell, type Suggestion, type Typing } from '../contract/suggestion.ts';
import type { CliCommand } from './command.ts';
import { flagOf, GLOBAL_OPTIONS, NAME_OPTIONS, type OptionRow } from './options.ts';
import type { Typed } from './settings.ts';

/** A command that kms-lab suggests applies to the same account as the one that was typed. */

interface Start {
  /** `process.argv`: the second item is the file that was started. */
  readonly argv?: readonly string[] | undefined;
  cwd(): string;
}

/**
 * How to start this program: its name if it is installed, `npx kms-lab` in a folder that has it, and
 * `node …/kms-lab.js` elsewhere.
 */
export function programOf({ argv, cwd }: Start): string {
  const [, started = 'kms-lab'] = argv ?? [];
  if (/[\\/]node_modules[\\/]\.bin[\\/]/.test(started)) return 'npx kms-lab';
  if (!started.endsWith('.js')) return 'kms-lab';
  const here = cwd();
  if (started === join(here, 'dist', 'kms-lab.js')) return 'npx kms-lab';
  if (started.includes('node_modules')) return 'kms-lab';
  return `node ${quoteForShell(dirname(started).startsWith(here) ? relative(here, started) : started)}`;
}

/** Makes the shell act as the sandbox's operator. */
export const SANDBOX_ENV: Suggestion = { run: ['sandbox', 'env'], evaluated: true };

/** What the next command never inherits: the sandbox's misbehavior applies to one command. */
const FOR_ONCE: ReadonlySet<string> = new Set(['chaos']);

/** Commands that do not use an account, and the options they still need; a group stands for its commands. */
const NEEDS: Readonly<Record<string, readonly string[]>> = {
  explain: ['variant'],
  report: ['account', 'region', 'stateDir'],
  sandbox: ['stateDir'],
  '--help': [],
};

/** Options that the AWS CLI has, too. */
const AWS_OPTIONS: ReadonlySet<string> = new Set(['profile', 'region', 'endpointUrl']);

const ROWS: readonly OptionRow[] = [...GLOBAL_OPTIONS, ...NAME_OPTIONS];

/**
 * Writes a command with the options that were typed before. `typed` has only those of the command line: the
 * environment and the configuration apply to the next command anyway.
 */
export function typingFor(program: string, typed: Typed): Typing {
  const carried = ROWS.filter(({ key }) => typeof typed[key] === 'string' && !FOR_ONCE.has(key));
  const options = (rows: readonly OptionRow[]) =>
    rows.flatMap((row) => [flagOf(row), String(typed[row.key])]);
  return {
    run(words) {
      const more = carried.filter((row) => needs(words, row.key) && !words.includes(flagOf(row)));
      return [program, ...[...words, ...options(more)].map(quoteForShell)].join(' ');
    },
    // They have the same names there.
    aws: options(carried.filter(({ key }) => AWS_OPTIONS.has(key))),
  };
}

function needs(run: readonly string[], key: string): boolean {
  const known = NEEDS[(run.includes('--help') ? '--help' : run[0]) ?? ''];
  return known === undefined || known.includes(key);
}

/** The command and its own words, as they were typed: `['run', '--to', 'strip-decrypt']`. */
export function ownWords(
  { name, takes = [], options = [] }: CliCommand,
  given: Typed,
  rest: readonly string[] = [],
): readonly string[] {
  const args = takes.flatMap(({ name }) => (given[name] === undefined ? [] : [String(given[name])]));
  const flags = options.flatMap((row) => {
    const value = given[row.key];
    if (value === undefined) return [];
    return row.flags.includes('<') ? [flagOf(row), String(value)] : [flagOf(row)];
  });
  return [...name.split(' '), ...args, ...flags, ...(rest.length > 0 ? ['--', ...rest] : [])];
}
