import type { Suggestion } from './suggestion-shape.ts';

export type { Suggestion } from './suggestion-shape.ts';

export const SEE_DOCTOR: Suggestion = { run: ['doctor'], why: 'examines everything that the lab needs' };

/** What to do about a problem: a hint in words, and commands to type. */
export interface Remedy {
  readonly hint?: string;
  readonly next?: readonly Suggestion[];
}

/** Writes a command as a line for a POSIX shell, with the options of the account in use. */
export interface Typing {
  /** A kms-lab command: its words, without the program name. */
  run(words: readonly string[]): string;
  /** Global options of the AWS CLI, each with its value: `['--region', 'eu-west-1']`. */
  readonly aws: readonly string[];
}

/** In a POSIX shell no character between single quotes is special, so a single quote cannot be escaped there. */
export const singleQuoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** Text as one word of a POSIX shell; unchanged if nothing in it is special. */
export const quoteForShell = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : singleQuoted(text);

/** A part of a command line that is quoted already. */
interface ShellText {
  readonly text: string;
}

/** For a part that `sh` must not quote again: it was made by `sh`, or of it. */
export const asIs = (text: string): ShellText => ({ text });

/** A command line of a POSIX shell: every value in it becomes one word. */
export const sh = (
  parts: TemplateStringsArray,
  ...values: readonly (string | number | undefined | ShellText)[]
): string =>
  parts.reduce((line, part, index) => {
    const value = values[index - 1];
    return line + (typeof value === 'object' ? value.text : quoteForShell(String(value))) + part;
  });

/** For an installed program, with no options carried over. */
const PLAINLY: Typing = { run: (words) => ['kms-lab', ...words.map(quoteForShell)].join(' '), aws: [] };

/** The whole line for a suggestion. */
export function commandLine(suggestion: Suggestion, typed: Typing = PLAINLY): string {
  if ('shell' in suggestion) return withAwsOptions(suggestion.shell, typed.aws);
  const line = typed.run(suggestion.run);
  return suggestion.evaluated ? `eval "$(${line})"` : line;
}

/** They ask no service of the account, and would ask the endpoint in place of the one that signs in. */
const SIGNS_IN = /^aws (configure|login|sso)\b/;

/**
 * The AWS CLI accepts its global options before the service, too. Each command of the line gets the ones it lacks.
 * https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-options.html
 */
function withAwsOptions(line: string, options: readonly string[]): string {
  const pairs = options.flatMap((flag, index) =>
    index % 2 === 0 && !line.includes(`${flag} `) && !(SIGNS_IN.test(line) && flag === '--endpoint-url')
      ? [flag, quoteForShell(options[index + 1] ?? '')]
      : [],
  );
  return pairs.length > 0 ? line.replace(/(^|&& |\$\()aws /g, `$1aws ${pairs.join(' ')} `) : line;
}

/** All suggestions in order, each command once. */
export function together(lists: readonly (readonly Suggestion[])[]): readonly Suggestion[] {
  const byCommand = new Map<string, Suggestion>();
  for (const suggestion of lists.flat()) {
    const command = 'run' in suggestion ? JSON.stringify(suggestion.run) : suggestion.shell;
    if (!byCommand.has(command)) byCommand.set(command, suggestion);
  }
  return [...byCommand.values()];
}

/**
 * The same, followed by the command that accepts everything that is left, once, after the commands that undo
 * something.
 */
export const acceptingLast = (all: readonly Suggestion[]): readonly Suggestion[] => [
  ...all.filter((one) => !accepts(one)),
  ...all.filter(accepts).slice(0, 1),
];

/** Accepting the account as the baseline undoes nothing. */
export const accepts = (one: Suggestion): boolean => 'run' in one && one.run[0] === 'checkpoint';
