import { LabError } from '../contract/errors.ts';
import { clockOffset } from '../sandbox/clock.ts';
import type { SandboxOptions } from '../sandbox/sandbox.ts';
import { isLoopback } from '../sandbox/server.ts';
import { inOurWords } from './sandbox-failure.ts';

export type ServerSettings = Pick<
  SandboxOptions,
  'port' | 'host' | 'webAppPort' | 'accounts' | 'empty' | 'now'
>;

const PORT = 4566;
const PORTS = { least: 0, most: 65_535, example: PORT };
const ACCOUNTS = { least: 1, most: 1000, example: 30 };

/** From the options of `sandbox serve`. Throws `ERR_USAGE`. */
export function serverSettings(given: Readonly<Record<string, string | undefined>>): ServerSettings {
  const { port, host, allowRemote, webAppPort, accounts, empty, clock } = given;
  if (host !== undefined && !isLoopback(host) && allowRemote === undefined) {
    throw new LabError('ERR_USAGE', `${host} is not an address of loopback: others could connect to it.`, {
      hint: '--host 127.0.0.1, or --allow-remote if they may administer the embedded account',
    });
  }
  if (allowRemote !== undefined && (host === undefined || isLoopback(host))) {
    throw new LabError('ERR_USAGE', '--allow-remote is of use only with a --host that is not loopback.', {
      hint: 'Name the address at which others may connect, or leave --allow-remote out.',
      next: [
        { run: ['sandbox', 'serve', '--host', '0.0.0.0', '--allow-remote'], why: 'listens at every address' },
      ],
    });
  }
  return {
    port: port === undefined ? PORT : portOf('--port', port),
    ...(host === undefined ? {} : { host }),
    ...(webAppPort === undefined ? {} : { webAppPort: portOf('--web-app-port', webAppPort) }),
    ...(accounts === undefined ? {} : { accounts: whole('--accounts', accounts, ACCOUNTS) }),
    ...(empty === undefined ? {} : { empty: true }),
    ...(clock === undefined ? {} : { now: moved(clock) }),
  };
}

function moved(clock: string): () => Date {
  const offset = inOurWords(() => clockOffset(clock));
  return () => new Date(Date.now() + offset);
}

function whole(flag: string, text: string, { least, most, example }: typeof PORTS): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= least && number <= most) return number;
  throw new LabError('ERR_USAGE', `${flag} is “${text}”, and not a number from ${least} to ${most}.`, {
    hint: `${flag} ${example}`,
  });
}

/** The value of an option that names a port. Throws `ERR_USAGE`. */
export const portOf = (flag: string, text: string): number => whole(flag, text, PORTS);
