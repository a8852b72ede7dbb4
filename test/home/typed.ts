import type { Suggestion } from '../../src/contract/suggestion.ts';
import { aws, UnknownCommand, WaiterFailed } from './aws-cli.ts';
import type { Clients } from './scene.ts';
import { commandsIn } from './shell-words.ts';

/** Where commands are typed: how to run kms-lab, and the clients that `aws` uses. */
export interface Terminal {
  /** Gives the exit code. */
  kmsLab(argv: readonly string[]): Promise<number>;
  readonly clients: Clients;
}

/** How a command went; `why` where it failed. */
export interface Outcome {
  readonly typed: string;
  readonly exitCode: number;
  readonly why?: string;
}

/** What a suggestion says to type, on one line. */
export const lineOf = (suggestion: Suggestion): string =>
  'shell' in suggestion ? suggestion.shell : ['kms-lab', ...suggestion.run].join(' ');

/**
 * Carries out one suggestion like a person who copies it into a POSIX shell. A service's refusal is a failed command.
 * Throws `UnknownCommand` or `UnknownSyntax` for anything that is not a command of kms-lab or of the AWS CLI,
 * including placeholders.
 */
export async function typeSuggestion(suggestion: Suggestion, terminal: Terminal): Promise<Outcome> {
  if ('run' in suggestion)
    return { typed: lineOf(suggestion), exitCode: await terminal.kmsLab(suggestion.run) };
  return typeLine(suggestion.shell, terminal);
}

/** The same for a line as it is printed. */
export async function typeLine(typed: string, { kmsLab, clients }: Terminal): Promise<Outcome> {
  for (const [program = '', ...words] of commandsIn(typed)) {
    if (program === 'kms-lab') {
      const exitCode = await kmsLab(words);
      if (exitCode !== 0) return { typed, exitCode };
    } else if (program === 'aws') {
      const why = await refusal(aws(words, clients));
      if (why !== undefined) return { typed, exitCode: 254, why };
    } else {
      throw new UnknownCommand(`“${program}” in: ${typed}`);
    }
  }
  return { typed, exitCode: 0 };
}

/** The service's refusal, as the AWS CLI prints it. Any other error is thrown. */
async function refusal(answer: Promise<object>): Promise<string | undefined> {
  try {
    await answer;
    return undefined;
  } catch (error) {
    const { name, message, $metadata } = error as Error & { readonly $metadata?: object };
    if ($metadata === undefined && !(error instanceof WaiterFailed)) throw error;
    return `${name}: ${message}`;
  }
}
