import { LabError } from '../contract/errors.ts';
import type { CliCommand, Invocation } from './command.ts';
import { EVERY_COMMANDS_OPTIONS, flagOf, type OptionRow } from './options.ts';
import type { Typed } from './settings.ts';
import { flagsTyped, ownWords } from './suggested-commands.ts';
import { ALWAYS_USED, neededBy, usedRows } from './used-options.ts';

interface TypedCommand extends Pick<Invocation, 'given' | 'rest'> {
  readonly command: CliCommand;
  /** The global options that were typed. */
  readonly globals: Typed;
}

interface Found extends TypedCommand {
  /** Everything that was typed, by key. */
  readonly all: Typed;
  /** Among the typed options. */
  readonly rows: readonly OptionRow[];
}

/** A typed option would be ignored. */
interface UnusedOption {
  readonly text: string;
  readonly hint?: string;
  /** Keys of the options to remove to make it valid. */
  readonly without: readonly string[];
  /** Replacements for some of them, by key. */
  readonly instead?: Typed;
  /** The missing value may have protected something, so the line without it is not suggested. */
  readonly isLeftOpen?: true;
}

interface Refused {
  /** `ERR_USAGE`, with the first reason. */
  readonly error: LabError;
  /** The remaining options, to type. */
  readonly run: readonly string[];
  /** The remaining global options. */
  readonly globals: Typed;
}

/** Why a typed option would be ignored. */
export function unusedIn(typed: TypedCommand): Refused | undefined {
  const { command, given } = typed;
  const all = { ...typed.globals, ...given };
  const rows = rowsOf(command).filter(({ key }) => all[key] !== undefined);
  const found = { ...typed, all, rows };
  const unused =
    blank(found) ?? besideMode(found) ?? ofOtherCommands(found) ?? withoutItsOption(found) ?? clash(found);
  if (!unused) return undefined;
  const { text, hint, without, instead } = unused;
  const kept = (of: Typed): Typed =>
    Object.fromEntries(Object.entries(of).filter(([key]) => !without.includes(key)));
  const left = {
    ...typed,
    given: { ...kept(given), ...instead } as TypedCommand['given'],
    globals: kept(typed.globals),
  };
  const { run, globals } = unusedIn(left) ?? { ...left, run: lineOf(left) };
  const error = new LabError('ERR_USAGE', text, {
    ...(hint ? { hint } : {}),
    next: [
      ...(unused.isLeftOpen ? [] : [{ run }]),
      { run: [...command.name.split(' '), '--help'], why: 'lists the options it uses' },
    ],
  });
  return { error, run, globals };
}

const lineOf = ({ command, given, globals, rest }: TypedCommand): readonly string[] => [
  ...ownWords(command, given),
  ...flagsTyped(EVERY_COMMANDS_OPTIONS, globals),
  ...(rest.length > 0 ? ['--', ...rest] : []),
];

const rowsOf = ({ options = [] }: CliCommand): readonly OptionRow[] => [
  ...options,
  ...EVERY_COMMANDS_OPTIONS,
];

/** An empty value, most often from an unset shell variable. Another message lists the steps. */
function blank({ command: { takes = [] }, rows, given, all }: Found): UnusedOption | undefined {
  const isBlank = (value: unknown): boolean => typeof value === 'string' && value.trim() === '';
  const row = rows.find(({ key, namesStep }) => !namesStep && isBlank(all[key]));
  const word = takes.find(({ name, namesStep }) => !namesStep && isBlank(given[name]));
  const text = row
    ? `The value of ${flagOf(row)} is empty.`
    : word && `The argument “${word.name}” is empty.`;
  const key = row?.key ?? word?.name;
  if (text === undefined || key === undefined) return undefined;
  return { text, hint: 'Give it a value, or leave it out.', without: [key], isLeftOpen: true };
}

/** One of its options makes the command do something else. */
function besideMode({ command: { name, takes = [] }, rows, given }: Found): UnusedOption | undefined {
  const mode = rows.find(({ onlyWith }) => onlyWith);
  if (!mode?.onlyWith) return undefined;
  const used: readonly string[] = [mode.key, ...mode.onlyWith, ...ALWAYS_USED];
  const others = rows.filter(({ key }) => !used.includes(key));
  const words = takes.map((one) => one.name).filter((key) => given[key] !== undefined && !used.includes(key));
  if (others.length + words.length === 0) return undefined;
  const named = [...words.map((key) => `“${given[key]}”`), ...flagsOf(others)];
  return {
    text: `"${name} ${flagOf(mode)}" does not use ${named.join(' and ')}.`,
    without: [...words, ...others.map(({ key }) => key)],
  };
}

/** A global option that this command does not use. */
function ofOtherCommands({ command, rows, all }: Found): UnusedOption | undefined {
  const { name, options = [] } = command;
  const used = [...options, ...usedRows(command)];
  const others = rows.filter((row) => !used.includes(row));
  if (others.length === 0) return undefined;
  const ours = options.filter(({ insteadOf }) => others.some(({ key }) => key === insteadOf));
  return {
    text: `"${name}" does not use ${flagsOf(others).join(' and ')}.`,
    ...(ours.length > 0 ? { hint: `Use ${flagsOf(ours).join(' and ')} instead.` } : {}),
    without: others.map(({ key }) => key),
    instead: Object.fromEntries(ours.map(({ key, insteadOf = '' }) => [key, all[key] ?? all[insteadOf]])),
  };
}

/** An option that modifies another one, without that one. */
function withoutItsOption({ command, rows, all }: Found): UnusedOption | undefined {
  for (const row of rows) {
    const key = neededBy(row, command);
    const needed = rowsOf(command).find((one) => one.key === key);
    if (!needed || all[needed.key] !== undefined) continue;
    const text = `"${command.name}" uses ${flagOf(row)} only with ${flagOf(needed)}.`;
    return { text, without: [row.key] };
  }
  return undefined;
}

/** Two options that have no meaning together. */
function clash({ rows }: Found): UnusedOption | undefined {
  for (const row of rows) {
    const others = rows.filter(({ key }) => row.conflicts?.includes(key));
    if (others.length === 0) continue;
    return {
      text: `${flagOf(row)} cannot be combined with ${flagsOf(others).join(' and ')}.`,
      hint: 'Leave one of them out.',
      without: others.map(({ key }) => key),
    };
  }
  return undefined;
}

/** Without those that another option implies. */
const flagsOf = (rows: readonly OptionRow[]): readonly string[] =>
  rows.filter(({ key }) => !rows.some(({ implies }) => implies?.includes(key))).map(flagOf);
