import type { AskMfaCode } from '../aws/client/target.ts';
import { ask } from './questions.ts';
import type { Streams } from './streams.ts';

/** Asks for the six digits that a device shows. Throws `ERR_INTERRUPTED`. */
export async function askMfaCode(
  { serial, profile, wrong }: Parameters<AskMfaCode>[0],
  asked: { readonly streams: Streams; readonly signal: AbortSignal },
): Promise<string> {
  const { default: inquirer } = await import('inquirer');
  const again = wrong ? 'AWS refused that code; each is accepted once. ' : '';
  const { code } = await ask(
    (context) =>
      inquirer.createPromptModule(context)<{ code: string }>([
        {
          type: 'input',
          name: 'code',
          message: `${again}The MFA code of ${serial}, for profile ${profile}:`,
          validate: (text: string) => /^\d{6}$/.test(text.trim()) || 'It is six digits.',
        },
      ]),
    asked,
  );
  return code.trim();
}
