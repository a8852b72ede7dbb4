import { KMSClient, ListKeysCommand } from '@aws-sdk/client-kms';
import { CreateBucketCommand, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { connectSandbox, ServerGone } from '../../src/sandbox/remote.ts';
import type { World } from '../../src/sandbox/world.ts';
import { WorldFileError } from '../../src/sandbox/world-file.ts';
import { freshDirectory, serve } from './served.ts';

const TOKEN = 'a token';

async function both() {
  const { sandbox, client } = await serve({ token: TOKEN });
  const { endpoint, webAppUrl } = sandbox;
  const address = { pid: process.pid, endpoint, webAppUrl, since: '2026-06-01T12:00:00Z', token: TOKEN };
  return { sandbox, client, address, remote: await connectSandbox(address) };
}

test('another process sees the same sandbox as this one', async () => {
  const { sandbox, remote } = await both();
  expect(await remote.info()).toEqual(sandbox.info());
  for (const name of [
    'root',
    'operator',
    'instance-role',
    'outsider',
    'nobody',
    'another-admin@111122223333',
  ]) {
    const lent = await remote.credentials(name);
    expect({ ...lent, expiration: 0 }).toEqual({ ...sandbox.credentials(name), expiration: 0 });
  }
  expect((await remote.credentials('instance-role'))?.expiration).toBeInstanceOf(Date);
});

const buckets = async (s3: S3Client) =>
  (await s3.send(new ListBucketsCommand({}))).Buckets?.map(({ Name }) => Name);

test('its world can be removed and restored, while clients continue', async () => {
  const { client, remote } = await both();
  const s3 = client(S3Client);
  await s3.send(new CreateBucketCommand({ Bucket: 'before-lunch' }));
  const saved = structuredClone(await remote.world());
  await remote.reset();
  expect(await buckets(s3)).toEqual(['kmsworkshop-111122223333']);
  await remote.replaceWorld(saved);
  expect(await buckets(s3)).toEqual(['before-lunch', 'kmsworkshop-111122223333']);
});

test('a reset keeps the number of accounts', async () => {
  const { sandbox } = await serve({ accounts: 3, directory: freshDirectory() });
  const before = sandbox
    .info()
    .accounts.map(({ id }) => id)
    .sort();
  await sandbox.reset();
  expect(
    sandbox
      .info()
      .accounts.map(({ id }) => id)
      .sort(),
  ).toEqual(before);
});

test.each<[string, object, WorldFileError['kind']]>([
  ['of a newer format', { version: 2 }, 'newer'],
  ['without accounts', { version: 1, home: '111122223333', sessions: {} }, 'damaged'],
  ['that is none', [], 'damaged'],
])('a world %s is refused, and nothing is replaced', async (_, world, kind) => {
  const { client, remote } = await both();
  await expect(remote.replaceWorld(world as World)).rejects.toMatchObject({ kind });
  await expect(remote.replaceWorld(world as World)).rejects.toBeInstanceOf(WorldFileError);
  await client(KMSClient).send(new ListKeysCommand({}));
});

describe('no one else gets in', () => {
  test.each(['info', 'world', 'credentials/operator'])('%s without the token', async (path) => {
    const { sandbox } = await both();
    for (const authorization of ['', 'Bearer ', 'Bearer another', TOKEN]) {
      const { status } = await fetch(`${sandbox.endpoint}/_kms-lab/${path}`, { headers: { authorization } });
      expect(status).toBe(404);
    }
  });

  test('without a token, no one can administer it', async () => {
    const { sandbox } = await serve();
    for (const authorization of ['', 'Bearer ', 'Bearer undefined']) {
      const url = `${sandbox.endpoint}/_kms-lab/info`;
      const { status } = await fetch(url, { headers: { authorization } });
      expect(status).toBeGreaterThanOrEqual(400);
    }
  });
});

test('a server that is gone is reported as gone', async () => {
  const { sandbox, address } = await both();
  await sandbox.close();
  await expect(connectSandbox(address)).rejects.toBeInstanceOf(ServerGone);
});

test.each(['127.0.0.1', 'localhost', '::1'])('it listens at %s', async (host) => {
  const { client } = await serve({ host });
  await client(KMSClient).send(new ListKeysCommand({}));
});

test.each([
  ['0.0.0.0', 'http://127.0.0.1:'],
  ['::', 'http://[::1]:'],
])('at every address, %s, this machine reaches it at %s', async (host, endpoint) => {
  const { sandbox, client } = await serve({ host });
  expect(sandbox.endpoint.startsWith(endpoint)).toBe(true);
  expect(sandbox.webAppUrl).toMatch(/^http:\/\/127\.0\.0\.1:/);
  await client(KMSClient).send(new ListKeysCommand({}));
});
