import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MOST_USER_DATA, userData, webAppFor } from '../../../src/aws/workshop/user-data.ts';
import webApp from '../../../src/aws/workshop/WebAppEncSSE.py?raw';
import { openSandbox, type Sandbox } from '../../../src/sandbox/sandbox.ts';
import { freePort } from '../../free-port.ts';
import { send } from '../../sandbox/hostile/wire.ts';
import { freshDirectory } from '../../sandbox/served.ts';
import { noAnswer, raw, SAMPLE, strip } from '../../sandbox/web-app/opened.ts';

const hasPython = spawnSync('python3', ['--version']).status === 0;
const hasBoto3 = spawnSync('python3', ['-c', 'import boto3']).status === 0;

describe.skipIf(!hasBoto3)('our app in Python 3 behaves like the sandbox’s own', () => {
  let sandbox: Sandbox;
  let python: ChildProcess;
  let folder: string;
  let log = '';
  let apps: Record<'python' | 'sandbox', string>;
  const home = () => sandbox.world().accounts[sandbox.world().home]!;
  const instance = () => Object.values(home().instances)[0]!;

  beforeAll(async () => {
    sandbox = await openSandbox({ directory: freshDirectory() });
    const [key] = Object.values(home().keys);
    instance().webApp = { keyId: key!.id, port: 80, started: new Date().toISOString() };
    await sandbox.replaceWorld(structuredClone(sandbox.world()));
    folder = join(mkdtempSync(join(tmpdir(), 'kms-lab-web-app-')), 'SampleWebApp');
    mkdirSync(folder);
    writeFileSync(join(folder, 'WebAppEncSSE.py'), webApp);
    const port = await freePort();
    const { accessKeyId, secretAccessKey, sessionToken = '' } = sandbox.credentials('instance-role')!;
    python = spawn('python3', ['-u', 'WebAppEncSSE.py', String(port)], {
      cwd: folder,
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        AWS_ENDPOINT_URL: sandbox.endpoint,
        AWS_REGION: sandbox.region,
        AWS_DEFAULT_REGION: sandbox.region,
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        AWS_SESSION_TOKEN: sessionToken,
      },
    });
    for (const stream of [python.stdout!, python.stderr!]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        log += text;
      });
    }
    python.stdin!.end(`${key!.id}\n`);
    while (!log.includes('Serving HTTP')) {
      await Promise.race([
        once(python.stdout!, 'data'),
        once(python, 'exit').then(() => Promise.reject(log)),
      ]);
    }
    apps = { python: `http://127.0.0.1:${port}`, sandbox: sandbox.webAppUrl };
  });

  afterAll(async () => {
    if (python.exitCode === null) {
      python.kill('SIGKILL');
      await once(python, 'exit');
    }
    await sandbox.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** What a visitor reads; how an error is worded, and a quotation mark escaped, is each server's own. */
  const read = async (url: string, path: string, init: RequestInit = {}) => {
    const response = await fetch(`${url}${path}`, { headers: { referer: 'http://x/' }, ...init });
    const text = (await response.text()).replaceAll('&#x27;', '&#39;');
    return {
      status: response.status,
      ...(response.status === 200
        ? {
            type: response.headers.get('content-type'),
            policy: response.headers.get('content-security-policy'),
            text,
          }
        : {}),
    };
  };
  const both = async (path: string, init?: () => RequestInit) => {
    const ours = await read(apps.python, path, init?.());
    expect(ours).toEqual(await read(apps.sandbox, path, init?.()));
    return ours;
  };
  const upload =
    (name: string, content: string, field = 'file') =>
    () => {
      const body = new FormData();
      body.append(field, new Blob([content]), name);
      return { method: 'POST', body };
    };
  const s3Links = async (url: string) =>
    [...(await (await fetch(url)).text()).matchAll(/<a href="(S3\/[^"]*)">([^<]*)<\/a>/g)].map((link) =>
      link.slice(1),
    );

  describe('a visitor who means harm', () => {
    const ask = (headers: string, method = 'GET', path = '/') =>
      send(apps.python, `${method} ${path} HTTP/1.1\r\nconnection: close\r\n${headers}\r\n\r\n`);

    test.each([
      ['a name of another site', 'host: evil.example', 403],
      ['a name that begins like an address', 'host: 127.0.0.1.evil.example', 403],
      ['a name that only ends like AWS’s', 'host: evilamazonaws.com', 403],
      ['no name', 'x-note: a', 403],
      ['a page of another site', 'host: 127.0.0.1\r\norigin: http://evil.example', 403],
      ['a page without a name', 'host: 127.0.0.1\r\norigin: null', 403],
    ])('%s: refused, whatever it asks for', async (_, headers, status) => {
      for (const method of ['GET', 'HEAD', 'POST'])
        expect(await ask(headers, method)).toMatchObject({ status });
    });

    test.each(['ec2-3-80-0-1.compute-1.amazonaws.com', '3.80.0.1', '[::1]:80', 'localhost'])(
      '%s is a name of the instance',
      async (name) => {
        expect(await ask(`host: ${name}\r\norigin: http://${name}`)).toMatchObject({ status: 200 });
      },
    );

    test.each([
      ['a length below zero', '-1', 400],
      ['a length that is no number', 'many', 400],
      ['a length beyond all', '9'.repeat(40), 400],
      ['a file that is too large', String(62 * 1024 * 1024), 413],
    ])('%s: refused before it is read', async (_, length, status) => {
      expect(await ask(`host: localhost\r\ncontent-length: ${length}`, 'POST')).toMatchObject({ status });
    });

    test('a link in the folder leads nowhere', async () => {
      symlinkSync('/etc/passwd', join(folder, 'link'));
      expect(await ask('host: localhost', 'GET', '/link')).toMatchObject({ status: 404 });
    });
  });

  test('it asks for the key id, then says where it listens', () => {
    expect(log).toMatch(
      /^Enter the KeyId of the CMK to use with SSE: Serving HTTP on 0\.0\.0\.0 port \d+ \.\.\.$/m,
    );
  });

  test('the list', async () => {
    expect(await s3Links(apps.python)).toEqual([[`S3/${SAMPLE}`, `S3//${SAMPLE}`]]);
    expect(await s3Links(apps.python)).toEqual(await s3Links(apps.sandbox));
    expect(await (await fetch(apps.python)).text()).toContain(
      '<a href="WebAppEncSSE.py">WebAppEncSSE.py</a>',
    );
  });

  test('a download, and the copy that it leaves', async () => {
    expect(await both(`/S3//${SAMPLE}`)).toMatchObject({
      status: 200,
      text: 'Sample Secret Text to Encrypt\n',
    });
    expect(await both(`/localfile-${SAMPLE}`)).toMatchObject({ status: 200 });
    expect(readFileSync(join(folder, `localfile-${SAMPLE}`), 'utf8')).toBe('Sample Secret Text to Encrypt\n');
  });

  test.each(['/S3/none', '/none', '/..%2f..%2fetc/passwd', '/%00', '/%zz'])(
    '%s is not found',
    async (path) => {
      expect((await both(path)).status).toBe(404);
    },
  );

  test('a path out of the folder finds nothing', async () => {
    expect(await raw(apps.python, { path: '/../../../../etc/passwd' })).toMatchObject({ status: 404 });
  });

  test('a missing object is reported in the log', () => {
    expect(log).toContain('The S3 object does not exist.');
  });

  test.each([
    ['a file', upload('up.txt', 'uploaded')],
    ['a name with a folder', upload('a/b/up.txt', 'x')],
    ['a name of another script', upload('日本語 & co.txt', 'x')],
    ['another field', upload('x', 'x', 'colour')],
    ['a name of a folder', upload('a/..', 'x')],
    ['no form', () => ({ method: 'POST', body: 'hello', headers: { referer: 'http://x/' } })],
    [
      'half a form',
      () => ({
        method: 'POST',
        body: '--b\r\nContent',
        headers: { referer: 'http://x/', 'content-type': 'multipart/form-data; boundary=b' },
      }),
    ],
  ])('an upload of %s', async (_, init) => {
    expect((await both('/', init)).status).toBe(200);
    expect(await s3Links(apps.python)).toEqual(await s3Links(apps.sandbox));
  });

  test('an upload is stored under the key that was typed', () => {
    const stored = home().buckets[`kmsworkshop-${home().id}`]!.objects['up.txt'];
    expect(stored?.encryption).toMatchObject({ kind: 'aws:kms', keyArn: Object.values(home().keys)[0]!.arn });
  });

  test('HEAD has no body, and other methods are none', async () => {
    expect((await both(`/S3/${SAMPLE}`, () => ({ method: 'HEAD' }))).text).toBe('');
    expect((await both('/', () => ({ method: 'DELETE' }))).status).toBe(501);
  });

  test('an upload without its page’s address is stored, and not answered', async () => {
    const { body } = upload('from-nowhere.txt', 'x')();
    expect(await noAnswer(fetch(apps.python, { method: 'POST', body }))).toBe('UND_ERR_SOCKET');
    await expect.poll(() => log).toContain("KeyError: 'referer'");
    expect((await s3Links(apps.python)).flat()).toContain('S3//from-nowhere.txt');
  });

  test('a denied download gets no answer, and the log names the error', async () => {
    strip(home().policies, 'kms:Decrypt');
    for (const url of Object.values(apps)) {
      expect(await noAnswer(fetch(`${url}/S3//${SAMPLE}`))).toBe('UND_ERR_SOCKET');
    }
    const denial = (text: string) =>
      /: (An error occurred \(AccessDenied\) when calling the GetObject operation: .*kms:Decrypt action)/.exec(
        text,
      )?.[1];
    await expect.poll(() => denial(log)).toBe(denial(instance().webAppLog));
    expect(denial(log)).toContain(instance().id);
    expect(readdirSync(folder)).toContain(`localfile-${SAMPLE}`);
    expect((await both('/', upload('still.txt', 'x'))).status).toBe(200);
  });

  test('a denied upload gets no answer either', async () => {
    strip(home().policies, 'kms:GenerateDataKey');
    for (const url of Object.values(apps)) {
      expect(await noAnswer(read(url, '/', upload('no.txt', 'x')()) as never)).toBe('UND_ERR_SOCKET');
    }
    await expect
      .poll(() => log)
      .toMatch(/\(AccessDenied\) when calling the PutObject operation: .*kms:GenerateDataKey/);
  });
});

/** The user `nobody`, in place of ec2-user. */
const OWNER = 65_534;

/** Without its server, and without boto3: root's own folders may hold that, which another user cannot read. */
test.runIf(hasPython && process.getuid?.() === 0)(
  'it takes its port as root, and serves as the owner of its folder',
  () => {
    const top = mkdtempSync(join(tmpdir(), 'kms-lab-web-app-'));
    const folder = join(top, 'SampleWebApp');
    mkdirSync(folder);
    chmodSync(top, 0o755);
    const steps = [
      'import os, sys, types',
      ...['boto3', 'botocore', 'botocore.exceptions', 'botocore.utils'].map(
        (name) => `sys.modules['${name}'] = types.ModuleType('${name}')`,
      ),
      "sys.modules['botocore.exceptions'].ClientError = Exception",
      "sys.modules['botocore.utils'].InstanceMetadataRegionFetcher = None",
      'import WebAppEncSSE',
      'os.chdir(sys.argv[1])',
      'WebAppEncSSE.step_down()',
      'print(os.getresuid(), os.getresgid())',
    ];
    writeFileSync(join(top, 'WebAppEncSSE.py'), webApp);
    const identity = (owner: number) => {
      chownSync(folder, owner, owner);
      const run = spawnSync('python3', ['-Bc', steps.join('\n'), folder], { cwd: top, encoding: 'utf8' });
      return run.stdout.trim() || run.stderr;
    };
    expect(identity(OWNER)).toBe(`(${OWNER}, ${OWNER}, ${OWNER}) (${OWNER}, ${OWNER}, ${OWNER})`);
    expect(identity(0)).toBe('(0, 0, 0) (0, 0, 0)');
    rmSync(top, { recursive: true });
  },
);

describe('what the instance gets for its first start', () => {
  test('fits into user data, for a bucket of any name', () => {
    expect(Buffer.byteLength(userData(webAppFor('b'.repeat(63))))).toBeLessThan(MOST_USER_DATA);
  });

  test('installs the app as it is in the repository', () => {
    expect(webApp.split('\n')[0]).toBe('#!/usr/bin/env python3');
    expect(userData()).toContain(
      `cat > /home/ec2-user/SampleWebApp/WebAppEncSSE.py <<'END_OF_WebAppEncSSE'\n${webApp}END_OF_WebAppEncSSE\n`,
    );
    expect(userData()).toContain('chown ec2-user:ec2-user /home/ec2-user/SampleWebApp/WebAppEncSSE.py');
  });

  test('uses another bucket’s name', () => {
    expect(webAppFor('notes')).toContain("\nBUCKET = 'notes'");
  });

  test.runIf(existsSync('/bin/bash'))('is a script that bash reads', () => {
    expect(spawnSync('/bin/bash', ['-n'], { input: userData() }).status).toBe(0);
  });
});
