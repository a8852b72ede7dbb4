import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateAliasCommand, DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, test } from 'vitest';
import { kmsLab, serve as serveHere, tell } from './in-process.ts';
import { BINARY, freshState, kmsLab as runBuilt } from './kms-lab.ts';
import { addressFile, configurationOf, serve } from './served.ts';

describe('a served sandbox', () => {
  test('says in one line where it is and how to use it, and tells only this user', async () => {
    const state = freshState();
    const { endpoint, lines, pid } = await serve(state);
    expect(lines).toEqual([`Ready at ${endpoint}; for your shell: eval "$(npx kms-lab sandbox env)"`]);
    expect(statSync(addressFile(state)).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(addressFile(state), 'utf8'))).toMatchObject({ pid, endpoint });
  });

  test.each(['SIGTERM', 'SIGINT'] as const)('ends on %s as an ordinary end', async (signal) => {
    const state = freshState();
    const served = await serve(state, '--json');
    expect(await served.stop(signal)).toBe(0);
    const records = served.lines.map((line) => JSON.parse(line));
    expect(records.map(({ type }) => type)).toEqual(['sandbox-ready', 'sandbox-closed', 'summary']);
    expect(records.at(-1)).toMatchObject({ ok: true, exitCode: 0 });
    expect([existsSync(addressFile(state)), existsSync(join(state, 'sandbox.lock'))]).toEqual([false, false]);
  });

  test.each([
    ['operator', 'user/operator'],
    ['root', ':root'],
    ['instance-role', 'assumed-role/KMSWorkshop-InstanceInitRole/'],
    ['outsider', '444455556666:user/outsider'],
  ])('lets a client be %s', async (name, arn) => {
    const state = freshState();
    await serveHere(state);
    const sts = new STSClient(await configurationOf(state, '--as', name));
    expect((await sts.send(new GetCallerIdentityCommand({}))).Arn).toContain(arn);
  });

  test('is the lab’s account like AWS, each of its accounts with a web app of its own', async () => {
    const state = freshState();
    await serveHere(state, '--accounts', '2');
    const visited = await Promise.all(
      ['111122223333', '222200000002'].map(async (account) => {
        const as = ['sandbox', 'exec', '--as', `operator@${account}`, '--'];
        const run = ['run', '--to', 'open-sample-file', '--target', 'aws', '--account', account, '--yes'];
        expect((await runBuilt(state, ...as, process.execPath, BINARY, ...run)).exitCode).toBe(0);
        return (await runBuilt(state, ...as, 'sh', '-c', 'curl -s "$KMS_LAB_WEB_APP_URL"')).stdout;
      }),
    );
    expect(visited.map((page) => /kmsworkshop-\d+/.exec(page)?.[0])).toEqual([
      'kmsworkshop-111122223333',
      'kmsworkshop-222200000002',
    ]);
  });

  test('gives its credentials as a credential_process', async () => {
    const state = freshState();
    await serveHere(state);
    const { stdout } = await kmsLab(state, 'sandbox', 'env', '--credential-process', '--as', 'instance-role');
    const { Version, Expiration, ...keys } = JSON.parse(stdout);
    expect(Version).toBe(1);
    expect(Object.keys(keys)).toEqual(['AccessKeyId', 'SecretAccessKey', 'SessionToken']);
    expect(Date.parse(Expiration)).toBeGreaterThan(Date.now());
  });

  test('is the lab’s account, and keeps what the lab did when it ends', async () => {
    const state = freshState();
    const served = await serve(state);
    const kms = new KMSClient(await configurationOf(state));
    const KeyId = (await kms.send(new DescribeKeyCommand({ KeyId: 'alias/ImportedCMK' }))).KeyMetadata?.KeyId;
    await kms.send(new CreateAliasCommand({ AliasName: 'alias/by-hand', TargetKeyId: KeyId }));
    expect((await tell(state, 'run')).summary).toMatchObject({ ok: true, exitCode: 0 });
    expect(await served.stop('SIGTERM')).toBe(0);

    const again = await tell(state, 'run');
    expect(again.summary).toMatchObject({ ok: true, writes: 0 });
    expect(readFileSync(join(state, 'sandbox', 'world', '111122223333.json'), 'utf8')).toContain(
      'alias/by-hand',
    );
  });

  test('says why a caller was denied', async () => {
    const state = freshState();
    await serveHere(state);
    await tell(state, 'run');
    const { stdout } = await kmsLab(state, 'sandbox', 'log', '--denied');
    expect(stdout).toMatch(/KMSWorkshop|InitRole\s+kms:Decrypt\s+\S+ DENIED/);
    expect(stdout).toContain('aws:s3:arn');
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });
});

describe('a sandbox that other machines may reach', () => {
  test('warns of it on stderr, and only then', async () => {
    const [remote, local] = [
      await serve(freshState(), '--host', '0.0.0.0', '--allow-remote'),
      await serve(freshState(), '--host', '127.0.0.2'),
    ];
    expect(remote.complaints().replace(/\s+/g, ' ')).toMatch(
      /^WARNING: the sandbox listens at 0\.0\.0\.0.* Anyone who can reach the port may administer the embedded account/,
    );
    expect(local.complaints()).toBe('');
  });

  test('keeps its administration for this user, and its web app on this machine', async () => {
    const state = freshState();
    const { endpoint } = await serveHere(state, '--host', '0.0.0.0', '--allow-remote');
    for (const authorization of [undefined, 'Bearer', 'Bearer guessed']) {
      const answer = await fetch(`${endpoint}/_kms-lab/world`, {
        headers: authorization === undefined ? {} : { authorization },
      });
      expect(answer.status).toBe(404);
    }
    expect((await kmsLab(state, 'sandbox', 'info')).exitCode).toBe(0);
    expect(JSON.parse(readFileSync(addressFile(state), 'utf8')).webAppUrl).toMatch(/^http:\/\/127\.0\.0\.1:/);
  });
});

describe('there is only one at a time', () => {
  test('a second is refused, and learns about the first', async () => {
    const state = freshState();
    const { endpoint, pid } = await serve(state);
    const { exitCode, stderr } = await kmsLab(state, 'sandbox', 'serve', '--port', '0');
    expect(exitCode).toBe(6);
    expect(stderr.replace(/\s+/g, ' ')).toContain(`by process ${pid}, at ${endpoint}`);
  });

  test('one that was killed is replaced', async () => {
    const state = freshState();
    const first = await serve(state);
    await first.stop('SIGKILL');
    expect(existsSync(addressFile(state))).toBe(true);
    expect((await kmsLab(state, 'sandbox', 'info')).exitCode).toBe(0);
    const second = await serve(state);
    expect((await configurationOf(state)).endpoint).toBe(second.endpoint);
  });

  test('without one, there is nothing to connect to', async () => {
    const { exitCode, stderr } = await kmsLab(freshState(), 'sandbox', 'env');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('kms-lab sandbox serve');
  });

  test.each(['', '--as nobody', '--sehll bash', '--shell', '--region'])(
    'a shell that evaluates a failed “sandbox env %s” has no account, not even its own',
    (words) => {
      const script = `export AWS_PROFILE=mine AWS_ENDPOINT_URL_KMS=https://mine KMS_LAB_WEB_APP_URL=http://gone
        eval "$("${process.execPath}" "${BINARY}" sandbox env ${words} 2>/dev/null)"
        echo "$? $AWS_ACCESS_KEY_ID $AWS_ENDPOINT_URL \${AWS_PROFILE-unset} \${AWS_ENDPOINT_URL_KMS-unset} \${KMS_LAB_WEB_APP_URL-unset}"`;
      const env = { ...process.env, KMS_LAB_STATE_DIR: freshState() };
      const told = execFileSync('sh', ['-c', script], { encoding: 'utf8', env });
      expect(told.trim()).toBe('1 none http://127.0.0.1:9 unset unset unset');
    },
  );

  test.each(['--json', '--credential-process'])(
    'a failed sandbox env %s prints no shell code',
    async (flag) => {
      const { exitCode, stdout } = await kmsLab(freshState(), 'sandbox', 'env', flag);
      expect(exitCode).toBe(1);
      expect(stdout).not.toContain('export');
    },
  );
});

describe.each(['alone', 'while it is served'])('save, reset and load, %s', (how) => {
  test('restore the account', async () => {
    const state = freshState();
    if (how !== 'alone') await serveHere(state);
    const file = join(state, 'saved.json');
    await tell(state, 'run', '--to', 'strip-decrypt');
    expect((await kmsLab(state, 'sandbox', 'save', file)).exitCode).toBe(0);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await kmsLab(state, 'sandbox', 'reset');
    const fresh = await tell(state, 'plan');
    const loaded = await kmsLab(state, 'sandbox', 'load', file);
    expect(loaded.exitCode).toBe(0);
    expect(loaded.stdout.replace(/\s+/g, ' ')).toContain('in place of 2 accounts');
    const changes = async () =>
      (await tell(state, 'plan')).summary.steps.map(({ changes }) => changes.length);
    expect(fresh.summary.steps[1]?.changes).not.toEqual([]);
    expect((await changes())[1]).toBe(0);
  });

  test.each([
    ['{"version": 99}', 'ERR_STATE_NEWER'],
    ['{"version": 1}', 'ERR_STATE_DAMAGED'],
    ['not json', 'ERR_STATE_DAMAGED'],
  ])('refuse a file that is %s, and replace nothing', async (content, code) => {
    const state = freshState();
    if (how !== 'alone') await serveHere(state);
    const file = join(state, 'bad.json');
    writeFileSync(file, content);
    const { exitCode, stderr } = await kmsLab(state, 'sandbox', 'load', file);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(code);
    expect((await kmsLab(state, 'sandbox', 'info')).exitCode).toBe(0);
  });
});

describe('with chaos', () => {
  test('the lab finishes, too', async () => {
    const chaos = 'eventual=300ms,throttle=2%,error=1%,latency=1ms,seed=7';
    const { summary } = await tell(freshState(), 'run', '--chaos', chaos);
    expect(summary).toMatchObject({ ok: true, exitCode: 0 });
  });

  test('which a server has for itself', async () => {
    const state = freshState();
    await serveHere(state);
    const { exitCode, stderr } = await kmsLab(state, 'run', '--chaos', 'throttle=2%');
    expect(exitCode).toBe(2);
    expect(stderr.replace(/\s+/g, ' ')).toContain('a chaos of its own');
  });
});

test.each([
  ['--host', '0.0.0.0', '--host 127.0.0.1, or --allow-remote'],
  ['--host', 'example.com', '--host 127.0.0.1, or --allow-remote'],
  ['--host', '127.0.0.1.example.com', '--host 127.0.0.1, or --allow-remote'],
  ['--allow-remote', '--host=127.0.0.1', '--host 0.0.0.0 --allow-remote'],
  ['--allow-remote', '--port=0', 'leave --allow-remote out'],
  ['--port', 'http', '--port 4566'],
  ['--accounts', '0', '--accounts 30'],
  ['--clock', 'tomorrow', '--clock +10m'],
  ['--chaos', 'throttle=5', 'throttle=5%'],
])('%s %s is answered with one that works', async (flag, value, example) => {
  const { exitCode, stderr } = await kmsLab(freshState(), 'sandbox', 'serve', flag, value);
  expect(exitCode).toBe(2);
  expect(stderr.replace(/\s+/g, ' ')).toContain(example);
});
