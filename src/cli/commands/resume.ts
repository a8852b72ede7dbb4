import type { CliCommand } from '../command.ts';
import { WITHOUT_VARIANT } from '../used-options.ts';
import { changeAccount, type Preview } from '../with-account.ts';

export const resumeCommand: CliCommand = {
  name: 'resume',
  does: 'go on with what was interrupted: the same command, range and variant',
  uses: [...WITHOUT_VARIANT, 'probeMfa', 'yes'],
  examples: [{ type: 'kms-lab resume', does: 'after Ctrl-C, a crash, or a disk that was full' }],
  act: (invocation) => changeAccount(invocation, preview, (session, { resume }) => resume(session)),
};

const preview: Preview = async (session, style) =>
  (await import('../preview.ts')).previewResume(session, style);
