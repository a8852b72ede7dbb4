import type { ExitCode } from '../../../contract/errors.ts';
import type { Credentials } from '../../../sandbox/lend.ts';
import type { Command, Invocation } from '../../command.ts';
import { answerOffline } from '../../on-account.ts';

export const env: Command = {
  name: 'sandbox env',
  does: 'the environment in which any AWS client meets the sandbox that serves',
  options: [
    {
      key: 'as',
      flags: '--as <principal>',
      does: 'root, user-a, instance-role, outsider or any user; NAME@ACCOUNT of another account',
      fallback: 'operator',
    },
    {
      key: 'shell',
      flags: '--shell <name>',
      does: 'whose words to use',
      choices: ['bash', 'powershell', 'fish'],
      fallback: 'bash',
    },
    {
      key: 'credentialProcess',
      flags: '--credential-process',
      does: 'the credentials only, as the AWS configuration’s credential_process has them',
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
    const { failingExportsFor, isShell } = await import('../../shell-exports.ts');
    const named = argv.find((word) => isShell(word.replace(/^--shell=/, '')))?.replace(/^--shell=/, '');
    return `${failingExportsFor((named ?? 'bash') as 'bash', NOWHERE)}\n`;
  },
};

async function tell(invocation: Invocation): Promise<ExitCode> {
  const [{ requireServer }, { exportsFor }] = await Promise.all([
    import('../../start-sandbox.ts'),
    import('../../shell-exports.ts'),
  ]);
  const { as = 'operator', shell = 'bash', credentialProcess } = invocation.given;
  const sandbox = await requireServer(invocation.options);
  const { requirePrincipal } = await import('../../principal.ts');
  const credentials = await requirePrincipal(sandbox, as, '--as');
  if (credentialProcess) {
    // Its reader takes one JSON document and nothing else, whatever else was asked for.
    invocation.streams.stdout.write(`${JSON.stringify(processCredentials(credentials), null, 2)}\n`);
    return 0;
  }
  const variables = variablesOf(credentials, sandbox);
  return answerOffline(invocation, {
    records: [{ type: 'sandbox-environment', ...{ variables } }],
    text: () => exportsFor(shell as 'bash', variables),
  });
}

/**
 * To be unset: what would be taken before these. The endpoint of a service goes before that of all.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 */
const IN_THE_WAY: Readonly<Record<string, undefined>> = Object.fromEntries(
  [
    'AWS_PROFILE',
    'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
    ...['EC2', 'IAM', 'KMS', 'ORGANIZATIONS', 'S3', 'SSM', 'STS'].map(
      (service) => `AWS_ENDPOINT_URL_${service}`,
    ),
  ].map((name) => [name, undefined]),
);

/**
 * What a shell is left with where there is no sandbox: a person who goes on to type `aws …` must not meet their own
 * account. Nothing listens at the discard port of this machine.
 */
const NOWHERE: Readonly<Record<string, string | undefined>> = {
  AWS_ACCESS_KEY_ID: 'none',
  AWS_SECRET_ACCESS_KEY: 'none',
  AWS_SESSION_TOKEN: undefined,
  AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
  ...IN_THE_WAY,
};

/** `undefined` is to be unset: a session token, or a profile, of another time would be taken before these. */
const variablesOf = (
  { accessKeyId, secretAccessKey, sessionToken }: Credentials,
  { endpoint, region }: { readonly endpoint: string; readonly region: string },
): Readonly<Record<string, string | undefined>> => ({
  AWS_ACCESS_KEY_ID: accessKeyId,
  AWS_SECRET_ACCESS_KEY: secretAccessKey,
  AWS_SESSION_TOKEN: sessionToken,
  AWS_ENDPOINT_URL: endpoint,
  AWS_REGION: region,
  AWS_DEFAULT_REGION: region,
  ...IN_THE_WAY,
});

/** https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html */
const processCredentials = ({ accessKeyId, secretAccessKey, sessionToken, expiration }: Credentials) => ({
  Version: 1,
  AccessKeyId: accessKeyId,
  SecretAccessKey: secretAccessKey,
  ...(sessionToken === undefined ? {} : { SessionToken: sessionToken }),
  ...(expiration === undefined ? {} : { Expiration: expiration.toISOString() }),
});
