import { readFileSync } from 'node:fs';
import { type IncomingMessage, request as plain } from 'node:http';
import { request as encrypted } from 'node:https';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { listenForPage } from '../../../src/web/server/page-server.ts';
import { freePort } from '../../free-port.ts';
import { servedLab } from '../served-lab.ts';

const pem = (name: string): Buffer => readFileSync(join(import.meta.dirname, 'tls', name));
const TLS = { cert: pem('cert.pem'), key: pem('key.pem') };
const AT = 'https://lab.example.com';

interface Answer {
  readonly status: number;
  readonly cookie: string | undefined;
}

/** As a browser or a proxy asks it, wherever the name leads. */
const asked = (
  port: number,
  path: string,
  {
    host,
    tls = false,
    method = 'GET',
    headers = {},
  }: { host: string; tls?: boolean; method?: string; headers?: object },
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const options = { port, path, method, agent: false, headers: { ...headers, host } };
    const answered = (response: IncomingMessage): void => {
      response.resume();
      resolve({ status: response.statusCode ?? 0, cookie: response.headers['set-cookie']?.[0] });
    };
    const sent = tls
      ? encrypted({ ...options, host: '127.0.0.1', servername: 'lab.example.com', ca: TLS.cert }, answered)
      : plain({ ...options, host: '127.0.0.1' }, answered);
    sent.on('error', reject);
    sent.end();
  });

describe('a page for other machines', () => {
  test('is served with TLS under its name only, with a cookie that is never sent in the clear', async () => {
    const port = await freePort();
    const at = `${AT}:${port}`;
    const lab = await servedLab({ address: { port, host: '127.0.0.1', tls: TLS, at } });
    const [link = ''] = lab.links;
    expect(link).toMatch(`${at}/in?token=`);
    const host = `lab.example.com:${port}`;
    const path = link.slice(at.length);
    expect(await asked(port, path, { host: `127.0.0.1:${port}`, tls: true })).toMatchObject({ status: 421 });
    const { status, cookie = '' } = await asked(port, path, { host, tls: true });
    expect([status, cookie]).toEqual([303, expect.stringMatching(/; Secure/)]);
    const headers = { cookie: cookie.split(';')[0] };
    expect(await asked(port, '/', { host, tls: true, headers })).toMatchObject({ status: 200 });
    for (const [origin, answer] of [
      [`http://${host}`, 403],
      [at, 415],
    ] as const) {
      const act = { host, tls: true, method: 'POST', headers: { ...headers, origin } };
      expect(await asked(port, '/acts', act)).toMatchObject({ status: answer });
    }
    await expect(asked(port, '/', { host })).rejects.toThrow();
  });

  test('behind a proxy on this machine, it has the name of the proxy and no other', async () => {
    const port = await freePort();
    const lab = await servedLab({ address: { port, at: AT } });
    const path = lab.links[0]!.slice(AT.length);
    expect(await asked(port, path, { host: `127.0.0.1:${port}` })).toMatchObject({ status: 421 });
    expect(await asked(port, path, { host: 'lab.example.com' })).toMatchObject({
      status: 303,
      cookie: expect.stringMatching(/; Secure/),
    });
  });

  test.each([
    ['an address of another machine', { host: '192.0.2.1' }],
    ['a name that leads nowhere', { host: 'nowhere.invalid' }],
  ])('%s is refused', async (_, address) => {
    await expect(listenForPage({ port: 0, ...address }, 'web')).rejects.toMatchObject({
      code: 'ERR_USAGE',
      message: expect.stringContaining(`cannot listen at ${address.host}, port 0: `),
    });
  });
});
