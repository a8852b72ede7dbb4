import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DecryptCommand, KMSClient, ListKeysCommand } from '@aws-sdk/client-kms';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, test } from 'vitest';
import type { TrailLine } from '../../src/sandbox/trail/line.ts';
import { followTrail, readTrail } from '../../src/sandbox/trail/read.ts';
import { TrailWriter } from '../../src/sandbox/trail/write.ts';
import { HOME } from './home.ts';
import { freshDirectory, serve } from './served.ts';

const BUCKET = `kmsworkshop-${HOME}`;

/** What was recorded while the clients were at work. */
async function recorded(
  work: (client: Awaited<ReturnType<typeof serve>>['client']) => Promise<unknown>,
): Promise<{ lines: readonly TrailLine[]; directory: string; secrets: readonly string[] }> {
  const directory = freshDirectory();
  const { sandbox, client } = await serve({ directory });
  await work(client);
  const secrets = ['operator', 'root', 'instance-role'].flatMap((name) => {
    const { secretAccessKey, sessionToken } = sandbox.credentials(name)!;
    return sessionToken === undefined ? [secretAccessKey] : [secretAccessKey, sessionToken];
  });
  await sandbox.close();
  return { lines: await readTrail(directory), directory, secrets };
}

describe('every request is recorded', () => {
  test('with the caller, the request, and the deciding statement', async () => {
    const { lines } = await recorded((client) => client(KMSClient).send(new ListKeysCommand({})));
    expect(lines).toEqual([
      {
        at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        who: `arn:aws:iam::${HOME}:user/operator`,
        service: 'kms',
        operation: 'ListKeys',
        readOnly: true,
        status: 200,
        demands: [
          {
            action: 'kms:ListKeys',
            resource: '*',
            outcome: 'allowed',
            because: expect.stringContaining('User operator may kms:ListKeys'),
            statements: [{ policy: 'AdministratorAccess', statement: '1' }],
          },
        ],
      },
    ]);
  });

  test('S3’s use of the key, with the encryption context that the page looks for', async () => {
    const { lines } = await recorded((client) =>
      client(S3Client).send(
        new PutObjectCommand({
          Bucket: BUCKET,
          Key: 'notes.txt',
          Body: 'x',
          ServerSideEncryption: 'aws:kms',
          SSEKMSKeyId: 'alias/ImportedCMK',
        }),
      ),
    );
    expect(lines[0]?.demands).toMatchObject([
      { action: 's3:PutObject', resource: `arn:aws:s3:::${BUCKET}/notes.txt` },
      {
        action: 'kms:GenerateDataKey',
        encryptionContext: { 'aws:s3:arn': `arn:aws:s3:::${BUCKET}/notes.txt` },
        via: 's3.us-east-1.amazonaws.com',
      },
    ]);
  });

  test('a refusal, with the reason that AWS does not give', async () => {
    const { lines } = await recorded((client) =>
      client(KMSClient, 'outsider')
        .send(new DecryptCommand({ CiphertextBlob: new Uint8Array(64), KeyId: keyArn }))
        .catch(() => {}),
    );
    expect(lines).toMatchObject([
      {
        who: 'arn:aws:iam::444455556666:user/outsider',
        status: 400,
        code: 'AccessDeniedException',
        demands: [{ outcome: 'implicitly-denied', because: expect.stringContaining('the key policy') }],
      },
    ]);
  });

  test('one without a signature', async () => {
    const directory = freshDirectory();
    const { sandbox } = await serve({ directory });
    await fetch(sandbox.endpoint);
    await sandbox.close();
    expect(await readTrail(directory)).toMatchObject([{ status: 403, code: 'AccessDenied', demands: [] }]);
    expect((await readTrail(directory))[0]).not.toHaveProperty('who');
  });
});

const keyArn = `arn:aws:kms:us-east-1:${HOME}:key/1b2c3d4e-5f60-4718-92a3-b4c5d6e7f809`;

test('it holds no secret, and only the user may read it', async () => {
  const { directory, secrets } = await recorded(async (client) => {
    await client(STSClient).send(new GetSessionTokenCommand({}));
    await client(STSClient, 'instance-role').send(new GetCallerIdentityCommand({}));
  });
  const path = join(directory, 'log.ndjson');
  const text = readFileSync(path, 'utf8');
  for (const secret of secrets) expect(text).not.toContain(secret);
  expect(text).not.toContain('IQoJb3JpZ2luX2Vj');
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

const LINE: TrailLine = { at: '2026-06-01T12:00:00Z', requestId: 'r', status: 200, demands: [] };
const numbered = (number: number): TrailLine => ({ ...LINE, requestId: String(number) });
const numbers = (lines: readonly TrailLine[]) => lines.map(({ requestId }) => Number(requestId));

describe('the file', () => {
  test('keeps the order, with any number of requests at once', async () => {
    const directory = freshDirectory();
    const trail = new TrailWriter(directory);
    const all = Array.from({ length: 500 }, (_, index) => index);
    for (const number of all) trail.add(numbered(number));
    await trail.flush();
    expect(numbers(await readTrail(directory))).toEqual(all);
  });

  test('that is full becomes the old file, of which there is one', async () => {
    const directory = freshDirectory();
    const limit = 1000;
    const trail = new TrailWriter(directory, { limit });
    for (let number = 0; number < 100; number++) {
      trail.add(numbered(number));
      await trail.flush();
    }
    const files = readdirSync(directory).sort();
    expect(files).toEqual(['log.ndjson', 'log.old.ndjson']);
    for (const file of files) expect(statSync(join(directory, file)).size).toBeLessThanOrEqual(limit);
    const kept = numbers(await readTrail(directory));
    expect(kept.at(-1)).toBe(99);
    expect(kept).toEqual(kept.map((_, index) => kept[0]! + index));
  });

  test('may end in the middle of a line, after a crash', async () => {
    const directory = freshDirectory();
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, 'log.ndjson'), `${JSON.stringify(numbered(1))}\n{"at":"20`);
    expect(numbers(await readTrail(directory))).toEqual([1]);
  });

  test('that cannot be written is reported at the end', async () => {
    const directory = freshDirectory();
    mkdirSync(join(directory, 'log.ndjson'));
    const trail = new TrailWriter(directory);
    trail.add(numbered(1));
    await expect(trail.flush()).rejects.toMatchObject({ kind: 'unwritable' });
    trail.add(numbered(2));
    await expect(trail.flush()).rejects.toMatchObject({ kind: 'unwritable' });
  });

  test('need not exist', async () => {
    expect(await readTrail(freshDirectory())).toEqual([]);
  });
});

test('a follower gets new lines, across a change of files, and stops when told to', async () => {
  const directory = freshDirectory();
  const trail = new TrailWriter(directory, { limit: 400 });
  trail.add(numbered(0));
  await trail.flush();
  const stop = new AbortController();
  const seen: TrailLine[] = [];
  const following = (async () => {
    for await (const line of followTrail(directory, stop.signal)) {
      seen.push(line);
      const next = Number(line.requestId) + 1;
      if (next > 12) return stop.abort();
      trail.add(numbered(next));
    }
  })();
  await expect.poll(() => readdirSync(directory).length).toBe(1);
  trail.add(numbered(1));
  await following;
  expect(numbers(seen)).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
});
