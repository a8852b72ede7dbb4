import type { Objection } from '../aws/client/guards.ts';
import { LabError } from '../contract/errors.ts';
import type { LabEvent } from '../contract/event.ts';
import type { Facts } from '../contract/facts.ts';
import type { CommandSession } from '../engine/session.ts';
import type { Invocation } from './command.ts';
import type { GlobalOptions } from './global-options.ts';
import { canAsk, type Streams } from './streams.ts';

/** What the user asked for, and what they have seen of it. */
interface Wish {
  /** The command and its own words: `['run', '--to', 'strip-decrypt']`. */
  readonly words: readonly string[];
  readonly options: Pick<GlobalOptions, 'target' | 'account' | 'yes' | 'json'>;
  /** The command carries out a saved plan, so its changes were shown before. */
  readonly shown?: boolean;
}

/**
 * Whether the user has agreed to change the account, or must still be asked. The sandbox needs no consent. A real
 * account needs its id and `--yes` on the command line, or a user who types the id: once per plan, so a user at a
 * terminal who names the account of a saved plan is not asked again. Throws `ERR_CONSENT`.
 */
export function consentTo({ words, options, shown = false }: Wish, streams: Streams): 'given' | 'ask' {
  const { target, account, yes, json } = options;
  if (target === 'sandbox' || (account && yes)) return 'given';
  if (canAsk(streams) && !json) return account && shown ? 'given' : 'ask';
  throw new LabError(
    'ERR_CONSENT',
    `${words.join(' ')} would change a real account. Pass --account and --yes, or run it in a terminal.`,
    {
      next: [{ run: [...words, ...consenting(account)], why: 'does not ask' }],
    },
  );
}

/** The options that agree in advance. */
const consenting = (account = 'ACCOUNT_ID'): readonly string[] => [
  '--target',
  'aws',
  '--account',
  account,
  '--yes',
];

/** There is a user who can be asked, and who has not answered in advance. */
export const isAsked = ({ options, streams }: Pick<Invocation, 'options' | 'streams'>): boolean =>
  !options.yes && !options.json && canAsk(streams);

/**
 * The sandbox needs no consent, so only a user at a terminal is asked, before something is undone or an edit is saved;
 * `--yes` answers in advance.
 */
export const isAskedOnSandbox = (invocation: Pick<Invocation, 'options' | 'streams'>): boolean =>
  invocation.options.target === 'sandbox' && isAsked(invocation);

type Note = Extract<LabEvent, { type: 'note' }>;

export const noteOfObjection = ({ error: { message, next } }: Objection): Note => ({
  type: 'note',
  text: message,
  ...(next.length > 0 ? { next } : {}),
});

/** Throws the first objection that stops a command that writes, `ERR_PROTECTED`; returns the others as notes. */
export function heed(objections: readonly Objection[]): readonly Note[] {
  const stopping = objections.find(({ stops }) => stops);
  if (stopping) throw stopping.error;
  return objections.map(noteOfObjection);
}

/** From a session: who would change which account. */
export interface Asking extends Pick<CommandSession, 'command' | 'signal'> {
  readonly lab: { readonly facts: Pick<Facts, 'accountId' | 'region' | 'operator'> };
}

/**
 * Shows what would be done and waits for the account's id. Throws `ERR_CONSENT` for any other answer,
 * `ERR_INTERRUPTED` for none.
 */
export async function askForConsent(
  { command, lab, signal }: Asking,
  preview: string,
  streams: Streams,
): Promise<void> {
  const { accountId, region, operator } = lab.facts;
  const who = 'arn' in operator ? operator.arn : operator.kind;
  streams.stdout.write(`${preview}\n\n`);
  const { askForText } = await import('./questions.ts');
  const message = `${command} changes the real account ${accountId} in ${region}, as ${who}. Type the account’s id to go on:`;
  const typed = await askForText(message, { streams, signal });
  if (typed === accountId) return;
  throw new LabError('ERR_CONSENT', 'That is not the account’s id; nothing was changed.', {
    next: [{ run: [...command.split(' '), ...consenting(accountId)], why: 'does not ask' }],
  });
}

/** The same as a value: why consent was not given, if the user typed something other than the account's id. */
export async function consentOf(...asked: Parameters<typeof askForConsent>): Promise<string | undefined> {
  try {
    await askForConsent(...asked);
    return undefined;
  } catch (error) {
    if (error instanceof LabError && error.code === 'ERR_CONSENT') return error.message;
    throw error;
  }
}
