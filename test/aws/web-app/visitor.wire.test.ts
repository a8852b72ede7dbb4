import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createSocket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { InstanceCommands } from '../../../src/aws/web-app/commands.ts';
import { openWebApp } from '../../../src/aws/web-app/visitor.ts';

const webAppAt = (url: string) =>
  openWebApp({ kind: 'found', is: url }, { log: async () => 'the log' } as InstanceCommands);

/** The server at the web app's address. */
async function served(answer: RequestListener) {
  const server = createServer(answer);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return webAppAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

/** The app while its visitor may not have the page. */
async function hangingUp() {
  const server = createSocket((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => socket.end());
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => void server.close());
  return webAppAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

describe('a page', () => {
  test('is shown with its status', async () => {
    const webApp = await served((_, response) => response.writeHead(404).end('File not found'));
    expect(await webApp.download('S3//none.txt')).toEqual({
      kind: 'shown',
      status: 404,
      body: 'File not found',
    });
  });

  test('a redirect is not followed', async () => {
    const webApp = await served((_, response) => response.writeHead(302, { location: '/login' }).end());
    expect(await webApp.download('S3//x')).toMatchObject({ kind: 'shown', status: 302 });
  });
});

describe('the list', () => {
  test('is the texts of the links: the addresses are not escaped reliably', async () => {
    const webApp = await served((_, response) =>
      response.end('<li><a href="S3//a b&c.txt">S3//a b&amp;c.txt</a><li><a href="app.py">app.py</a>'),
    );
    expect(await webApp.list()).toEqual(['S3//a b&c.txt', 'app.py']);
  });

  test('of another web server has no sample file', async () => {
    const webApp = await served((_, response) => response.end('<html><h1>Welcome to nginx!</h1></html>'));
    expect(await webApp.list()).toEqual([]);
  });

  test.each([302, 404, 503])('of what answers HTTP %i names that answer', async (status) => {
    const webApp = await served((_, response) => response.writeHead(status).end('busy'));
    await expect(webApp.list()).rejects.toMatchObject({
      code: 'ERR_LOOK',
      message: `${webApp.url} answers HTTP ${status} and not with the web app’s list.`,
      hint: expect.stringContaining('--web-app-url'),
    });
  });

  test('that does not arrive is not an empty list', async () => {
    await expect((await hangingUp()).list()).rejects.toMatchObject({ code: 'ERR_LOOK' });
  });
});

test('links are requested unchanged, an upload like a browser’s form', async () => {
  const asked: (readonly [string | undefined, string | undefined, string | undefined])[] = [];
  const webApp = await served((request, response) => {
    asked.push([request.method, request.url, request.headers.referer]);
    request.resume().on('end', () => response.end());
  });
  await webApp.download('S3//Sample File.txt');
  await webApp.uploadSample();
  const referer = `${webApp.url}/`;
  expect(asked).toEqual([
    ['GET', '/S3//Sample%20File.txt', referer],
    ['POST', '/', referer],
  ]);
});

test('the log is the instance’s', async () => {
  expect(await webAppAt('http://127.0.0.1').log()).toBe('the log');
});
