import { dirname, join, relative } from 'node:path';
import { quoteForShell, type Suggestion, type Typing } from '../contract/suggestion.ts';
import type { CliCommand } from './command.ts';
import { flagOf, GLOBAL_OPTIONS, NAME_OPTIONS, type OptionRow } from './options.ts';
import type { Typed } from './settings.ts';
import { usedRows } from './used-options.ts';

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

/** Options that the AWS CLI has, too. */
const AWS_OPTIONS: ReadonlySet<string> = new Set(['profile', 'region', 'endpointUrl']);

const ROWS: readonly OptionRow[] = [...GLOBAL_OPTIONS, ...NAME_OPTIONS];

/**
 * Writes a command with the options that were typed before. `typed` has only those of the command line: the
 * environment and the configuration apply to the next command anyway.
 */
export function typingFor(program: string, typed: Typed, commands: readonly CliCommand[]): Typing {
  const carried = ROWS.filter(({ key }) => typeof typed[key] === 'string' && !FOR_ONCE.has(key));
  const options = (rows: readonly OptionRow[]) =>
    rows.flatMap((row) => [flagOf(row), String(typed[row.key])]);
  return {
    run(words) {
      const used = usedBy(words, commands);
      const more = carried.filter((row) => used.includes(row) && !words.includes(flagOf(row)));
      // What follows the dashes belongs to another program.
      const end = words.includes('--') ? words.indexOf('--') : words.length;
      const line = [...words.slice(0, end), ...options(more), ...words.slice(end)];
      return [program, ...line.map(quoteForShell)].join(' ');
    },
    // They have the same names there.
    aws: options(carried.filter(({ key }) => AWS_OPTIONS.has(key))),
  };
}

/** The global options that a command uses; help uses none. */
function usedBy(words: readonly string[], commands: readonly CliCommand[]): readonly OptionRow[] {
  const command = words.includes('--help') ? undefined : commandOf(words, commands);
  return command ? usedRows(command) : [];
}

/** The command whose words these begin with. */
export const commandOf = (
  words: readonly string[],
  commands: readonly CliCommand[],
): CliCommand | undefined =>
  commands.find(({ name }) => name.split(' ').every((word, index) => word === words[index]));

/** The command and its own words, as they were typed: `['run', '--to', 'strip-decrypt']`. */
export function ownWords(
  { name, takes = [], options = [] }: CliCommand,
  given: Typed,
  rest: readonly string[] = [],
): readonly string[] {
  const args = takes.flatMap(({ name }) => (given[name] === undefined ? [] : [String(given[name])]));
  return [
    ...name.split(' '),
    ...args,
    ...flagsTyped(options, given),
    ...(rest.length > 0 ? ['--', ...rest] : []),
  ];
}

/** Options as they were typed, without those that another option implies. */
export function flagsTyped(rows: readonly OptionRow[], typed: Typed): readonly string[] {
  const implied = rows.flatMap(({ key, implies = [] }) => (typed[key] === undefined ? [] : implies));
  return rows.flatMap((row) => {
    const [flag, value] = [flagOf(row), typed[row.key]];
    if (typeof value === 'string') return [flag, value];
    return value === !flag.startsWith('--no-') && !implied.includes(row.key) ? [flag] : [];
  });
}
