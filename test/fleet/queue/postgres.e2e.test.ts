import pg from 'pg';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { connectorOf } from '../../../src/fleet/queue/store.ts';
import { queueContract } from '../queue-contract.ts';
import { openAt, storeContract } from './store-contract.ts';
import { NO_POSTGRES, postgresServer, type StoreServer } from './store-servers.ts';

describe.skipIf(NO_POSTGRES)('PostgreSQL', () => {
  let server: StoreServer;
  beforeAll(async () => {
    server = await postgresServer();
  });
  afterAll(() => server.remove());

  queueContract('the queue', () => ({ outlives: true, open: () => openAt(server.url) }));
  storeContract(() => server);

  test('a server that dies while nothing listens to its clients ends these, and no process', async () => {
    const dying = await postgresServer();
    onTestFinished(dying.remove);
    const pool = new pg.Pool((await connectorOf('postgres', dying.url))({ waits: false }));
    const client = await pool.connect();
    // As BullMQ does before it closes the one with which it listens.
    const listening = new pg.Client({ connectionString: dying.url });
    await listening.connect();
    listening.removeAllListeners();
    const uncaught: Error[] = [];
    const hear = (error: Error) => void uncaught.push(error);
    process.on('uncaughtException', hear);
    onTestFinished(() => void process.off('uncaughtException', hear));
    const ended = [client, listening].map((one) => new Promise<void>((resolve) => one.once('end', resolve)));
    await dying.kill();
    await Promise.all(ended);
    await expect(client.query('select 1')).rejects.toThrow();
    expect(uncaught).toEqual([]);
    client.release(true);
    await pool.end();
  });

  test.each([
    ['a user', (url: string) => url.replace('lab@', 'stranger:a-password@'), /role "…" does not exist/],
    [
      'a database',
      (url: string) => url.replace('/postgres', '/elsewhere'),
      /database "elsewhere" does not exist/,
    ],
  ])('%s that does not exist is said at once, and no password', async (_, change, message) => {
    const error = await openAt(change(server.url)).catch((caught) => caught);
    expect(error).toMatchObject({ code: 'ERR_QUEUE', message: expect.stringMatching(message) });
    expect(error.message).not.toMatch(/a-password|stranger/);
  });
});
