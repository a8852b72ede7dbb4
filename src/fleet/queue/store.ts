import { EventEmitter } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { LabError } from '../../contract/errors.ts';
import { type QueueStore, shownQueue, withoutSecrets } from './address.ts';

/** Milliseconds to connect. */
const CONNECT = 10_000;

/** How BullMQ connects to a store. */
export type Connection = Readonly<Record<string, unknown>>;

/** The packages that a store needs, which are not part of kms-lab. */
const PACKAGES: Readonly<Record<QueueStore, readonly string[]>> = {
  redis: ['bullmq', 'ioredis'],
  postgres: ['bullmq', 'pg'],
};

/** Its own tables, beside what else is in the database. */
const SCHEMA = 'kms_lab_queue';

/** The settings that BullMQ connects with. For Redis: `waits` for one that is down, as a worker does. */
export type Connector = (how: { readonly waits: boolean }) => Connection;

/** Throws `ERR_PACKAGE`. */
export async function connectorOf(store: QueueStore, url: string): Promise<Connector> {
  if (store === 'redis') {
    return ({ waits }) => ({ url, connectTimeout: CONNECT, maxRetriesPerRequest: waits ? null : 1 });
  }
  await loadPg();
  const settings = { connectionString: url, connectionTimeoutMillis: CONNECT, schema: SCHEMA, migrate: true };
  return () => ({ ...settings, max: 4 });
}

/**
 * An error of a client to which nothing listens would end the process: BullMQ listens to none while it looks at the
 * schema, connects or closes, and a server may die then. The next question to that client fails anyway.
 */
async function loadPg() {
  const { default: pg } = await packaged('postgres', () => import('pg'));
  pg.Client.prototype.emit = function (this: InstanceType<typeof pg.Client>, event, ...given) {
    if (event === 'error' && this.listenerCount(event) === 0) return false;
    return EventEmitter.prototype.emit.call(this, event, ...given);
  };
  return pg;
}

/**
 * Connects once, so that a wrong address or password is said, and not tried again and again. Waits for a server that is
 * only starting. Throws `ERR_QUEUE`, `ERR_QUEUE_UNSAFE` or `ERR_PACKAGE`.
 */
export async function requireFit(store: QueueStore, url: string): Promise<void> {
  const connect = store === 'redis' ? requireFitRedis : requireFitPostgres;
  for (let left = STARTING / STARTING_PAUSE; ; left--) {
    try {
      return await connect(url);
    } catch (error) {
      if (error instanceof LabError) throw error;
      if (left <= 0 || !isStarting(error)) throw queueUnreachable(url, error);
      await pause(STARTING_PAUSE);
    }
  }
}

/** Milliseconds that a server which has crashed may take to read what it has on the disk. */
const STARTING = 60_000;
const STARTING_PAUSE = 500;

/**
 * Redis reads its file, or PostgreSQL its log: cannot_connect_now.
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const isStarting = (error: unknown): boolean =>
  error instanceof Error &&
  (('code' in error && error.code === '57P03') || error.message.startsWith('LOADING'));

async function requireFitRedis(url: string): Promise<void> {
  const { Redis } = await packaged('redis', () => import('ioredis'));
  const client = new Redis(url, {
    lazyConnect: true,
    connectTimeout: CONNECT,
    commandTimeout: CONNECT,
    retryStrategy: null,
  });
  let seen: Error | undefined;
  // Without a listener, the client writes errors to the console; a failed connection says why here only.
  client.on('error', (error: Error) => {
    seen = error;
  });
  try {
    await client.connect();
    requireNoEviction(await client.info('memory'), url);
  } catch (error) {
    throw error instanceof LabError ? error : (seen ?? error);
  } finally {
    client.disconnect();
  }
}

/**
 * A Redis that is full drops keys under any other policy, and units with them.
 * https://redis.io/docs/latest/develop/reference/eviction/
 */
function requireNoEviction(info: string, url: string): void {
  const [, policy = 'noeviction'] = /^maxmemory_policy:(\S+)/m.exec(info) ?? [];
  if (policy === 'noeviction') return;
  throw new LabError(
    'ERR_QUEUE_UNSAFE',
    `The Redis at ${shownQueue(url)} drops keys when its memory is full (maxmemory-policy ${policy}), so units could get lost.`,
    { hint: 'set its maxmemory-policy to noeviction, or use a Redis of its own for the queue' },
  );
}

async function requireFitPostgres(url: string): Promise<void> {
  const { Client } = await loadPg();
  const client = new Client({ connectionString: url, connectionTimeoutMillis: CONNECT });
  try {
    await client.connect();
    await client.query('select 1');
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** An optional peer of kms-lab. Throws `ERR_PACKAGE` where it is not installed. */
export async function packaged<T>(store: QueueStore, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new LabError(
      'ERR_PACKAGE',
      `A queue over ${store === 'redis' ? 'Redis' : 'PostgreSQL'} needs packages that are not installed.`,
      { hint: `npm install ${PACKAGES[store].join(' ')}`, cause: error },
    );
  }
}

/** An error of the client, in our words and without the secrets of the URL. */
export function queueUnreachable(url: string, error: unknown): LabError {
  const detail = withoutSecrets(messageOf(error), url).replace(/\.?$/, '.');
  return new LabError('ERR_QUEUE', `The queue at ${shownQueue(url)} does not answer: ${detail}`, {
    hint: 'see that its server runs, and that the address, the user and the password are right',
  });
}

/** Node tries several addresses of a name, and then tells of all together. */
function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return [...new Set(error.errors.map(messageOf))].join('; ');
  return error instanceof Error
    ? error.message || ((error as NodeJS.ErrnoException).code ?? error.name)
    : String(error);
}
