import { once } from 'node:events';
import { commandLine } from '../../../contract/suggestion.ts';
import { paintOf } from '../../../report/style.ts';
import { wrap } from '../../../report/wrap.ts';
import type { CliCommand, Invocation } from '../../command.ts';
import { styleOf } from '../../streams.ts';
import { SANDBOX_ENV } from '../../suggested-commands.ts';
import { answerOffline } from '../../with-account.ts';

export const sandboxServeCommand: CliCommand = {
  name: 'sandbox serve',
  does: 'be an AWS endpoint for any client, until Ctrl-C; other commands then use it too',
  uses: ['stateDir', 'chaos', 'json', 'summary'],
  options: [
    { key: 'port', flags: '--port <number>', does: 'where to listen; 0 is any free one', fallback: '4566' },
    {
      key: 'host',
      flags: '--host <address>',
      does: 'an address of loopback; any other only with --allow-remote',
      fallback: '127.0.0.1',
    },
    {
      key: 'allowRemote',
      flags: '--allow-remote',
      does: 'allow other machines: anyone who reaches the port can then administer the embedded account',
    },
    {
      key: 'webAppPort',
      flags: '--web-app-port <number>',
      does: 'where the web app listens, while it runs',
      fallback: '0',
    },
    {
      key: 'accounts',
      flags: '--accounts <number>',
      does: 'at least this many workshop accounts, in an organization with a management account',
    },
    {
      key: 'empty',
      flags: '--empty',
      does: 'begin with an account in which nothing is set up, for kms-lab setup; only if there is no sandbox yet',
    },
    {
      key: 'clock',
      flags: '--clock <time>',
      does: 'the sandbox’s clock, for MFA age and the end of key material: +10m, -2h, or a date',
    },
  ],
  examples: [
    { type: 'kms-lab sandbox serve', does: 'then, elsewhere: eval "$(kms-lab sandbox env)"' },
    { type: 'kms-lab sandbox serve --accounts 30', does: 'an organization of 30 participants' },
    {
      type: 'kms-lab sandbox serve --chaos eventual=2s,seed=42',
      does: 'AWS on a bad day, the same each time',
    },
  ],
  async act(invocation) {
    const [{ serveSandbox }, { serverSettings }, { isLoopback }] = await Promise.all([
      import('../../start-sandbox.ts'),
      import('../../server-settings.ts'),
      import('../../../sandbox/server.ts'),
    ]);
    const settings = serverSettings(invocation.given);
    const sandbox = await serveSandbox(invocation.options, settings);
    const { host } = settings;
    if (host !== undefined && !isLoopback(host)) warnOfRemote(invocation, host);
    if (!invocation.options.summary) tellReady(invocation, sandbox);
    const stopped = invocation.signal.aborted || once(invocation.signal, 'abort');
    await sandbox.warmUp();
    await stopped;
    await sandbox.close();
    return answerOffline(invocation, {
      records: [{ type: 'sandbox-closed' }],
      text: () => 'The sandbox is closed; what is in it is kept.',
    });
  },
};

/** On stderr, because a person reads it, even with `--json`. */
function warnOfRemote({ options, streams }: Invocation, host: string): void {
  const style = styleOf(streams.stderr, streams, options.color);
  const text =
    `WARNING: the sandbox listens at ${host}, and not on loopback only. Anyone who can reach the port may ` +
    'administer the embedded account: its credentials travel in clear and its seeded secrets are no secrets. ' +
    'Keep nothing in it. The web app and the administration by kms-lab stay with this machine and this user.';
  streams.stderr.write(`${wrap(text, style.width).map(paintOf(style).red).join('\n')}\n`);
}

/** One line, which a script may wait for. */
function tellReady(
  { options, streams }: Invocation,
  { endpoint, webAppUrl, region }: { endpoint: string; webAppUrl: string; region: string },
): void {
  const line = options.json
    ? JSON.stringify({ type: 'sandbox-ready', endpoint, webAppUrl, region })
    : `Ready at ${endpoint}; for your shell: ${commandLine(SANDBOX_ENV, streams.typed)}`;
  streams.stdout.write(`${line}\n`);
}
