import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Asked, type LabInBrowser, servedLab } from '../served-lab.ts';

const LOOK = JSON.stringify({ do: 'look' });
const JSON_TYPE = { 'content-type': 'application/json' };

describe('what is refused', () => {
  /** What is asked for, by a browser that has entered unless `cookie` says otherwise. */
  const ATTACKS: readonly (readonly [
    what: string,
    status: number,
    path: string,
    asked: (origin: string, port: string) => Asked,
  ])[] = [
    [
      'a name that another server gave this address',
      421,
      '/',
      (_, port) => ({ headers: { host: `evil.example:${port}` } }),
    ],
    ['the same for events', 421, '/events', (_, port) => ({ headers: { host: `evil.example:${port}` } })],
    [
      'the same for an act',
      421,
      '/acts',
      (origin, port) => ({
        method: 'POST',
        headers: { ...JSON_TYPE, origin, host: `evil.example:${port}` },
        body: LOOK,
      }),
    ],
    ['another port', 421, '/', () => ({ headers: { host: '127.0.0.1:1' } })],
    ['no port', 421, '/', () => ({ headers: { host: '127.0.0.1' } })],
    [
      'the address with a dot behind it',
      421,
      '/',
      (_, port) => ({ headers: { host: `127.0.0.1.:${port}` } }),
    ],
    [
      'a rebound name at the entrance',
      421,
      '/in?token=x',
      (_, port) => ({ headers: { host: `rebound.example:${port}` } }),
    ],
    ['an act without an origin', 403, '/acts', () => ({ method: 'POST', headers: JSON_TYPE, body: LOOK })],
    [
      'an act of another page',
      403,
      '/acts',
      () => ({ method: 'POST', headers: { ...JSON_TYPE, origin: 'https://evil.example' }, body: LOOK }),
    ],
    [
      'an act of a page at another port',
      403,
      '/acts',
      () => ({ method: 'POST', headers: { ...JSON_TYPE, origin: 'http://127.0.0.1:1' }, body: LOOK }),
    ],
    [
      'an act of a page without an origin of its own',
      403,
      '/acts',
      () => ({ method: 'POST', headers: { ...JSON_TYPE, origin: 'null' }, body: LOOK }),
    ],
    [
      'an act over TLS that is none',
      403,
      '/acts',
      (origin) => ({
        method: 'POST',
        headers: { ...JSON_TYPE, origin: origin.replace('http:', 'https:') },
        body: LOOK,
      }),
    ],
    ['events for another page', 403, '/events', () => ({ headers: { origin: 'https://evil.example' } })],
    ['the page without a cookie', 401, '/', () => ({ headers: { cookie: '' } })],
    ['its files without a cookie', 401, '/page/page.js', () => ({ headers: { cookie: '' } })],
    ['events without a cookie', 401, '/events', () => ({ headers: { cookie: '' } })],
    [
      'an act without a cookie',
      401,
      '/acts',
      (origin) => ({ method: 'POST', headers: { ...JSON_TYPE, origin, cookie: '' }, body: LOOK }),
    ],
    ['a cookie that is made up', 401, '/', (_, port) => ({ headers: { cookie: `kms-lab-${port}=AAAA` } })],
    ['a token that is none', 401, '/in?token=AAAA', () => ({ headers: { cookie: '' } })],
    ['the entrance without a token', 401, '/in', () => ({ headers: { cookie: '' } })],
    [
      'an act that is too long',
      413,
      '/acts',
      (origin) => ({ method: 'POST', headers: { ...JSON_TYPE, origin }, body: Buffer.alloc(300_000, 'x') }),
    ],
    [
      'one that does not say how long it is',
      413,
      '/acts',
      (origin) => ({
        method: 'POST',
        headers: { ...JSON_TYPE, origin, 'transfer-encoding': 'chunked' },
        body: Buffer.alloc(300_000, 'x'),
      }),
    ],
    [
      'an act that is a form',
      415,
      '/acts',
      (origin) => ({
        method: 'POST',
        headers: { origin, 'content-type': 'application/x-www-form-urlencoded' },
        body: 'do=look',
      }),
    ],
    [
      'an act without a type',
      415,
      '/acts',
      (origin) => ({ method: 'POST', headers: { origin }, body: LOOK }),
    ],
    [
      'an act that is not JSON',
      400,
      '/acts',
      (origin) => ({ method: 'POST', headers: { ...JSON_TYPE, origin }, body: '{"do":' }),
    ],
    [
      'an act that there is none of',
      400,
      '/acts',
      (origin) => ({ method: 'POST', headers: { ...JSON_TYPE, origin }, body: '{"do":"teardown"}' }),
    ],
    [
      'an act with more than it takes',
      400,
      '/acts',
      (origin) => ({ method: 'POST', headers: { ...JSON_TYPE, origin }, body: '{"do":"look","as":"root"}' }),
    ],
    [
      'a policy of another resource',
      400,
      '/acts',
      (origin) => ({
        method: 'POST',
        headers: { ...JSON_TYPE, origin },
        body: '{"do":"save","resource":"user","text":"{}"}',
      }),
    ],
    [
      'a policy that is longer than any',
      400,
      '/acts',
      (origin) => ({
        method: 'POST',
        headers: { ...JSON_TYPE, origin },
        body: JSON.stringify({ do: 'save', resource: 'key-policy', text: 'x'.repeat(140_000) }),
      }),
    ],
    ['a file beside the page’s', 404, '/page/..%2F..%2Fpackage.json', () => ({})],
    ['an act by GET', 404, '/acts', () => ({})],
  ];

  let lab: LabInBrowser;
  beforeAll(async () => {
    lab = await servedLab({ staysOpen: true });
    await lab.enter();
  });

  afterAll(() => lab.close());

  test.each(ATTACKS)('%s: %i', async (_, status, path, asked) => {
    const answer = await lab.ask(path, asked(lab.origin, new URL(lab.origin).port));
    expect(answer.status).toBe(status);
    expect(answer.text).not.toMatch(/111122223333|Statement|at .*\.ts/);
  });

  test('a link is good once; then there is another one', async () => {
    const [first = ''] = lab.links;
    const { pathname, search } = new URL(first);
    const replayed = await lab.ask(pathname + search, { headers: { cookie: '' } });
    expect([replayed.status, replayed.headers['set-cookie']]).toEqual([401, undefined]);
    expect(lab.links).toHaveLength(2);
    expect(lab.links[1]).not.toBe(first);
  });
});

test('the entrance gives a cookie that no script reads, and an address without the token', async () => {
  const lab = await servedLab();
  const { pathname, search } = new URL(lab.links[0]!);
  const { status, headers } = await lab.ask(pathname + search);
  expect([status, headers.location, headers['referrer-policy']]).toEqual([303, '/', 'no-referrer']);
  expect(headers['set-cookie']).toEqual([
    expect.stringMatching(/^kms-lab-\d+=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict$/),
  ]);
});

test('the page may run its own files only, and its styles by a nonce that no two answers share', async () => {
  const lab = await servedLab();
  await lab.enter();
  const [one, other] = [await lab.ask('/'), await lab.ask('/')];
  const policy = String(one.headers['content-security-policy']);
  expect(policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self' 'nonce-[^']+'; /);
  expect(policy).toContain("require-trusted-types-for 'script'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toContain('unsafe');
  expect(policy).toMatch(/frame-src http:\/\/127\.0\.0\.1:\d+;/);
  expect(other.headers['content-security-policy']).not.toBe(policy);
  const [, nonce = ''] = /'nonce-([^']+)'/.exec(policy) ?? [];
  expect(one.text).toContain(`<meta name="nonce" content="${nonce}">`);
  expect(one.text).toContain('<noscript>');
});

test('no credential and no token reaches the page', async () => {
  const lab = await servedLab();
  await lab.enter();
  const before = await lab.follow(({ type }) => type === 'snapshot');
  const following = lab.follow(({ type }) => type === 'ended', before.at(-1)!.id);
  await lab.act({ do: 'matrix' });
  const text = JSON.stringify([before, await following, await lab.act({ do: 'log' })]);
  expect(text).toContain('instance-role');
  expect(text).not.toMatch(/AKIA|ASIA|secretAccessKey|sessionToken|"stack"/);
  for (const link of lab.links) expect(text).not.toContain(new URL(link).searchParams.get('token'));
});
