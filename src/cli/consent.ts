import { LabError } from '../contract/errors.ts';
import type { Session } from '../engine/session.ts';
import type { GlobalOptions } from './options.ts';
import { canAsk, type Streams } from './streams.ts';

/**
 * Whether somebody has agreed that the account is changed, or has yet to be asked. The sandbox needs nobody's consent; a
 * real account needs its id on the command line and `--yes`, or somebody who types it. Throws `ERR_CONSENT`.
 */
export function consentTo(
  command: string,
  { target, account, yes, json }: GlobalOptions,
  streams: Streams,
): 'given' | 'ask' {
  if (target === 'sandbox' || (account && yes)) return 'given';
  if (canAsk(streams) && !json) return 'ask';
  throw new LabError(
    'ERR_CONSENT',
    `${command} would change a real account, and nobody is there to be asked.`,
    {
      hint: `kms-lab ${command} --target aws --account ${account ?? 'ACCOUNT_ID'} --yes`,
    },
  );
}

/**
 * Shows what would be done and waits for the account's id. Throws `ERR_CONSENT` for any other answer,
 * `ERR_INTERRUPTED` for none.
 */
export async function askForConsent(
  { command, lab, signal }: Session,
  preview: string,
  streams: Streams,
): Promise<void> {
  const { accountId, region, operator } = lab.facts;
  const who = 'arn' in operator ? operator.arn : operator.kind;
  streams.stdout.write(`${preview}\n\n`);
  const [{ default: inquirer }, { ask }] = await Promise.all([import('inquirer'), import('./questions.ts')]);
  const message = `${command} changes the real account ${accountId} in ${region}, as ${who}. Type the account’s id to go on:`;
  const { typed } = await ask(
    (context) =>
      inquirer.createPromptModule(context)<{ typed: string }>([{ type: 'input', name: 'typed', message }]),
    { streams, signal },
  );
  if (typed.trim() === accountId) return;
  throw new LabError('ERR_CONSENT', 'That is not the account’s id; nothing was changed.', {
    hint: `kms-lab ${command} --target aws --account ${accountId} --yes does not ask`,
  });
}
