import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  CreateUserCommand,
  IAMClient,
  ListAccessKeysCommand,
  ListVirtualMFADevicesCommand,
} from '@aws-sdk/client-iam';
import { describe, expect, onTestFinished, test } from 'vitest';
import { xmlError } from '../aws/canned.ts';
import { openProxy, type Passing } from '../aws/proxy.ts';
import { BINARY, freshState, kmsLab, tell } from './kms-lab.ts';
import { configurationOf, serve } from './served.ts';

const TAGS = [{ Key: 'kms-lab', Value: 'made by kms-lab' }];

interface Watch {
  readonly instead?: Parameters<typeof openProxy>[1]['instead'];
  readonly told?: (passing: Passing) => void;
}

/** A served sandbox as a real account, with a userA, and every secret that it issues. */
async function openAccount({ instead, told }: Watch = {}) {
  const servers = freshState();
  await serve(servers);
  const configuration = await configurationOf(servers);
  const secrets = new Set<string>();
  const endpoint = await openProxy(configuration.endpoint, {
    ...(instead ? { instead } : {}),
    told(passing, body) {
      for (const secret of secretsIn(body)) secrets.add(secret);
      told?.(passing);
    },
  });
  const iam = new IAMClient(configuration);
  await iam.send(new CreateUserCommand({ UserName: 'userA', Tags: TAGS }));
  const { accessKeyId, secretAccessKey } = configuration.credentials;
  const env = {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_REGION: configuration.region,
  };
  const args = ['--target', 'aws', '--endpoint-url', endpoint, '--account', '111122223333', '--yes'];
  const left = async () => {
    const [keys, devices] = await Promise.all([
      iam.send(new ListAccessKeysCommand({ UserName: 'userA' })),
      iam.send(new ListVirtualMFADevicesCommand({})),
    ]);
    return [...(keys.AccessKeyMetadata ?? []), ...(devices.VirtualMFADevices ?? [])].length;
  };
  return { state: freshState(), env, args, secrets, left };
}

/** Secret keys, session tokens and seeds; a seed as sent and as typed. */
const secretsIn = (xml: string): readonly string[] =>
  [...xml.matchAll(/<(SecretAccessKey|SessionToken|Base32StringSeed)>([^<]+)</g)].flatMap(
    ([, kind, secret = '']) =>
      kind === 'Base32StringSeed' ? [secret, Buffer.from(secret, 'base64').toString()] : [secret],
  );

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());

/** A command that a user interrupts. */
function begin(state: string, env: Record<string, string>, args: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, [BINARY, ...args], {
    env: { ...process.env, ...env, KMS_LAB_STATE_DIR: state },
    stdio: 'ignore',
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

test('a run as userA leaves no secret anywhere, and nothing in the account', async () => {
  const { state, env, args, secrets, left } = await openAccount();
  const run = await kmsLab(
    state,
    env,
    ...['run', '--to', 'strip-decrypt', '--probe-mfa', '--json', '--verbose', ...args],
  );
  expect(run.exitCode).toBe(0);
  expect(run.stdout).toContain('signed in with a real MFA code');
  const reports = await Promise.all(
    ['html', 'md', 'junit', 'json'].map((format) =>
      kmsLab(state, 'report', '--format', format, '--out', '-'),
    ),
  );
  expect(reports[1]?.stdout).toContain('userA was asked with a real MFA code as well');
  const written = filesIn(state).map((path) => readFileSync(path, 'utf8'));
  expect(written.length).toBeGreaterThan(3);
  const everything = [run.stdout, run.stderr, ...reports.map(({ stdout }) => stdout), ...written].join('\n');
  // The access key's, the session's and its token, and the seed in both its forms.
  expect(secrets.size).toBeGreaterThanOrEqual(5);
  for (const secret of secrets) expect(everything).not.toContain(secret);
  expect(await left()).toBe(0);
});

describe('nothing is left', () => {
  test('after a failure, which contains no secret either', async () => {
    const { state, env, args, secrets, left } = await openAccount({
      instead: ({ operation }) =>
        operation === 'EnableMFADevice'
          ? xmlError('AccessDenied', 'not iam:EnableMFADevice', 403)
          : undefined,
    });
    const { exitCode, stdout, stderr } = await kmsLab(
      state,
      env,
      ...['matrix', '--probe-mfa', '--json', '--verbose', ...args],
    );
    expect(exitCode).toBe(1);
    expect(stdout).toContain('iam:EnableMFADevice');
    expect(secrets.size).toBeGreaterThanOrEqual(3);
    for (const secret of secrets) expect(stdout + stderr).not.toContain(secret);
    expect(await left()).toBe(0);
  });

  test('after Ctrl-C', async () => {
    let child: ChildProcess | undefined;
    const { state, env, args, left } = await openAccount({
      told: ({ operation }) => void (operation === 'EnableMFADevice' && child?.kill('SIGINT')),
    });
    child = begin(state, env, ['matrix', '--probe-mfa', ...args]);
    expect((await once(child, 'exit'))[0]).toBe(130);
    expect(await left()).toBe(0);
  });

  test('by a killed process, once the next command ends', async () => {
    let child: ChildProcess | undefined;
    const { state, env, args, left } = await openAccount({
      told: ({ operation }) => void (operation === 'EnableMFADevice' && child?.kill('SIGKILL')),
    });
    child = begin(state, env, ['matrix', '--probe-mfa', ...args]);
    await once(child, 'exit');
    expect(await left()).toBe(2);
    const status = await kmsLab(state, env, 'status', ...args.slice(0, -1));
    expect(status.stdout.replace(/\s+/g, ' ')).toContain('left credentials on the lab’s user');
    expect(await left()).toBe(2);
    const run = await tell(state, env, 'run', '--to', 'show-key-policy', ...args);
    expect(run.summary).toMatchObject({ ok: true });
    expect(await left()).toBe(0);
  });
});

test('creating credentials on a real account needs consent', async () => {
  const { state, env, args, left } = await openAccount();
  const { exitCode, stderr } = await kmsLab(state, env, 'matrix', '--probe-mfa', ...args.slice(0, 4));
  expect(exitCode).toBe(5);
  expect(stderr).toContain('ERR_CONSENT');
  expect(await left()).toBe(0);
});
