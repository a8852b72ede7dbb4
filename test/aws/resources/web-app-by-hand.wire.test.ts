import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { SAMPLE_UPLOAD } from '../../../src/aws/web-app/visitor.ts';
import { ANY_KEY } from '../../../src/contract/resource.ts';
import { unmanage } from '../../sandbox/unmanage.ts';
import { open } from '../opened.ts';

/** An instance that is not managed, whose web app is met at this address. */
async function unmanaged(webAppUrl?: string) {
  const sandbox = await open();
  unmanage(sandbox.home);
  const target = { ...sandbox.target, ...(webAppUrl ? { webAppUrl } : {}) };
  const lab = await sandbox.openLab(target);
  return { ...sandbox, lab, resource: lab.resources['web-app'], app: { keyId: sandbox.key.id, port: 80 } };
}

/** Somebody who takes connections. */
async function listening(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('from outside', () => {
  test('a web app that answers is running, with any key', async () => {
    const url = await listening();
    const { app, resource } = await unmanaged(url);
    const found = await resource.read();
    expect(found).toEqual({ keyId: ANY_KEY, port: Number(new URL(url).port) });
    expect(resource.same(found, app)).toBe(true);
    expect(resource.same(found, undefined)).toBe(false);
  });

  test('one that refuses is not running', async () => {
    const { resource } = await unmanaged();
    expect(await resource.read()).toBeUndefined();
  });

  test('one that does not respond may be either', async () => {
    const { resource } = await unmanaged('http://web-app.invalid');
    await expect(resource.read()).rejects.toMatchObject({
      code: 'ERR_NO_SHELL',
      message: expect.stringMatching(/not managed.*does not respond/),
      hint: expect.stringMatching(/AmazonSSMManagedInstanceCore.*open port 80.*--web-app-url/),
    });
  });

  test('two keys that were both seen still differ', async () => {
    const { app, resource } = await unmanaged();
    expect(resource.same(app, { ...app, keyId: 'another' })).toBe(false);
  });
});

describe('by hand', () => {
  test('it is started with the page’s command, the right key and the right port', async () => {
    const { app, resource, lab } = await unmanaged();
    await resource.read();
    const { instruction, because } = resource.byHand?.(app) ?? {};
    expect(instruction).toMatch(/not managed by Systems Manager/);
    expect(instruction).toContain(`sudo python WebAppEncSSE.py 80`);
    expect(instruction).toContain(`at its prompt ${app.keyId}`);
    expect(instruction).toContain(`waits until ${lab.webApp.url} answers`);
    expect(because).toMatchObject({
      code: 'ERR_NO_SHELL',
      hint: expect.stringContaining('start the web app by hand'),
    });
    expect(resource.calls(undefined, app)).toEqual(['by hand']);
  });

  test('it is stopped with its copies; the lab deletes the upload', async () => {
    const { resource, home } = await unmanaged();
    const { objects } = home.buckets['kmsworkshop-111122223333']!;
    objects[SAMPLE_UPLOAD] = structuredClone(Object.values(objects)[0]!);
    await resource.read();
    expect(resource.byHand?.(undefined)?.instruction).toMatch(
      /sudo pkill -f WebAppEncSSE\.py; and rm -f .*localfile-\*.*no longer answers/,
    );
    await resource.write(undefined);
    expect(Object.keys(objects)).not.toContain(SAMPLE_UPLOAD);
  });

  test('is not needed once the instance accepts commands again', async () => {
    const { app, instance, resource } = await unmanaged();
    await resource.read();
    instance.managed = true;
    await resource.read();
    expect(resource.byHand?.(app)).toBeUndefined();
    await resource.write({ keyId: ANY_KEY, port: 80 });
    expect(await resource.read()).toEqual(app);
  });
});

describe('the app is started with the interpreter it needs', () => {
  test('Python 3', async () => {
    const { app, instance, resource } = await unmanaged();
    Object.assign(instance, {
      managed: true,
      software: { app: '#!/usr/bin/env python3', programs: ['python3'] },
      files: {},
    });
    await resource.write(app);
    expect(await resource.read()).toEqual(app);
  });

  test.each([
    ['no app', { programs: ['python3'] }, /There is no .*WebAppEncSSE\.py/],
    ['no Python 2', { app: '#!/usr/bin/env python', programs: ['python3'] }, /needs python2/],
  ])('or not at all: %s', async (_what, software, message) => {
    const { app, instance, lab, resource } = await unmanaged();
    Object.assign(instance, { managed: true, software, files: {} });
    await expect(resource.write(app)).rejects.toMatchObject({
      code: 'ERR_NOT_FOUND',
      message: expect.stringMatching(message),
    });
    expect(lab.counts.writes).toBe(0);
  });
});
