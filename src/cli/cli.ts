import { CommanderError } from 'commander';
import { type ExitCode, LabError } from '../contract/errors.ts';
import { COMMANDS } from './commands/index.ts';
import { ownWords, programOf, typingFor } from './next-line.ts';
import type { GlobalOptions } from './options.ts';
import { buildProgram, type Call } from './program.ts';
import { settingsOf } from './settings.ts';
import { addressed, canAsk, type Streams } from './streams.ts';

/** Reads a command line and does what it says. Resolves to the exit code; every error has been shown by then. */
export async function kmsLab(
  argv: readonly string[],
  streams: Streams,
  signal: AbortSignal,
): Promise<ExitCode> {
  let exitCode: ExitCode = 0;
  let called: { command: string; options?: GlobalOptions } = { command: '' };
  const program = programOf(streams);
  let heard = addressed(streams, typingFor(program, {}));
  const act = async ({ command, given, globals }: Call): Promise<void> => {
    called = { command: command.name };
    heard = addressed(streams, typingFor(program, globals));
    const options = { ...(await settingsOf(globals, streams)), ...askerOf(globals, heard, signal) };
    called = { command: command.name, options };
    const call = { command: command.name, words: ownWords(command, given), given, typed: globals };
    exitCode = await command.act({ ...call, options, streams: heard, signal });
  };
  try {
    await buildProgram(streams, act).parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    const { showFailure } = await import('./failure.ts');
    return showFailure(
      error instanceof CommanderError ? usageError(error, argv) : error,
      called,
      argv,
      heard,
    );
  }
}

/** Asks at the terminal for an MFA code; absent without a terminal, and with --json. */
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

/** Commander's words, with the suggestion it makes as the thing to type. */
function usageError({ code, message }: CommanderError, argv: readonly string[]): LabError {
  const help = { run: [...commandIn(argv), '--help'], why: 'lists the options' };
  if (code === 'commander.help') {
    return new LabError('ERR_USAGE', 'No command was given.', {
      next: [
        { run: ['run'], why: 'does the whole lab' },
        { ...help, why: 'lists the commands' },
      ],
    });
  }
  const [what = '', guess] = message.replace(/^error: /, '').split('\n');
  const sentence = `${what.charAt(0).toUpperCase()}${what.slice(1)}${/[.?]$/.test(what) ? '' : '.'}`;
  return new LabError('ERR_USAGE', sentence, {
    ...(guess ? { hint: guess.replace(/[()]/g, '') } : {}),
    next: [help],
  });
}

/** The words of the command that was meant, as far as they tell. */
function commandIn(argv: readonly string[]): readonly string[] {
  const words = argv.filter((word) => !word.startsWith('-'));
  const meant = COMMANDS.find(({ name }) => name.split(' ').every((word, index) => word === words[index]));
  return meant?.name.split(' ') ?? [];
}
