import { Help, type Command as Verb } from 'commander';
import { EXIT_CODES, type ExitCode } from '../contract/errors.ts';
import type { Suggestion } from '../contract/suggestion.ts';
import { suggestionLines } from '../report/suggestions.ts';
import { labelled, wrap } from '../report/wrap.ts';
import type { CliCommand, Example } from './command.ts';
import { EVERY_COMMANDS_OPTIONS, flagOf, type OptionRow } from './options.ts';
import type { Streams } from './streams.ts';
import { neededBy, usedRows } from './used-options.ts';

const DEFAULT_WIDTH = 80;
const FIRST_STEPS: readonly Suggestion[] = [{ run: ['run'] }, { run: ['matrix'] }, { run: ['reset'] }];
const MORE = 'kms-lab --help explains them, and lists the exit codes.';

export const helpWidth = ({ stdout }: Pick<Streams, 'stdout'>): number => stdout.columns ?? DEFAULT_WIDTH;

/** Commander lists commands below all options, but users look for commands first. */
export function commandsFirst(verb: Verb, help: Help): string {
  const sections = Help.prototype.formatHelp.call(help, verb, help).trimEnd().split('\n\n');
  const isCommands = (section: string) => section.startsWith('Commands:');
  const [usage = '', does = '', ...options] = sections.filter((section) => !isCommands(section));
  return `${[usage, does, ...sections.filter(isCommands), ...options].join('\n\n')}\n`;
}

export function exitCodesText(width: number): string {
  const rows = Object.entries(EXIT_CODES) as unknown as readonly [ExitCode, string][];
  const lines = rows.map(([code, means]) => labelled(`  ${code}`, means, width, 7));
  return [
    '',
    'Exit codes:',
    ...lines,
    '',
    'First steps:',
    ...suggestionLines(FIRST_STEPS, { width, color: false }),
  ].join('\n');
}

/** The global options that it uses. */
export function sharedText(command: CliCommand, width: number): readonly string[] {
  const flags = usedRows(command).map((row) => {
    const needed = rowNamed(neededBy(row, command));
    return needed ? `${flagOf(row)} (only with ${flagOf(needed)})` : flagOf(row);
  });
  return ['', 'It also takes:', ...wrap(flags.join(', '), width, '  '), ...wrap(MORE, width, '  ')];
}

const rowNamed = (key: string | undefined): OptionRow | undefined =>
  EVERY_COMMANDS_OPTIONS.find((row) => row.key === key);

export function examplesText(examples: readonly Example[], width: number): readonly string[] {
  const column = Math.max(...examples.map(({ type }) => type.length)) + 4;
  const lines = examples.map(({ type, does }) =>
    column < width / 2
      ? labelled(`  ${type}`, does, width, column)
      : `  ${type}\n${labelled('', does, width, 6)}`,
  );
  return ['', 'Examples:', ...lines];
}
