import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  IAMClient,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, expect, test, vi } from 'vitest';
import type { Summary } from '../../src/contract/event.ts';
import type { Examined } from '../../src/contract/examination.ts';
import type { World, WorldAccount } from '../../src/sandbox/world.ts';
import { kmsLab, serve } from './in-process.ts';
import { freshState } from './kms-lab.ts';
import { buildWorkshop, hasMoto, openMoto } from './moto.ts';
import { addressFile, configurationOf } from './served.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

interface Records {
  readonly exitCode: number;
  readonly summary: Summary;
  readonly all: readonly Examined[];
  of(id: string): Examined | undefined;
}

/** Every line of `doctor --json` but the last is an examination. */
async function examined(state: string, ...args: readonly string[]): Promise<Records> {
  const { exitCode, stdout } = await kmsLab(state, 'doctor', ...args, '--json');
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const summary = lines.pop();
  expect(summary.type).toBe('summary');
  expect(new Set(lines.map(({ type }) => type))).toEqual(new Set(['examination']));
  return { exitCode, summary, all: lines, of: (id) => lines.find((each) => each.id === id) };
}

/** A state directory whose sandbox was changed without the lab's knowledge. */
async function changed(change: (home: WorldAccount) => unknown): Promise<string> {
  const state = freshState();
  const file = join(state, 'world.json');
  await kmsLab(state, 'sandbox', 'save', file);
  const world = JSON.parse(readFileSync(file, 'utf8')) as World;
  change(world.accounts[world.home]!);
  writeFileSync(file, JSON.stringify(world));
  await kmsLab(state, 'sandbox', 'load', file);
  return state;
}

test('the embedded account is fine, and the last line says to run the lab', async () => {
  const state = freshState();
  const { exitCode, stdout, stderr } = await kmsLab(state, 'doctor');
  expect([exitCode, stderr]).toEqual([0, '']);
  expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^ {2}\S.*kms-lab(\.js)? run +does the whole lab$/);
  expect(stdout).not.toMatch(/[!✗?→]/);
});

test('with --json there is a record for each examination, and the summary last', async () => {
  const { exitCode, summary, all } = await examined(freshState());
  expect(exitCode).toBe(0);
  expect(summary).toMatchObject({
    command: 'doctor',
    ok: true,
    exitCode: 0,
    accountId: '111122223333',
    region: 'us-east-1',
    writes: 0,
  });
  expect(summary.calls).toBeGreaterThan(20);
  for (const each of all) expect(each).toMatchObject({ state: 'fine', found: expect.stringMatching(/./) });
});

test('a disabled key is reported, with what enables it; what depends on it is not examined', async () => {
  const state = await changed(({ keys }) => Object.assign(Object.values(keys)[0]!, { state: 'Disabled' }));
  const { exitCode, summary, of } = await examined(state);
  expect([exitCode, summary.ok]).toEqual([3, false]);
  expect(of('key-state')).toMatchObject({
    state: 'broken',
    next: [{ shell: expect.stringMatching(/^aws kms enable-key --key-id [\w-]+$/) }],
  });
  expect(of('use-of-the-key')).toMatchObject({ state: 'unknown', needs: 'key-state' });
});

test('a stopped instance is reported, and what is on it is not examined', async () => {
  const state = await changed(({ instances }) =>
    Object.assign(Object.values(instances)[0]!, { state: 'stopped' }),
  );
  const { exitCode, stdout } = await kmsLab(state, 'doctor');
  expect(exitCode).toBe(3);
  const text = stdout.replace(/( \\)?\s+/g, ' ');
  expect(text).toMatch(/✗ instance The instance i-\w+ is stopped\./);
  expect(text).toMatch(/ aws ec2 start-instances --instance-ids i-\w+ starts it again \?/);
  expect(text).toContain('? web app needs instance');
  expect(text).toMatch(
    /Fix “instance” first, as described above\. next \S.*doctor examines the account again $/,
  );
});

/** A sandbox used like AWS: at its endpoint, with credentials from the environment. */
async function asAws(...serving: readonly string[]) {
  const home = freshState();
  const served = await serve(home, ...serving);
  const { endpoint, region, credentials } = await configurationOf(home);
  const { webAppUrl } = JSON.parse(readFileSync(addressFile(home), 'utf8'));
  vi.stubEnv('AWS_REGION', region);
  return {
    home,
    served,
    client: { endpoint, region, credentials },
    /** `session` replaces the operator’s own. */
    as(session: { AccessKeyId?: string; SecretAccessKey?: string; SessionToken?: string }) {
      vi.stubEnv('AWS_ACCESS_KEY_ID', session.AccessKeyId ?? '');
      vi.stubEnv('AWS_SECRET_ACCESS_KEY', session.SecretAccessKey ?? '');
      if (session.SessionToken) vi.stubEnv('AWS_SESSION_TOKEN', session.SessionToken);
      return examined(
        freshState(),
        ...['--target', 'aws', '--endpoint-url', endpoint, '--web-app-url', webAppUrl],
      );
    },
  };
}

test('an operator with few permissions learns which are missing, and sees what can be seen', async () => {
  const { client, as } = await asAws();
  const iam = new IAMClient(client);
  const UserName = 'apprentice';
  await iam.send(new CreateUserCommand({ UserName }));
  const Statement = [
    {
      Effect: 'Allow',
      Action: [
        'iam:Get*',
        'iam:List*',
        'iam:SimulatePrincipalPolicy',
        'kms:DescribeKey',
        's3:ListBucket',
        's3:GetObject',
      ],
      Resource: '*',
    },
  ];
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'few', PolicyDocument }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));

  const { exitCode, summary, of } = await as(AccessKey!);
  expect([exitCode, summary.writes]).toEqual([3, 0]);
  expect(of('identity')).toMatchObject({ state: 'fine', found: expect.stringContaining('user/apprentice') });
  expect(of('permissions-to-run')).toMatchObject({
    state: 'broken',
    found: expect.stringMatching(/no policy allows .*iam:CreatePolicyVersion/),
    remedy: expect.stringContaining('kms-lab'),
  });
  expect(of('key')).toMatchObject({ state: 'fine' });
  expect(of('instance')).toMatchObject({
    state: 'unknown',
    found: expect.stringContaining('ec2:DescribeInstances'),
  });
  expect(of('use-of-the-key')).toMatchObject({ state: 'broken' });
});

test('expired credentials are reported, and nothing is examined with them', async () => {
  const { home, served, client, as } = await asAws();
  const { Credentials } = await new STSClient(client).send(
    new GetSessionTokenCommand({ DurationSeconds: 900 }),
  );
  expect((await as(Credentials!)).of('credentials')).toMatchObject({
    state: 'fine',
    found: 'temporary credentials, of the environment; nothing says how long they last',
  });
  await served.stop();

  const port = new URL(client.endpoint).port;
  await serve(home, '--port', port, '--clock', '+1h');
  const { exitCode, all, of } = await as(Credentials!);
  expect(exitCode).toBe(3);
  expect(of('credentials')).toMatchObject({ state: 'broken', found: expect.stringMatching(/expired/i) });
  const rest = all.filter(({ id }) => !['region', 'credentials', 'clock'].includes(id));
  expect(new Set(rest.map(({ state, needs }) => `${state} ${needs}`))).toEqual(
    new Set(['unknown credentials']),
  );
});

test.each([
  ['none', undefined],
  ['an empty one', ''],
])('with %s as Region, nothing can be asked', async (_, region) => {
  vi.stubEnv('AWS_REGION', region);
  vi.stubEnv('AWS_CONFIG_FILE', '/dev/null');
  const { exitCode, of } = await examined(freshState(), '--target', 'aws');
  expect(exitCode).toBe(3);
  expect(of('region')).toMatchObject({ state: 'broken', remedy: expect.stringContaining('--region') });
  expect(of('credentials')).toMatchObject({ needs: 'region' });
});

test.skipIf(!hasMoto())('an account that other people set up is examined as far as possible', async () => {
  const endpoint = await openMoto();
  const env = await buildWorkshop(endpoint);
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  const { stdout } = await kmsLab(
    freshState(),
    ...['doctor', '--target', 'aws', '--endpoint-url', endpoint, '--json'],
  );
  const lines = stdout.trimEnd().split('\n');
  const all = lines.slice(0, -1).map((line) => JSON.parse(line) as Examined);
  const states = Object.fromEntries(all.map(({ id, state }) => [id, state]));
  expect(states).toMatchObject({
    identity: 'fine',
    // It has no simulator, enforces nothing, and has no imported material.
    'permissions-to-run': 'unknown',
    'use-of-the-key': 'warning',
    'key-state': 'warning',
    'role-policy': 'fine',
    'instance-role': 'fine',
    'sample-file': 'fine',
    user: 'fine',
  });
  expect(all.filter(({ state }) => state === 'broken')).toEqual([]);
  expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ type: 'summary', writes: 0 });
});
