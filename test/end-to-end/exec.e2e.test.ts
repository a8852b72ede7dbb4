import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { BINARY, freshState, kmsLab } from './kms-lab.ts';
import { serve } from './served.ts';

const NODE = process.execPath;

/** The environment of a user who has an account, and settings that lead to it in every way. */
const OWN = {
  AWS_PROFILE: 'mine',
  AWS_ACCESS_KEY_ID: 'AKIAMINE',
  AWS_SECRET_ACCESS_KEY: 'mine',
  AWS_SESSION_TOKEN: 'mine',
  AWS_ROLE_ARN: 'arn:aws:iam::999999999999:role/mine',
  AWS_WEB_IDENTITY_TOKEN_FILE: '/mine',
  AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://mine',
  AWS_ENDPOINT_URL_KMS: 'https://mine',
  AWS_ENDPOINT_URL_SECRETS_MANAGER: 'https://mine',
  AWS_USE_FIPS_ENDPOINT: 'true',
  AWS_CONFIG_FILE: '/mine',
  AWS_SHARED_CREDENTIALS_FILE: '/mine',
  AWS_PAGER: 'cat',
};

/** What the program finds in its environment. */
const SHOW = `console.log(JSON.stringify(Object.fromEntries(Object.entries(process.env).filter(([n]) => /^(AWS|KMS_LAB)_/.test(n)))))`;

async function seen(state: string, ...words: readonly string[]): Promise<Record<string, string>> {
  const { stdout, stderr } = await kmsLab(state, OWN, 'sandbox', 'exec', ...words, '--', NODE, '-e', SHOW);
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

describe('a program in the sandbox', () => {
  test('has the sandbox’s environment, and nothing that leads to another account', async () => {
    const state = freshState();
    const { endpoint } = await serve(state);
    const env = await seen(state);
    expect(Object.entries(env).filter(([, value]) => value.includes('mine'))).toEqual([]);
    expect(env).toMatchObject({
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: 'us-east-1',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_PAGER: 'cat',
      KMS_LAB_STATE_DIR: state,
    });
    expect(env.KMS_LAB_WEB_APP_URL).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(env.AWS_SESSION_TOKEN).toBeUndefined();
    expect((await seen(state, '--as', 'instance-role')).AWS_SESSION_TOKEN).toBeDefined();
  });

  test('gets a sandbox if none is served, and the next command sees what it did', async () => {
    const state = freshState();
    const line = ['sandbox', 'exec', '--', NODE, BINARY, 'run', '--to', 'strip-decrypt'];
    expect((await kmsLab(state, OWN, ...line)).exitCode).toBe(0);
    expect((await kmsLab(state, 'plan', '--to', 'strip-decrypt')).exitCode).toBe(0);
  });

  test.each([0, 1, 3, 77, 255])('that exits with %i makes the command do the same', async (code) => {
    const { exitCode } = await kmsLab(freshState(), 'sandbox', 'exec', '--', 'sh', '-c', `exit ${code}`);
    expect(exitCode).toBe(code);
  });

  test('keeps its own options', async () => {
    const script = 'console.log(JSON.stringify(process.argv.slice(1)))';
    const own = ['--json', '--region', 'x', '--', '--as', "it's"];
    const { stdout } = await kmsLab(freshState(), 'sandbox', 'exec', '--', NODE, '-e', script, '--', ...own);
    expect(JSON.parse(stdout)).toEqual(own);
  });

  test.each([
    ['SIGTERM', 'SIGTERM', 7],
    ['SIGINT', 'SIGINT', 7],
    ['SIGINT', 'SIGTERM', 130],
    ['SIGTERM', 'SIGINT', 143],
  ] as const)('gets a %s; if it listens for %s, the exit code is %i', async (sent, awaited, code) => {
    const script = `process.on('${awaited}', () => process.exit(7)); setInterval(() => {}, 1000); console.log('ready')`;
    const child = spawn(NODE, [BINARY, 'sandbox', 'exec', '--', NODE, '-e', script], {
      env: { ...process.env, KMS_LAB_STATE_DIR: freshState() },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exit = exitOf(child);
    await once(child.stdout, 'data');
    child.kill(sent);
    expect(await exit).toBe(code);
  });
});

const exitOf = (child: ChildProcess): Promise<number | null> =>
  new Promise((done) => child.on('close', (code) => done(code)));

describe('what cannot run', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'kms-lab-')), 'no-program');
  writeFileSync(file, '');
  chmodSync(file, 0o600);

  test.each([
    ['a program that is not there', ['--', 'no-such-program'], 'There is no program "no-such-program".'],
    ['a file that is none', ['--', file], 'could not be started: the file is not executable'],
    ['nothing', [], "missing required argument 'program'"],
    ['a program without dashes before it', ['aws', 'kms'], 'kms-lab sandbox exec -- aws kms'],
    ['one with options', ['aws', 'kms', '--output', 'x'], 'kms-lab sandbox exec -- aws kms --output x'],
    ['one with options like ours', ['aws', '--region', 'x'], 'kms-lab sandbox exec -- aws --region x'],
    ['a summary', ['--json', '--', 'true'], 'does not use --json'],
    ['a person that is not there', ['--as', 'nobody', '--', 'true'], 'has no user nobody'],
  ])('%s is an error, and nothing runs', async (_, words, says) => {
    const { exitCode, stdout, stderr } = await kmsLab(freshState(), 'sandbox', 'exec', ...words);
    expect(exitCode).toBe(2);
    expect(`${stdout}${stderr}`.replace(/\s+/g, ' ').toLowerCase()).toContain(says.toLowerCase());
  });
});

describe('a shell in the sandbox', () => {
  const its = (script: string) => {
    const path = join(mkdtempSync(join(tmpdir(), 'kms-lab-')), 'shell');
    writeFileSync(path, `#!/bin/sh\n${script}\n`);
    chmodSync(path, 0o700);
    return path;
  };

  test('is the user’s own, says which account it uses, and passes its exit code on', async () => {
    const SHELL = its('echo "$AWS_ENDPOINT_URL $AWS_PROFILE"; exit 5');
    const { exitCode, stdout, stderr } = await kmsLab(
      freshState(),
      { ...OWN, SHELL },
      ...['sandbox', 'shell', '--as', 'root'],
    );
    expect(exitCode).toBe(5);
    expect(stdout).toMatch(/^http:\/\/127\.0\.0\.1:\d+ \n$/);
    expect(stderr).toBe('The sandbox, as root of account 111122223333. To leave it: exit\n');
  });
});
