import { askQuestion } from '../questions.ts';

/** A yes-or-no question; Enter means no. Throws `ERR_INTERRUPTED`. */
export async function confirm(message: string, asked: Parameters<typeof askQuestion>[1]): Promise<boolean> {
  const { default: inquirer } = await import('inquirer');
  const { yes } = await askQuestion(
    (context) =>
      inquirer.createPromptModule(context)<{ yes: boolean }>([
        { type: 'confirm', name: 'yes', message, default: false },
      ]),
    asked,
  );
  return yes;
}
