import { LabError } from '../../contract/errors.ts';
import type { Invocation } from '../command.ts';
import { canAsk } from '../streams.ts';

type Asking = Pick<Invocation, 'words' | 'options' | 'streams' | 'signal'>;

/**
 * Whether the instructor has agreed in advance, or is to be asked. The sandbox needs no consent. Real accounts need
 * `--yes` with `--expect`, or an instructor who types their number; piped input is no answer. Throws `ERR_CONSENT`.
 */
export function fleetConsent(
  { words, options, streams }: Asking,
  expected: number | undefined,
): 'given' | 'ask' {
  const { target, yes, json } = options;
  if (target === 'sandbox' || (yes && expected !== undefined)) return 'given';
  if (!yes && !json && canAsk(streams)) return 'ask';
  throw new LabError(
    'ERR_CONSENT',
    `${words.slice(0, 2).join(' ')} would change real accounts. Pass --yes and --expect with their number, or run it in a terminal.`,
    { next: [{ run: [...words.filter((word) => word !== '--yes'), ...agreeing], why: 'does not ask' }] },
  );
}

const agreeing: readonly string[] = ['--yes', '--expect', 'COUNT'];

/** Throws `ERR_CONSENT` if the roster does not have as many accounts as expected. */
export function requireExpected(expected: number | undefined, accounts: number): void {
  if (expected === undefined || expected === accounts) return;
  throw new LabError(
    'ERR_CONSENT',
    `The roster has ${accounts} accounts, and --expect is ${expected}. No account was asked or changed.`,
    { hint: `if the roster is right: --expect ${accounts}` },
  );
}

/** Waits for the number of accounts that would change. Any other answer refuses. */
export async function askForCount(
  { streams, signal }: Asking,
  does: string,
  count: number,
): Promise<boolean> {
  const { askForText } = await import('../questions.ts');
  const message = `${does} changes ${count} real accounts. Type their number to go on:`;
  return (await askForText(message, { streams, signal })) === String(count);
}
