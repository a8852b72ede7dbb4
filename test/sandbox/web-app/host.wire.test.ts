import { createServer } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { addWorkshopAccount } from '../../../src/sandbox/seed/workshop-account.ts';
import { PortInUse } from '../../../src/sandbox/server.ts';
import { openWebAppHost } from '../../../src/sandbox/web-app/host.ts';
import { NOW, openHome } from '../home.ts';
import { closeAll, closing, noAnswer, open, raw, SAMPLE, thrown } from './opened.ts';

const OTHER = '222200000002';

afterEach(closeAll);

describe('the address', () => {
  test('answers only while the app runs, and stays the same', async () => {
    const { host, instance, visit } = await open({ running: false });
    const { url } = host;
    expect(await noAnswer(visit('/'))).toBe('ECONNREFUSED');
    instance.webApp = { keyId: 'k', port: 80, started: NOW.toISOString() };
    await host.sync();
    expect((await visit('/')).status).toBe(200);
    delete instance.webApp;
    await Promise.all([host.sync(), host.sync()]);
    expect(await noAnswer(visit('/'))).toBe('ECONNREFUSED');
    expect(host.url).toBe(url);
  });

  test('that is in use is reported', async () => {
    const { account, world } = openHome();
    const other = createServer();
    await new Promise<void>((listening) => other.listen(0, '127.0.0.1', listening));
    closing.push(() => new Promise((closed) => other.close(() => closed())));
    const { port } = other.address() as { port: number };
    const options = {
      world,
      endpoint: '',
      failed: thrown,
      credentialsOf: () => undefined,
      save: () => account.save([]),
      now: account.now,
    };
    await expect(openWebAppHost({ ...options, port })).rejects.toThrow(new PortInUse(port));
  });

  test('of another account is different, and its own app answers there', async () => {
    const { host, world, touched } = await open();
    addWorkshopAccount(world, OTHER, { key: '1', instance: '0f' }, NOW);
    const url = await host.urlOf(OTHER);
    expect([await host.urlOf(world.home), await host.urlOf(OTHER)]).toEqual([host.url, url]);
    expect(await noAnswer(fetch(`${url}`))).toBe('ECONNREFUSED');
    const [instance] = Object.values(world.accounts[OTHER]!.instances);
    instance!.webApp = { keyId: '1', port: 80, started: NOW.toISOString() };
    await host.sync();
    expect(await (await fetch(`${url}`)).text()).toContain(`kmsworkshop-${OTHER}`);
    expect(instance!.webAppLog).toContain('"GET / HTTP/1.1" 200');
    expect(touched).toEqual([OTHER]);
  });

  test.each(['999999999999', '__proto__'])('of %s, which is not an account, does not exist', async (id) => {
    const { host } = await open();
    expect(await host.urlOf(id)).toBeUndefined();
  });

  test.each([
    ['another name', { host: 'evil.example' }],
    ['a page of another site', { origin: 'http://evil.example' }],
    ['a page of nowhere', { origin: 'null' }],
  ])('does not serve %s', async (_, headers) => {
    const { host, instance } = await open();
    const answer = await raw(host.url, { path: '/', headers });
    expect(answer.status).toBe(403);
    expect(answer.text).not.toContain(SAMPLE);
    expect(instance.webAppLog).toBe('');
  });

  test('serves this machine by either name', async () => {
    const { host } = await open();
    const { host: address, port } = new URL(host.url);
    for (const name of [address, `localhost:${port}`]) {
      const headers = { host: name, origin: `http://${name}` };
      expect((await raw(host.url, { path: '/', headers })).status).toBe(200);
    }
  });
});
