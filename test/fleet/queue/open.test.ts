import { describe, expect, test } from 'vitest';
import { shownQueue, storeOf, withoutSecrets } from '../../../src/fleet/queue/address.ts';
import { openQueue } from '../../../src/fleet/queue/open.ts';
import { packaged, queueUnreachable } from '../../../src/fleet/queue/store.ts';

describe('the address of a queue', () => {
  test.each([
    ['redis://h', 'redis'],
    ['rediss://u:p@h:6380/1', 'redis'],
    ['postgres://u:p@h/db', 'postgres'],
    ['postgresql://h/db?sslmode=require', 'postgres'],
  ])('%s names %s', (url, store) => {
    expect(storeOf(url)).toBe(store);
  });

  test.each(['', 'h:6379', 'amqp://h', 'http://h', 'redis', 'file:///tmp/x'])('%j is none', async (url) => {
    await expect(openQueue(url, { version: '0.1.0' })).rejects.toMatchObject({ code: 'ERR_USAGE' });
  });

  test.each([
    ['redis://:secret@h:6379', 'redis://h:6379'],
    ['rediss://user:secret@h/2', 'rediss://h/2'],
    ['postgres://u:secret@h/db?password=other&sslmode=require', 'postgres://h/db'],
    ['redis://h/', 'redis://h'],
  ])('%s is shown as %s', (url, shown) => {
    expect(shownQueue(url)).toBe(shown);
  });

  test('no secret of it is in what a client says', () => {
    const url = 'postgres://some-user:p%40ss-word@h/db?password=an0ther';
    const said = `some-user and p@ss-word (p%40ss-word) at ${url}: an0ther`;
    expect(withoutSecrets(said, url)).toBe('… and … (…) at postgres://h/db: …');
    expect(queueUnreachable(url, new Error(said)).message).not.toMatch(/some-user|word|an0ther/);
  });
});

test('without an address, the queue is in this process', async () => {
  const queue = await openQueue(undefined, { version: '0.1.0' });
  await queue.close();
});

describe('a package that is not installed', () => {
  const missing = () =>
    Promise.reject(Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' }));

  test.each([
    ['redis', 'npm install bullmq ioredis'],
    ['postgres', 'npm install bullmq pg'],
  ] as const)('of %s is named with what installs it', async (store, hint) => {
    await expect(packaged(store, missing)).rejects.toMatchObject({ code: 'ERR_PACKAGE', hint });
  });

  test('is no other error', async () => {
    await expect(packaged('redis', () => Promise.reject(new SyntaxError('broken')))).rejects.toThrow(
      'broken',
    );
  });
});

test.each([
  [
    new AggregateError([new Error('connect ECONNREFUSED ::1'), new Error('connect ECONNREFUSED 127.0.0.1')]),
    'ECONNREFUSED ::1; connect ECONNREFUSED 127',
  ],
  [Object.assign(new Error(''), { code: 'ETIMEDOUT' }), 'does not answer: ETIMEDOUT.'],
  ['text', 'does not answer: text.'],
])('what a client throws becomes a sentence', (error, part) => {
  expect(queueUnreachable('redis://h', error).message).toContain(part);
});
