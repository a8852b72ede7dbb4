import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { MIB, readWithin } from '../disk/read-file.ts';
import { ADMIN_PATH } from './admin.ts';
import type { Lent } from './credentials.ts';
import type { ServerAddress } from './endpoint-file.ts';
import type { SandboxInfo } from './info.ts';
import type { SandboxHandle } from './sandbox.ts';
import type { World } from './world.ts';
import { WorldFileError } from './world-file.ts';

/** Maximum bytes of a world. Another program may have the port by now. */
const LONGEST_ANSWER = 256 * MIB;

/** Milliseconds. The server is on this machine; if it takes longer, it hangs. */
const PATIENCE = 30_000;

/** The server did not answer. */
export class ServerGone extends Error {
  constructor({ endpoint, pid }: ServerAddress, cause: unknown) {
    super(`The sandbox server at ${endpoint} (process ${pid}) does not answer.`, { cause });
  }
}

/** A sandbox that another process serves; closing it does not end the server. Throws `ServerGone`. */
export async function connectSandbox(address: ServerAddress): Promise<SandboxHandle> {
  const { endpoint, webAppUrl } = address;
  const ask = <T>(method: string, path: string, body?: string): Promise<T> =>
    answerTo<T>(address, method, path, body);
  const lent = async (names: readonly string[]) => {
    const path = ['credentials', ...names.map(encodeURIComponent)].join('/');
    return (await ask<readonly (WireCredentials | null)[]>('GET', path)).map(asCredentials);
  };
  const info = await ask<SandboxInfo>('GET', 'info');
  return {
    endpoint,
    webAppUrl,
    region: info.region,
    isRemote: true,
    credentials: async (name) => (await lent([name]))[0],
    credentialsOf: lent,
    webAppUrlOf: (accountId) => ask('GET', `web-app/${encodeURIComponent(accountId)}`),
    info: () => ask('GET', 'info'),
    world: () => ask('GET', 'world'),
    replaceWorld: (world: World) => ask('PUT', 'world', JSON.stringify(world)),
    reset: ({ empty } = { empty: false }) => ask('POST', empty ? 'reset/empty' : 'reset'),
    close: async () => {},
  };
}

async function answerTo<T>(
  address: ServerAddress,
  method: string,
  path: string,
  body: string | undefined,
): Promise<T> {
  const { status, content } = await send<T>(address, method, path, body).catch((error) => {
    throw new ServerGone(address, error);
  });
  if (status === 200) return content.answer;
  if (status === 400) throw new WorldFileError(content.kind, 'the world', content.detail);
  throw new ServerGone(address, new Error(`It answered ${status} to ${method} ${path}.`));
}

/** Uses Node's own client: loading `fetch` takes longer than all requests made here. */
async function send<T>({ endpoint, token }: ServerAddress, method: string, path: string, body?: string) {
  const sent = request(`${endpoint}${ADMIN_PATH}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(PATIENCE),
  });
  sent.end(body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const text = (await readWithin(response, LONGEST_ANSWER)).toString();
  const content = JSON.parse(text) as { readonly answer: T } & Pick<WorldFileError, 'kind' | 'detail'>;
  return { status: response.statusCode, content };
}

type WireCredentials = Omit<Lent, 'expiration'> & { readonly expiration?: string };

const asCredentials = (wire: WireCredentials | null): Lent | undefined => {
  if (!wire) return undefined;
  const { expiration, ...keys } = wire;
  return { ...keys, ...(expiration === undefined ? {} : { expiration: new Date(expiration) }) };
};
