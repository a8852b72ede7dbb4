import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { openIdentityCenter } from '../../../src/aws/fleet/identity-center.ts';
import { type Canned, canned } from '../canned.ts';
import { atOnce } from './room.ts';

const CONFIG =
  '[sso-session training]\nsso_region = us-east-1\nsso_start_url = https://example.awsapps.com/start\n';
const HOUR = 3_600_000;

/** A home directory in which a person is signed in, or was. */
function signedIn({
  until = Date.now() + HOUR,
  session = 'training',
  more = {},
  config: text = CONFIG,
} = {}) {
  const home = mkdtempSync(join(tmpdir(), 'kms-lab-sso-'));
  const cache = join(home, '.aws', 'sso', 'cache');
  mkdirSync(cache, { recursive: true });
  const config = join(home, '.aws', 'config');
  writeFileSync(config, text);
  const name = createHash('sha1').update(session).digest('hex');
  const token = { accessToken: 'a-token', expiresAt: new Date(until).toISOString(), ...more };
  const file = join(cache, `${name}.json`);
  writeFileSync(file, JSON.stringify(token));
  vi.stubEnv('HOME', home);
  vi.stubEnv('AWS_CONFIG_FILE', config);
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(home, 'none'));
  return { file };
}

afterEach(() => vi.unstubAllEnvs());

const answer = (body: object, status = 200): Canned => ({
  status,
  headers: {
    'content-type': 'application/json',
    ...(status === 200 ? {} : { 'x-amzn-errortype': (body as { is: string }).is }),
  },
  body: JSON.stringify(body),
});

async function portal(answers: (nth: number) => Canned) {
  const { url, asked } = await canned(({ nth }) => answers(nth));
  const open = (name = 'training') => openIdentityCenter(name, { name: 'aws', endpoint: url }, atOnce);
  return { open, asked };
}

test('all accounts of a session are listed, a request for each hundred, and none for each account', async () => {
  signedIn();
  const page = (from: number, count: number, nextToken?: string) =>
    answer({
      accountList: Array.from({ length: count }, (_, at) => ({
        accountId: String(222200000000 + from + at),
        accountName: `a${from + at}`,
        emailAddress: `a${from + at}@example.com`,
      })),
      ...(nextToken ? { nextToken } : {}),
    });
  const { open, asked } = await portal((nth) => (nth < 7 ? page(nth * 100, 100, `t${nth}`) : page(700, 50)));
  const accounts = await (await open()).accounts();
  expect(accounts).toHaveLength(650);
  expect(accounts.at(-1)).toEqual({
    id: '222200000749',
    name: 'a749',
    email: 'a749@example.com',
    isActive: true,
  });
  expect(asked).toHaveLength(7);
});

test('a permission set gives credentials of an account', async () => {
  signedIn();
  const expiration = Date.now() + HOUR;
  const { open } = await portal(() =>
    answer({
      roleCredentials: { accessKeyId: 'ASIA1', secretAccessKey: 's', sessionToken: 't', expiration },
    }),
  );
  const provide = (await open()).credentials('222200000002', 'Lab');
  expect(await provide()).toEqual({
    accessKeyId: 'ASIA1',
    secretAccessKey: 's',
    sessionToken: 't',
    expiration: new Date(expiration),
  });
});

describe('a token that is about to end', () => {
  const SOON = Date.now() + 2 * 60_000;
  const REFRESHABLE = { refreshToken: 'r1', clientId: 'c', clientSecret: 's', region: 'us-east-1' };
  const WITH_PROFILE = `${CONFIG}\n[profile class]\nsso_session = training\n`;
  const NEW = { accessToken: 'new-token', expiresIn: 3600, refreshToken: 'r2', tokenType: 'Bearer' };
  const NO_ACCOUNTS = { accountList: [] };

  test('is refreshed once for all requests, and the file has the new one', async () => {
    const { file } = signedIn({ until: SOON, more: REFRESHABLE, config: WITH_PROFILE, session: 'training' });
    const { open, asked } = await portal((nth) => answer(nth === 1 ? NEW : NO_ACCOUNTS));
    const session = await open();
    await Promise.all([session.accounts(), session.accounts()]);
    expect(asked.map(({ body }) => body)).toEqual([expect.stringContaining('refresh_token'), '', '']);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
      accessToken: 'new-token',
      refreshToken: 'r2',
    });
  });

  test.each([
    ['no profile uses the session', REFRESHABLE, CONFIG],
    ['it has no refresh token', {}, WITH_PROFILE],
  ])('is used to its end where %s', async (_, more, config) => {
    signedIn({ until: SOON, more, config });
    const { open, asked } = await portal(() => answer(NO_ACCOUNTS));
    await (await open()).accounts();
    expect(asked.map(({ body }) => body)).toEqual(['']);
  });
});

test.each([
  [
    'the permission set is not yours',
    'ForbiddenException',
    403,
    'does not give you the permission set "Lab" in account',
  ],
  [
    'the session was ended',
    'UnauthorizedException',
    401,
    'The IAM Identity Center session "training" has expired.',
  ],
  ['the portal fails', 'InvalidRequestException', 400, 'InvalidRequestException'],
])('credentials are refused: %s', async (_, is, status, message) => {
  signedIn();
  const { open } = await portal(() => answer({ is, message: 'No access' }, status));
  const provide = (await open()).credentials('222200000002', 'Lab');
  const error = await provide().catch((thrown) => thrown);
  expect(`${error.code}: ${error.message} ${error.cause?.name}`).toContain(message);
});

test.each([
  ['has ended', { until: Date.now() - 1 }, 'training', 'has expired.'],
  ['was never there', { session: 'another' }, 'training', 'is not signed in.'],
  ['has no section', {}, 'other', 'There is no section [sso-session other]'],
])('a session that %s is refused, before any request', async (_, given, name, message) => {
  signedIn(given);
  const { open, asked } = await portal(() => answer({}));
  const error = await open(name)
    .then((session) => session.accounts())
    .catch((thrown) => thrown);
  expect(error).toMatchObject({ code: 'ERR_CREDENTIALS', message: expect.stringContaining(message) });
  expect(asked).toEqual([]);
});
