import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { BodyBudget } from '../body-budget.ts';
import type { SigningCredentials } from '../credentials.ts';
import { BODIES, limitedServer } from '../server.ts';
import { Disk, LOG_FILE } from '../ssm/disk.ts';
import { strangeIn } from '../visitors.ts';
import type { Ec2Instance, World, WorldAccount } from '../world.ts';
import type { Running, WebAppResponse } from './app.ts';
import { explained, holdPort } from './held-port.ts';

const HOST = '127.0.0.1';

export interface WebAppHostOptions {
  readonly world: World;
  /** The S3 endpoint that the app uses. */
  readonly endpoint: string;
  /** What the instance's metadata service would return. */
  credentialsOf(instanceId: string): SigningCredentials | undefined;
  /** Told of an error that nothing answered: its visitor is disconnected. */
  failed(error: unknown): void;
  /** Called before every answer, with the account that it changed. */
  save(accountId: string): Promise<void>;
  now(): Date;
  /** For the home account's web app. 0, the default, takes any free port. */
  readonly port?: number;
}

/** The web apps' addresses on this machine. As on an instance, nothing listens there while the app does not run. */
export interface WebAppHost {
  /** The home account's. */
  readonly url: string;
  /** The address of an account's web app: with a port of its own, from the first time that it is asked for. */
  urlOf(accountId: string): Promise<string | undefined>;
  /** Starts or stops listening, to match the world. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** One address, which stays the same while the sandbox is open. */
interface Door {
  readonly url: string;
  sync(): Promise<void>;
  close(): Promise<void>;
}

interface DoorOptions extends WebAppHostOptions {
  readonly bodies: BodyBudget;
}

/** Throws `PortInUse`. */
export async function openWebAppHost(given: WebAppHostOptions): Promise<WebAppHost> {
  const { world } = given;
  const options: DoorOptions = { ...given, bodies: new BodyBudget(BODIES) };
  const home = await openDoor(options, () => world.accounts[world.home], options.port);
  const others = new Map<string, Promise<Door>>();
  const everyDoor = async () => [home, ...(await Promise.all(others.values()))];
  const doorOf = (accountId: string): Promise<Door> => {
    const known = others.get(accountId) ?? openDoor(options, () => world.accounts[accountId]);
    others.set(accountId, known);
    known.catch(() => others.delete(accountId));
    return known;
  };
  return {
    url: home.url,
    async urlOf(accountId) {
      if (accountId === world.home) return home.url;
      return Object.hasOwn(world.accounts, accountId) ? (await doorOf(accountId)).url : undefined;
    },
    async sync() {
      for (const door of await everyDoor()) await door.sync();
    },
    async close() {
      for (const door of await everyDoor()) await door.close();
    },
  };
}

async function openDoor(
  options: DoorOptions,
  account: () => WorldAccount | undefined,
  wanted = 0,
): Promise<Door> {
  const held = await holdPort(HOST, wanted);
  const { port } = held;
  const running = () => runningIn(account());
  let server: Server | undefined;
  const follow = async (open: boolean) => {
    if (open && !server) {
      const visit = await visitorsOf(options, running);
      if (!held.isShared) held.release();
      server = await listen(port, visit);
    } else if (!open && server) {
      await stop(server);
      server = undefined;
    }
  };
  let turn = Promise.resolve();
  /** One after the other: the world may change again while a server starts. */
  const queue = (open: () => boolean) => {
    const next = turn.then(() => follow(open()));
    turn = next.catch(() => {});
    return next;
  };
  const sync = () => queue(() => running() !== undefined);
  const close = () => queue(() => false).finally(held.release);
  try {
    await sync();
  } catch (error) {
    await close();
    throw error;
  }
  return { url: `http://${HOST}:${port}`, sync, close };
}

interface OnInstance {
  readonly account: WorldAccount;
  readonly instance: Ec2Instance;
}

/** The instance on which the app runs. */
function runningIn(account: WorldAccount | undefined): OnInstance | undefined {
  const instance = Object.values(account?.instances ?? {}).find(
    ({ state, webApp }) => webApp && state === 'running',
  );
  return account && instance && { account, instance };
}

type Visit = (request: IncomingMessage, response: ServerResponse) => void;

async function listen(port: number, visit: Visit): Promise<Server> {
  const server = limitedServer();
  server.on('request', visit);
  await new Promise<void>((listening, failed) => {
    server.once('error', (error: NodeJS.ErrnoException) => failed(explained(error, port)));
    server.listen(port, HOST, listening);
  });
  return server;
}

const stop = (server: Server): Promise<void> =>
  new Promise((closed) => {
    server.close(() => closed());
    server.closeAllConnections();
  });

/** The SDK's client is loaded with the app, not with the sandbox. */
async function visitorsOf(
  { bodies, credentialsOf, endpoint, failed, now, save, world }: DoorOptions,
  onInstance: () => OnInstance | undefined,
): Promise<Visit> {
  const [{ answerWebAppRequest }, { keepBucket }] = await Promise.all([
    import('./app.ts'),
    import('./bucket.ts'),
  ]);
  const bucketOf = keepBucket({ endpoint, region: world.region });
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const found = onInstance();
    if (!found || strangeIn(request.headers)) return refuse(response);
    const { account, instance } = found;
    const credentials = credentialsOf(instance.id);
    const bucket = credentials && bucketOf(`kmsworkshop-${account.id}`, credentials);
    const running: Running = { instance, bucket, bodies };
    try {
      const given = await answerWebAppRequest(request, running);
      note(instance, accessLine(request, given.status, now()));
      await save(account.id);
      send(response, given, request.method === 'HEAD');
    } catch (error) {
      note(instance, traceback(request, error as Error));
      await save(account.id);
      // The page's "will not respond".
      request.socket.destroy();
    }
  };
  return (request, response) => {
    answer(request, response).catch((error) => {
      failed(error);
      request.socket.destroy();
    });
  };
}

function refuse(response: ServerResponse): void {
  response.writeHead(403, { 'content-type': 'text/plain', connection: 'close' });
  response.end('The web app is for visitors of this machine.\n');
}

function send(response: ServerResponse, { status, type, body }: WebAppResponse, headOnly: boolean): void {
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    'x-content-type-options': 'nosniff',
    // Uploaded content is shown, and does not run as script.
    'content-security-policy': 'sandbox allow-forms allow-same-origin',
    'cache-control': 'no-store',
    connection: 'close',
  });
  response.end(headOnly ? undefined : body);
}

const note = (instance: Ec2Instance, text: string): void => {
  new Disk(instance).write(LOG_FILE, text, 'append');
};

const accessLine = ({ method, url }: IncomingMessage, status: number, now: Date): string =>
  `${HOST} - - [${now.toISOString()}] "${method} ${oneLine(url ?? '')} HTTP/1.1" ${status} -\n`;

const RULE = '-'.repeat(40);

/** Like Python's server; the last line is the error's. */
const traceback = ({ socket }: IncomingMessage, { name, message }: Error): string =>
  [
    RULE,
    `Exception happened during processing of request from ('${HOST}', ${socket.remotePort})`,
    'Traceback (most recent call last):',
    `${name}: ${oneLine(message)}`,
    RULE,
    '',
  ].join('\n');

const oneLine = (text: string): string => text.replace(/\s+/g, ' ');
