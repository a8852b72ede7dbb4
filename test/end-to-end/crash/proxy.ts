import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** Operations that change an account; a command to the instance is one where it starts or stops something. */
const WRITES =
  /^(Create|Update|Put|Set|Delete|Attach|Detach|Tag|Untag|Import|Enable|Disable|Schedule|Cancel|Run|Start|Stop|Terminate|Authorize|Revoke|Add|Remove|Associate)/;

/** What happens to a write in transit: `before` the account gets it, or `after`. */
export interface Meddling {
  before?(write: string, count: number): Promise<'forward' | 'drop'>;
  after?(write: string, count: number): Promise<'answer' | 'drop'>;
}

export interface Wire {
  readonly endpoint: string;
  /** The writes seen so far. */
  readonly writes: readonly string[];
  /** Starts counting again. */
  meddle(how: Meddling): void;
  close(): Promise<void>;
}

/** A proxy between a client and an endpoint that sees every write. */
export async function openProxy(to: string): Promise<Wire> {
  const target = new URL(to);
  const agent = new Agent({ keepAlive: true });
  let writes: string[] = [];
  let how: Meddling = {};
  const server = createServer({ keepAliveTimeout: 60_000 }, async (incoming, outgoing) => {
    const body = await buffer(incoming).catch(() => undefined);
    if (body) await pass(incoming, outgoing, body);
  });
  async function pass(incoming: IncomingMessage, outgoing: ServerResponse, body: Buffer): Promise<void> {
    const write = writeOf(incoming, body.toString());
    const { before, after } = how;
    const count = write ? writes.push(write) : 0;
    if (write && (await before?.(write, count)) === 'drop') return void outgoing.destroy();
    const { method, url, rawHeaders } = incoming;
    const forwarded = request(
      { host: target.hostname, port: target.port, method, path: url, agent, setHost: false },
      async (answer) => {
        const content = await buffer(answer);
        if (write && (await after?.(write, count)) === 'drop') return void outgoing.destroy();
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
        outgoing.end(content);
      },
    );
    for (let at = 0; at < rawHeaders.length; at += 2)
      forwarded.setHeader(rawHeaders[at]!, rawHeaders[at + 1]!);
    forwarded.on('error', () => outgoing.destroy());
    forwarded.end(body);
  }
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get writes() {
      return writes;
    },
    meddle(given) {
      how = given;
      writes = [];
    },
    close: () =>
      new Promise((closed) => {
        agent.destroy();
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

function writeOf({ headers, method, url = '' }: IncomingMessage, body: string): string | undefined {
  if (url.startsWith('/_kms-lab/')) return undefined;
  const [, json] = /\.(\w+)$/.exec(String(headers['x-amz-target'] ?? '')) ?? [];
  const [, query] = /(?:^|&)Action=(\w+)/.exec(body) ?? [];
  const operation = json ?? query;
  if (operation === 'SendCommand') return /setsid|pkill/.test(body) ? operation : undefined;
  if (operation) return WRITES.test(operation) ? operation : undefined;
  return method === 'GET' || method === 'HEAD' ? undefined : `${method} ${url}`;
}
