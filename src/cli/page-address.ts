import { createSecureContext } from 'node:tls';
import { LabError } from '../contract/errors.ts';
import { readFile } from '../disk/read-file.ts';
import { isLoopback } from '../sandbox/server.ts';
import type { PageAddress } from '../web/server/page-server.ts';
import { portOf } from './server-settings.ts';

/** Bytes of a certificate with those of its issuers. */
const LONGEST_PEM = 256 * 1024;

type Given = Readonly<Record<string, string | undefined>>;

/**
 * From the options of a command that serves a page. What leaves this machine is encrypted: by this server, or by a proxy
 * that is on this machine. Throws `ERR_USAGE`, and `ERR_CONFIG` for files that are no certificate and its key.
 */
export async function pageAddress({ port = '0', listen, tlsCert, tlsKey, at }: Given): Promise<PageAddress> {
  const url = at === undefined ? undefined : secureOrigin(at);
  if (listen !== undefined && !isLoopback(listen)) requireTls(listen, { tlsCert, tlsKey, at });
  if ((tlsCert === undefined) !== (tlsKey === undefined)) {
    throw new LabError('ERR_USAGE', '--tls-cert and --tls-key are of use only together.', {
      hint: '--tls-cert FILE --tls-key FILE, both as PEM',
    });
  }
  const tls = tlsCert === undefined || tlsKey === undefined ? undefined : await certificate(tlsCert, tlsKey);
  return { port: portOf('--port', port), host: listen, tls, at: url };
}

const EVERY_ADDRESS: readonly string[] = ['0.0.0.0', '::'];

function requireTls(listen: string, { tlsCert, tlsKey, at }: Given): void {
  if (tlsCert === undefined || tlsKey === undefined) {
    throw new LabError(
      'ERR_USAGE',
      `Other machines reach ${listen}, and anyone who reads the link on its way there may act on the account.`,
      {
        hint: `--tls-cert FILE --tls-key FILE; or leave --listen out, name the address of a proxy on this machine with --at, and let the proxy encrypt`,
      },
    );
  }
  if (at !== undefined || !EVERY_ADDRESS.includes(listen)) return;
  throw new LabError(
    'ERR_USAGE',
    `No browser opens ${listen}, which stands for every address of this machine.`,
    {
      hint: '--at https://NAME:PORT, as browsers reach it',
    },
  );
}

function secureOrigin(at: string): string {
  const url = URL.canParse(at) ? new URL(at) : undefined;
  if (url?.protocol === 'https:' && url.href === `${url.origin}/`) return url.origin;
  throw new LabError(
    'ERR_USAGE',
    `--at is “${at}”, and not an address of the form https://NAME or https://NAME:PORT.`,
    {
      hint: '--at https://lab.example.com',
    },
  );
}

async function certificate(certFile: string, keyFile: string): Promise<NonNullable<PageAddress['tls']>> {
  const [cert, key] = await Promise.all([pem('--tls-cert', certFile), pem('--tls-key', keyFile)]);
  try {
    createSecureContext({ cert, key });
  } catch (cause) {
    throw new LabError(
      'ERR_CONFIG',
      `${certFile} and ${keyFile} are not a certificate and its key: ${(cause as Error).message}.`,
      { hint: 'both as PEM; the certificate first, then those of its issuers, in one file', cause },
    );
  }
  return { cert, key };
}

const pem = (flag: string, path: string): Promise<Buffer> =>
  readFile(path, LONGEST_PEM).catch((cause: Error) => {
    throw new LabError('ERR_CONFIG', `The file of ${flag} cannot be read: ${cause.message}.`, { cause });
  });
