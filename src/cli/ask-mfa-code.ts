import type { AskMfaCode } from '../aws/client/target.ts';
import { askForText } from './questions.ts';
import type { Streams } from './streams.ts';

/** Asks for the six digits that a device shows. Throws `ERR_INTERRUPTED`. */
export function askMfaCode(
  { serial, profile, wrong }: Parameters<AskMfaCode>[0],
  asked: { readonly streams: Streams; readonly signal: AbortSignal },
): Promise<string> {
  const again = wrong ? 'AWS refused that code; each is accepted once. ' : '';
  return askForText(`${again}The MFA code of ${serial}, for profile ${profile}:`, asked, (typed) =>
    /^\d{6}$/.test(typed) ? undefined : 'It is six digits.',
  );
}
