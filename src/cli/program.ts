import { InvalidArgumentError, Option, Argument as Term, Command as Verb } from 'commander';
import { version } from '../../package.json';
import { nearest } from '../engine/nearest.ts';
import type { Argument, CliCommand } from './command.ts';
import { COMMANDS, GROUPS } from './commands/index.ts';
import { commandsFirst, examplesText, exitCodesText, helpWidth, sharedText } from './help.ts';
import {
  EVERY_COMMANDS_OPTIONS,
  GLOBAL_OPTIONS,
  MANNER_OPTIONS,
  NAME_OPTIONS,
  type OptionRow,
} from './options.ts';
import type { Typed } from './settings.ts';
import type { Streams } from './streams.ts';

/** A command as it was typed. */
export interface Call {
  readonly command: CliCommand;
  readonly given: Readonly<Record<string, string | undefined>>;
  readonly rest: readonly string[];
  readonly globals: Typed;
}

/** The command line, built from the tables. Commander parses and explains; `act` does the work. */
export function buildProgram(streams: Streams, act: (call: Call) => Promise<void>): Verb {
  const program = prepare(new Verb('kms-lab'), streams)
    .description(
      'The AWS KMS workshop page “Working with Key Policies”: ordered, checked, reversible; on an embedded AWS account, or on yours.',
    )
    .version(version)
    .usage('COMMAND [options]')
    .helpCommand('help [command]', 'what a command does, and its options')
    .configureHelp({ ...NARROW_HELP, formatHelp: commandsFirst });
  program.optionsGroup('The account; not every command uses all of these:');
  for (const row of GLOBAL_OPTIONS) program.addOption(optionOf(row));
  program.optionsGroup('Names of the lab’s things:');
  for (const row of NAME_OPTIONS) program.addOption(optionOf(row));
  program.optionsGroup('Output and confirmation:');
  for (const row of MANNER_OPTIONS) program.addOption(optionOf(row));
  program.addHelpText('after', exitCodesText(helpWidth(streams)));

  const groups = new Map<string, Verb>();
  for (const command of COMMANDS) {
    const [first = '', second] = command.name.split(' ');
    if (second === undefined) program.addCommand(verbOf(command, first, program, streams, act));
    else {
      const group = groups.get(first) ?? prepare(new Verb(first), streams).description(GROUPS[first] ?? '');
      if (!groups.has(first)) program.addCommand(group);
      groups.set(first, group);
      group.addCommand(verbOf(command, second, program, streams, act));
    }
  }
  return program;
}

function verbOf(
  command: CliCommand,
  word: string,
  program: Verb,
  streams: Streams,
  act: (call: Call) => Promise<void>,
): Verb {
  const { does, takes = [], options = [], examples } = command;
  const verb = prepare(new Verb(word), streams).description(does);
  for (const one of takes) verb.addArgument(argumentOf(one));
  for (const row of options) verb.addOption(optionOf(row));
  verb.addHelpText(
    'after',
    [...sharedText(command, helpWidth(streams)), ...examplesText(examples, helpWidth(streams))].join('\n'),
  );
  return verb.action(() => {
    const single = takes.filter((one) => !one.rest);
    const named = Object.fromEntries(single.map(({ name }, index) => [name, verb.args[index]]));
    return act({
      command,
      given: {
        ...typedIn(
          verb,
          options.filter((row) => !isDefault(verb, row)),
        ),
        ...named,
      },
      rest: takes.length > single.length ? verb.args.slice(single.length) : [],
      globals: typedIn(program, EVERY_COMMANDS_OPTIONS),
    });
  });
}

function argumentOf(one: Argument): Term {
  const argument = new Term(termOf(one), one.does);
  const { choices } = one;
  return choices ? argument.choices(choices).argParser((value) => oneOf(value, choices)) : argument;
}

const termOf = ({ name, optional, rest }: Argument): string =>
  optional ? `[${name}]` : rest ? `<${name}...>` : `<${name}>`;

/** What was typed, by the key of its row: commander names a value after its flag, `--role` for `roleName`. */
const typedIn = (verb: Verb, rows: readonly OptionRow[]): Readonly<Record<string, string | undefined>> =>
  Object.fromEntries(
    rows.flatMap((row) => {
      const value = verb.getOptionValue(optionOf(row).attributeName()) as string | undefined;
      return value === undefined ? [] : [[row.key, value]];
    }),
  );

/** Commander gives a flag that begins with `--no-` the value `true` if it was not typed. */
const isDefault = (verb: Verb, row: OptionRow): boolean =>
  row.flags.startsWith('--no-') && verb.getOptionValueSource(optionOf(row).attributeName()) === 'default';

/** The width to which a description may shrink before commander stops wrapping it. */
const NARROW_HELP = {
  minWidthToWrap: 20,
  /** Says that a command has options, listed in its own help. */
  subcommandTerm: (verb: Verb): string =>
    [
      verb.name(),
      ...verb.registeredArguments.map((argument) =>
        argument.required ? `<${argument.name()}>` : `[${argument.name()}]`,
      ),
    ].join(' '),
};

/** Nothing here ends the process or bypasses the streams: errors are thrown, and `main` shows them. */
const prepare = (verb: Verb, { stdout, stderr }: Streams): Verb =>
  verb
    .exitOverride()
    .helpCommand(false)
    .configureHelp(NARROW_HELP)
    .configureOutput({
      writeOut: (text) => void stdout.write(text),
      writeErr: (text) => void stderr.write(text),
      outputError: () => undefined,
      getOutHelpWidth: () => helpWidth({ stdout }),
    });

function optionOf(row: OptionRow): Option {
  const { flags, does, env, choices, fallback, form, implies = [], required = false } = row;
  const notes = [...(fallback ? [`default: ${fallback}`] : []), ...(env ? [`or ${env}`] : [])];
  const text = notes.length > 0 ? `${does} (${notes.join('; ')})` : does;
  const option = new Option(flags, text)
    .makeOptionMandatory(required)
    .implies(Object.fromEntries(implies.map((key) => [key, true])));
  if (form) return option.argParser((value) => formed(value, form));
  return choices ? option.choices(choices).argParser((value) => oneOf(value, choices)) : option;
}

function oneOf(value: string, choices: readonly string[]): string {
  if (choices.includes(value)) return value;
  const close = choices.every((choice) => choice.length > 1) ? nearest(value, choices) : undefined;
  throw new InvalidArgumentError(
    `${close ? `Did you mean ${close}? ` : ''}It is one of ${choices.join(', ')}.`,
  );
}

function formed(value: string, { pattern, is }: NonNullable<OptionRow['form']>): string {
  if (pattern.test(value)) return value;
  throw new InvalidArgumentError(`It is ${is}.`);
}
