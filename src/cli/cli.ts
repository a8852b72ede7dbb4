import { CommanderError } from 'commander';
import { LabError } from '../contract/errors.ts';
import type { CliCommand } from './command.ts';
import { COMMANDS, GROUPS } from './commands/index.ts';
import type { GlobalOptions } from './global-options.ts';
import { legible } from './legible.ts';
import { EVERY_COMMANDS_OPTIONS, flagOf } from './options.ts';
import { buildProgram, type Call } from './program.ts';
import { settingsOf } from './settings.ts';
import { shownStreams } from './shown-streams.ts';
import { addressed, canAsk, type Streams } from './streams.ts';
import { commandOf, ownWords, programOf, typingFor } from './suggested-commands.ts';
import { usedRows } from './used-options.ts';

/** Reads a command line and runs it. Resolves to the exit code; every error has been shown by then. */
export async function kmsLab(line: readonly string[], given: Streams, signal: AbortSignal): Promise<number> {
  let exitCode = 0;
  // The remaining words belong to another program.
  const argv = line.includes('--') ? line.slice(0, line.indexOf('--')) : line;
  const raw = shownStreams(given);
  // JSON is UTF-8 in every locale.
  const streams = argv.includes('--json') ? raw : shownStreams(legible(given));
  let called: { command: string; options?: GlobalOptions } = { command: '' };
  const program = programOf(streams);
  let heard = addressed(streams, typingFor(program, {}, COMMANDS));
  const act = async ({ command, given: asTyped, rest, globals }: Call): Promise<void> => {
    called = { command: command.name };
    if (rest.length > 0 && argv === line) throw misplaced(line);
    const { unusedIn } = await import('./unused-options.ts');
    const unused = unusedIn({ command, given: asTyped, rest, globals });
    const plain = globals.plain === true;
    const typing = typingFor(program, unused ? unused.globals : globals, COMMANDS);
    heard = addressed(command.prints ? raw : streams, typing, { plain });
    if (unused) throw unused.error;
    const given = await withStepsNamed(command, asTyped);
    const options = { ...(await settingsOf(globals, streams)), ...askerOf(globals, heard, signal) };
    if (usedRows(command).some(({ key }) => key === 'target')) {
      (await import('./target.ts')).requireOptionsOf(options);
    }
    called = { command: command.name, options };
    if (usedRows(command).some(({ key }) => key === 'stateDir')) {
      await (await import('./own-state.ts')).requireOwnState(options.stateDir);
    }
    tellConfigFile(command, options, streams);
    const words = ownWords(command, given, rest);
    const checkpoints = keysThat('namesCheckpoint', command, given).map((key) => given[key]!);
    const call = { command: command.name, words, given, checkpoints, rest, typed: globals };
    exitCode = await command.act({ ...call, options, streams: heard, signal });
  };
  try {
    await buildProgram(streams, act).parseAsync([...withHelpLast(line)], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    const instead = await meantBy(argv)?.whenFailed?.(argv);
    if (instead) raw.stdout.write(instead);
    const { showFailure } = await import('./failure.ts');
    return showFailure(
      error instanceof CommanderError ? (misplaced(line) ?? (await usageError(error, argv))) : error,
      called,
      argv,
      heard,
    );
  }
}

/** A file that was found, and not named, changes what a command does. */
function tellConfigFile(command: CliCommand, options: GlobalOptions, { stderr }: Streams): void {
  const { configFile, json, quiet } = options;
  if (configFile?.how !== 'found' || json || quiet) return;
  const sets = usedRows(command).filter(({ key }) => configFile.sets.includes(key));
  if (sets.length === 0) return;
  stderr.write(`Settings of ${configFile.path}: ${sets.map(({ key }) => key).join(', ')}.\n`);
}

const stepTable = () => Promise.all([import('../engine/range.ts'), import('../../steps/index.ts')]);

/**
 * `help checkpoint save` is `checkpoint save --help`. For an unknown command, commander would print the help of all
 * commands.
 */
function withHelpLast(argv: readonly string[]): readonly string[] {
  const [first, ...rest] = argv;
  if (first !== 'help') return argv;
  const isKnown = rest.length === 0 || COMMANDS.some(({ name }) => name.split(' ')[0] === rest[0]);
  return isKnown ? [...rest, '--help'] : rest;
}

/** Checks the ids of named steps before it asks the account anything. Throws `ERR_UNKNOWN_NAME`. */
async function withStepsNamed(command: CliCommand, given: Call['given']): Promise<Call['given']> {
  const keys = keysThat('namesStep', command, given);
  if (keys.length === 0) return given;
  const [{ stepNamed }, { pipeline }] = await stepTable();
  return { ...given, ...Object.fromEntries(keys.map((key) => [key, stepNamed(pipeline, given[key]!)])) };
}

/** The arguments and options that were given and name something of the kind. */
const keysThat = (
  name: 'namesStep' | 'namesCheckpoint',
  { takes = [], options = [] }: CliCommand,
  given: Call['given'],
): readonly string[] =>
  [...takes.map((one) => ({ ...one, key: one.name })), ...options]
    .filter((one) => one[name] && given[one.key] !== undefined)
    .map(({ key }) => key);

/** Another program's command line without `--` before it: kms-lab would take its options for its own. */
function misplaced(line: readonly string[]): LabError | undefined {
  const meant = meantBy(line);
  if (line.includes('--') || !meant?.takes?.some(({ rest }) => rest)) return undefined;
  const words = meant.name.split(' ');
  const program = line.slice(line.indexOf(words.at(-1) ?? '') + 1);
  if (program.length === 0) return undefined;
  return new LabError('ERR_USAGE', 'Put the program to run after two dashes.', {
    next: [{ run: [...words, '--', ...program] }],
  });
}

/** Asks for an MFA code at the terminal; absent without a terminal, and with --json. */
function askerOf(
  { json }: Call['globals'],
  streams: Streams,
  signal: AbortSignal,
): Pick<GlobalOptions, 'askMfaCode'> {
  if (json || !canAsk(streams)) return {};
  return {
    askMfaCode: async (question) =>
      (await import('./ask-mfa-code.ts')).askMfaCode(question, { streams, signal }),
  };
}

/** Commander's message; its suggestion becomes the command to type. */
async function usageError({ code, message }: CommanderError, argv: readonly string[]): Promise<LabError> {
  const help = { run: [...commandIn(argv), '--help'], why: 'lists the options' };
  if (code === 'commander.help') {
    return new LabError('ERR_USAGE', 'No command was given.', {
      next: [
        { run: ['run'], why: 'does the whole lab' },
        { ...help, why: 'lists the commands' },
      ],
    });
  }
  if (code === 'commander.missingArgument' && meantBy(argv)?.takes?.some(({ namesStep }) => namesStep)) {
    const [{ stepNames }, { pipeline }] = await stepTable();
    return new LabError('ERR_USAGE', 'No step was named.', {
      hint: `Name one by its name or its number: ${stepNames(pipeline)}.`,
      next: [help],
    });
  }
  const bare = code === 'commander.unknownOption' ? withValue(argv) : undefined;
  if (bare !== undefined) return new LabError('ERR_USAGE', `${bare} takes no value.`, { next: [help] });
  // What was typed may have lines of its own; the guess is the last.
  const [, typed = '', guess] = /^(?:error: )?(.*?)(?:\n(\(Did you mean .*))?$/s.exec(message) ?? [];
  const what = typed.replaceAll('\n', '\\n');
  const sentence = `${what.charAt(0).toUpperCase()}${what.slice(1)}${/[.?]$/.test(what) ? '' : '.'}`;
  return new LabError('ERR_USAGE', sentence, {
    ...(guess ? { hint: guess.replace(/[()]/g, '') } : {}),
    next: [help],
  });
}

/** The words of the command that was meant, as far as they can be recognized. */
function commandIn(argv: readonly string[]): readonly string[] {
  const meant = meantBy(argv)?.name.split(' ');
  return meant ?? argv.filter((word) => word in GROUPS).slice(0, 1);
}

/** `--json` of `--json=true`: an option that takes no value, with one. */
function withValue(argv: readonly string[]): string | undefined {
  const rows = [...EVERY_COMMANDS_OPTIONS, ...(meantBy(argv)?.options ?? [])];
  const bare = rows.filter(({ flags }) => !/[<[]/.test(flags)).map(flagOf);
  return bare.find((flag) => argv.some((word) => word.startsWith(`${flag}=`)));
}

function meantBy(argv: readonly string[]): CliCommand | undefined {
  return commandOf(
    argv.filter((word) => !word.startsWith('-')),
    COMMANDS,
  );
}
