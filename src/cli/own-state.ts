import { LabError } from '../contract/errors.ts';
import { quoteForShell } from '../contract/suggestion.ts';
import { whyOthersMayWriteInto } from '../disk/trust.ts';

/** What is in the state directory decides what is restored. Throws `ERR_STATE_SHARED` if another user may write it. */
export async function requireOwnState(directory: string): Promise<void> {
  const why = await whyOthersMayWriteInto(directory);
  if (why === undefined) return;
  throw new LabError('ERR_STATE_SHARED', `The state directory ${directory} ${why}.`, {
    hint: 'If you trust what is in it, make it yours alone. --state-dir names another one.',
    next: [{ shell: `chmod 700 ${quoteForShell(directory)}`, why: 'lets you alone write it' }],
  });
}
