import type { ExitCode } from '../../../contract/errors.ts';
import type { CliCommand, Invocation } from '../../command.ts';
import { SANDBOX_STATE } from '../../used-options.ts';
import { answerOffline } from '../../with-account.ts';
import { AS } from './as-option.ts';

export const sandboxEnvCommand: CliCommand = {
  name: 'sandbox env',
  prints: 'data',
  does: 'the environment with which any AWS client uses the running sandbox',
  uses: SANDBOX_STATE,
  options: [
    AS,
    {
      key: 'shell',
      flags: '--shell <name>',
      does: 'whose words to use',
      choices: ['bash', 'zsh', 'fish', 'powershell'],
      fallback: 'bash',
    },
    {
      key: 'credentialProcess',
      flags: '--credential-process',
      does: 'the credentials only, as the AWS configuration’s credential_process has them',
      onlyWith: ['as', 'stateDir'],
    },
  ],
  examples: [
    { type: 'eval "$(kms-lab sandbox env)"', does: 'bash, zsh: be the operator' },
    { type: 'kms-lab sandbox env --as root --shell fish | source', does: 'fish: be the root' },
    { type: 'kms-lab sandbox env --shell powershell | iex', does: 'PowerShell' },
  ],
  act: tell,
  async whenFailed(argv) {
    if (argv.includes('--json') || argv.includes('--credential-process')) return '';
    const [{ failingExportsFor, isShell }, { NOWHERE }] = await Promise.all([
      import('../../shell-exports.ts'),
      import('./environment.ts'),
    ]);
    const named = argv.find((word) => isShell(word.replace(/^--shell=/, '')))?.replace(/^--shell=/, '');
    return `${failingExportsFor((named ?? 'bash') as 'bash', NOWHERE)}\n`;
  },
};

async function tell(invocation: Invocation): Promise<ExitCode> {
  const [{ requireServer }, { exportsFor }, { clientSettings, processCredentials, variablesOf }] =
    await Promise.all([
      import('../../start-sandbox.ts'),
      import('../../shell-exports.ts'),
      import('./environment.ts'),
    ]);
  const { as = 'operator', shell = 'bash', credentialProcess } = invocation.given;
  const sandbox = await requireServer(invocation.options);
  const { requirePrincipal } = await import('../../principal.ts');
  const credentials = await requirePrincipal(sandbox, as, '--as');
  if (credentialProcess) {
    // The program that reads this accepts exactly one JSON document, so other output options are ignored.
    invocation.streams.stdout.write(`${JSON.stringify(processCredentials(credentials), null, 2)}\n`);
    return 0;
  }
  const variables = variablesOf(credentials, await clientSettings(sandbox, credentials));
  return answerOffline(invocation, {
    records: [{ type: 'sandbox-environment', ...{ variables } }],
    text: () => exportsFor(shell as 'bash', variables),
  });
}
