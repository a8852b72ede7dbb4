import type { CliCommand } from '../command.ts';
import { EVERY_COMMANDS_OPTIONS } from '../options.ts';
import { OUTPUT } from '../used-options.ts';
import { answerOffline } from '../with-account.ts';

const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;

/** `commands` is a function because this command is one of them. */
export const completion = (
  commands: () => readonly CliCommand[],
  groups: () => Readonly<Record<string, string>>,
): CliCommand => ({
  name: 'completion',
  does: 'what makes your shell complete commands, options and steps',
  uses: OUTPUT,
  prints: 'data',
  takes: [{ name: 'shell', does: 'bash, zsh, fish or powershell', choices: SHELLS }],
  examples: [
    { type: 'source <(kms-lab completion bash)', does: 'bash: now; as a line of ~/.bashrc, always' },
    { type: 'source <(kms-lab completion zsh)', does: 'zsh: the same, in ~/.zshrc' },
    { type: 'kms-lab completion fish | source', does: 'fish: the same, in ~/.config/fish/config.fish' },
    { type: 'kms-lab completion powershell | Out-String | iex', does: 'PowerShell: the same, in $PROFILE' },
  ],
  async act(invocation) {
    const shell = invocation.given.shell as (typeof SHELLS)[number];
    const [{ grammarOf }, { COMPLETIONS }, { pipeline }] = await Promise.all([
      import('../completion/grammar.ts'),
      import('../completion/index.ts'),
      import('../../../steps/index.ts'),
    ]);
    const steps = pipeline.stages.flatMap(({ step: { id, title } }, index) => [
      { text: id, does: title },
      { text: `${index + 1}`, does: title },
    ]);
    const script = COMPLETIONS[shell](
      grammarOf({ commands: commands(), groups: groups(), globals: EVERY_COMMANDS_OPTIONS, steps }),
    );
    return answerOffline(invocation, {
      records: [{ type: 'completion', ...{ shell, script } }],
      text: () => script.trimEnd(),
    });
  },
});
