import { dirname, join, relative } from 'node:path';
import type { Command } from './command.ts';
import { flagOf, GLOBAL_OPTIONS, NAME_OPTIONS, type OptionRow } from './options.ts';
import type { Typed } from './settings.ts';
import { quoteForShell } from './shell-exports.ts';

/** A line that the tool prints for somebody to type is about the same account as the one they typed. */

/** Turns the `kms-lab …` lines in a text into what this person would have to type. */
export type Say = (text: string) => string;

interface Start {
  /** `process.argv`: the second is the file that was started. */
  readonly argv?: readonly string[] | undefined;
  cwd(): string;
}

/**
 * What one types to start this program: its name where it is installed, `npx kms-lab` in a folder that has it, and
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

const NAME = 'kms-lab';

/** What the next command never takes over: how the sandbox misbehaves is for one command. */
const FOR_ONCE: ReadonlySet<string> = new Set(['chaos']);

/** Commands that ask no account, and what they need to know nevertheless; a group stands for its commands. */
const NEEDS: Readonly<Record<string, readonly string[]>> = {
  explain: ['variant'],
  report: ['account', 'region', 'stateDir'],
  sandbox: ['stateDir'],
};

const ROWS: readonly OptionRow[] = [...GLOBAL_OPTIONS, ...NAME_OPTIONS];

/**
 * `typed` are the options of the command line, and no others: what the environment and the configuration say holds for the
 * next command too. Values are quoted for a POSIX shell.
 */
export function sayFor(program: string, typed: Typed, commands: readonly Command[]): Say {
  const carried = ROWS.filter(({ key }) => typeof typed[key] === 'string' && !FOR_ONCE.has(key));
  const words = (name: string, line: string): string =>
    carried
      .filter((row) => needs(name, row.key) && !line.includes(flagOf(row)))
      .map((row) => ` ${flagOf(row)} ${quoteForShell(String(typed[row.key]))}`)
      .join('');
  const lines = linesOf(commands);
  return (text) =>
    text
      .replace(
        lines,
        (line: string, name: string) => `${program}${line.slice(NAME.length)}${words(name, line)}`,
      )
      .replace(/\bkms-lab(?= --)/g, program);
}

function needs(name: string, key: string): boolean {
  const known = NEEDS[name.split(' ')[0] ?? ''];
  return known === undefined || known.includes(key);
}

/** A word of the command line, without what ends a sentence. */
const WORD = String.raw`[^\s,;:)"]*[^\s,;:.)"]`;

/** A command with its arguments and options, inside a sentence. */
function linesOf(commands: readonly Command[]): RegExp {
  const one = ({ name, takes = [], options = [] }: Command): string => {
    // An argument that may be left out is told from the sentence’s next word by a dash or a digit: `strip-decrypt`.
    const given = takes.map(({ optional }) => (optional ? `(?: (?=\\S*[\\d-])(?!-)${WORD})?` : ` ${WORD}`));
    const flags = [...ROWS, ...options].map((row) =>
      row.flags.includes('<') ? `${flagOf(row)} ${WORD}` : flagOf(row),
    );
    return `${name}(?![\\w-])${given.join('')}(?: (?:${[...flags, '--yes'].join('|')})(?![\\w-]))*`;
  };
  const names = commands.map(({ name }) => name).join('|');
  return new RegExp(`\\b${NAME} (?=(${names})(?![\\w-]))(?:${commands.map(one).join('|')})`, 'g');
}

/** The command and its own words, as somebody typed them. */
export function ownWords({ name, takes = [], options = [] }: Command, given: Typed): string {
  const args = takes.flatMap(({ name }) =>
    given[name] === undefined ? [] : [quoteForShell(String(given[name]))],
  );
  const flags = options.flatMap((row) => {
    const value = given[row.key];
    if (value === undefined) return [];
    return row.flags.includes('<') ? [flagOf(row), quoteForShell(String(value))] : [flagOf(row)];
  });
  return [name, ...args, ...flags].join(' ');
}
