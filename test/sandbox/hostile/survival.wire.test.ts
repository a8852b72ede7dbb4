import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { trailFile } from '../../../src/sandbox/trail/write.ts';
import { freshDirectory } from '../served.ts';
import { draft, form, json, open } from './opened.ts';
import { bytesOf, send } from './wire.ts';

const TOKEN = 'a token';
const directory = freshDirectory();

let it: Awaited<ReturnType<typeof open>>;
beforeAll(async () => {
  it = await open({ token: TOKEN, directory });
});
afterAll(() => it.sandbox.close());

const LOCAL: [string, string] = ['host', 'localhost'];
const admin = (method: string, target: string, body = '') =>
  bytesOf(draft({ method, target, body, headers: [LOCAL, ['authorization', `Bearer ${TOKEN}`]] }));

/** What cannot be decoded, or is nothing that is asked for. */
const ESCAPES = [
  '%',
  '%f',
  '%zz',
  '%ff',
  '%c0%ae',
  '%00',
  '%ed%a0%80',
  '__proto__',
  '..',
  '%2e%2e%2f',
  'a'.repeat(300),
];

describe('the administration', () => {
  const PATHS = ['credentials/', 'web-app/', 'info/', 'world/', 'reset/x', ''].flatMap((path) =>
    ESCAPES.map((text) => `${path}${text}`),
  );
  test.each(PATHS)('GET %s: answered, and the server lives', async (path) => {
    const answer = await it.unharmed(() => it.raw(admin('GET', `/_kms-lab/${path}`)));
    expect(answer?.status).toBeLessThan(500);
  });

  test.each(['', '{', 'null', '[]', '{"version":1}', '{"version":"__proto__"}', '\0', '{"version":99}'])(
    'PUT a world that is %j: refused, and the old one is kept',
    async (world) => {
      const answer = await it.unharmed(() => it.raw(admin('PUT', '/_kms-lab/world', world)));
      expect(answer?.status).toBe(400);
    },
  );

  test.each([
    ['a body where none belongs', admin('GET', '/_kms-lab/info', 'x'), 413],
    ['another method', admin('DELETE', '/_kms-lab/world'), 404],
    ['another path', admin('GET', '/_kms-lab/__proto__/constructor'), 404],
  ])('%s: refused', async (_, bytes, status) => {
    expect(await it.unharmed(() => it.raw(bytes))).toMatchObject({ status });
  });
});

test.each(ESCAPES)('%s anywhere in a request to S3: refused, and the server lives', async (text) => {
  for (const target of [
    `/${text}`,
    `/kmsworkshop-111122223333/${text}`,
    `/?${text}`,
    `/?list-type=${text}`,
  ]) {
    const answer = await it.unharmed(() => it.ask('s3', draft({ method: 'GET', target })));
    expect(answer?.status ?? 400, target).not.toBe(500);
  }
});

describe('a page of another site', () => {
  test.each<[what: string, headers: [string, string][]]>([
    ['by a name of its own', [['host', 'evil.example']]],
    ['by a script', [LOCAL, ['origin', 'http://evil.example']]],
    ['by an image', [LOCAL, ['sec-fetch-site', 'cross-site'], ['sec-fetch-mode', 'no-cors']]],
  ])(
    '%s: is refused before anything else, also with the token, and is not in the log',
    async (_, headers) => {
      for (const [target, more] of [
        ['/', []],
        ['/evil%0aline', []],
        ['/_kms-lab/world', [['authorization', `Bearer ${TOKEN}`]]],
      ] as const) {
        const request = draft({
          method: 'GET',
          target,
          headers: [...headers, ...more.map(([a, b]): [string, string] => [a, b])],
        });
        const answer = await it.unharmed(() => send(it.sandbox.endpoint, bytesOf(request)));
        expect(answer).toMatchObject({ status: 403 });
        expect(answer?.text).toMatch(/^This sandbox answers/);
      }
      expect(linesOf(directory).join()).not.toContain('evil');
    },
  );
});

const linesOf = (folder: string): readonly string[] => {
  const file = trailFile(folder);
  return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [];
};

test('the log keeps what a request says as data: one line for each, whatever it holds', async () => {
  const own = freshDirectory();
  const { ask, sandbox } = await open({ directory: own });
  const said = 'a\u009b31m\u202e\u2028b';
  await ask('iam', form(`Action=${encodeURIComponent(`\n\u001b[2J${said}`)}`));
  await ask('kms', json(`TrentService.${said}`, '{}'));
  await sandbox.close();
  const lines = linesOf(own);
  expect(lines).toHaveLength(2);
  for (const line of lines) {
    expect((JSON.parse(line) as { operation: string }).operation).toContain(said);
    expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}]/u);
  }
});
