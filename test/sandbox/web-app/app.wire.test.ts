import { GetObjectCommand } from '@aws-sdk/client-s3';
import { afterEach, describe, expect, test } from 'vitest';
import { HOME } from '../home.ts';
import { Bucket, closeAll, noAnswer, open, raw, SAMPLE, strip } from './opened.ts';

afterEach(closeAll);

describe('while the app runs', () => {
  test('it lists what is in the bucket and beside it', async () => {
    const { links, instance } = await open();
    instance.files['WebAppEncSSE.key'] = 'eA==';
    expect(await links()).toEqual([
      { href: `S3/${SAMPLE}`, text: `S3//${SAMPLE}` },
      { href: 'WebAppEncSSE.key', text: 'WebAppEncSSE.key' },
      { href: 'WebAppEncSSE.py', text: 'WebAppEncSSE.py' },
    ]);
  });

  test.each([`/S3//${SAMPLE}`, `/S3/${SAMPLE}`])(
    'it shows the sample file at %s, and keeps a plaintext copy',
    async (path) => {
      const { visit, instance, saved } = await open();
      const page = await visit(path);
      expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/plain']);
      const text = await page.text();
      expect(text).toBe('Sample Secret Text to Encrypt\n');
      expect(Buffer.from(instance.files[`localfile-${SAMPLE}`] ?? '', 'base64').toString()).toBe(text);
      expect(saved.at(-1)).toContain(`"GET ${path} HTTP/1.1" 200`);
      expect(await (await visit(`/localfile-${SAMPLE}`)).text()).toBe(text);
    },
  );

  test('it stores an upload under the key', async () => {
    const { upload, s3, key, links } = await open();
    const page = await upload('up.txt', 'uploaded');
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('up.txt');
    const stored = await s3.send(new GetObjectCommand({ Bucket, Key: 'up.txt' }));
    expect(stored.SSEKMSKeyId).toBe(key.arn);
    expect(await stored.Body?.transformToString()).toBe('uploaded');
    expect(await links()).toContainEqual({ href: 'S3/up.txt', text: 'S3//up.txt' });
  });

  test('it accepts 20 MB', async () => {
    const { upload, s3 } = await open();
    expect((await upload('large', new Uint8Array(20 * 1024 * 1024))).status).toBe(200);
    expect((await s3.send(new GetObjectCommand({ Bucket, Key: 'large' }))).ContentLength).toBe(
      20 * 1024 * 1024,
    );
  });

  test('it answers HEAD without a body, and has no other methods', async () => {
    const { visit } = await open();
    const head = await visit(`/S3/${SAMPLE}`, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '30', '']);
    expect((await visit('/', { method: 'DELETE' })).status).toBe(501);
  });

  test('a missing file is not found', async () => {
    const { visit, instance } = await open();
    expect((await visit('/S3/none')).status).toBe(404);
    expect(instance.webAppLog).toContain('The S3 object does not exist.');
    expect((await visit('/none')).status).toBe(404);
  });

  test.each([
    ['no form', { body: 'hello', headers: { referer: 'http://x/' } }, 'NOT begin with boundary'],
    [
      'half a form',
      {
        body: '--b\r\nContent',
        headers: { referer: 'http://x/', 'content-type': 'multipart/form-data; boundary=b' },
      },
      'Unexpect Ends of data',
    ],
  ])('%s is not an upload', async (_, init, text) => {
    const { visit } = await open();
    expect(await (await visit('/', { method: 'POST', ...init })).text()).toContain(text);
  });

  test.each([
    ['another field', 'colour', 'x'],
    ['no name', 'file', ''],
    ['the name of a folder', 'file', 'a/..'],
  ])('%s is not an upload', async (_, field, name) => {
    const { upload, home } = await open();
    const before = Object.keys(home.buckets[Bucket]!.objects);
    expect(await (await upload(name, 'x', field)).text()).toContain('Failed');
    expect(Object.keys(home.buckets[Bucket]!.objects)).toEqual(before);
  });
});

describe('names', () => {
  test.each([
    'a b.txt',
    '"q" & \'a\' <b>.txt',
    '日本語.txt',
    '100%.txt',
    '%2e%2e',
    '__proto__',
    'constructor',
    '..hidden',
  ])('%s is uploaded, listed and downloaded', async (name) => {
    const { upload, links, visit } = await open();
    expect((await upload(name, `the text of ${name}`)).status).toBe(200);
    // This is how browsers write quotation marks in file names.
    const key = name.replaceAll('"', '%22');
    const link = (await links()).find(({ text }) => text === `S3//${key}`);
    expect(link).toBeDefined();
    expect(await (await visit(`/${link?.href}`)).text()).toBe(`the text of ${name}`);
  });

  test.each(['../up.txt', '/etc/up.txt', 'a/b/up.txt'])('%s is named after its last part', async (name) => {
    const { upload, links } = await open();
    await upload(name, 'x');
    expect((await links()).map(({ text }) => text)).toContain('S3//up.txt');
  });

  test.each([
    '/../../../../etc/passwd',
    '/..%2f..%2f..%2f..%2fetc/passwd',
    '/%2e%2e/%2e%2e/package.json',
    '//etc/passwd',
    '/__proto__',
    '/%00',
    '/%zz',
  ])('%s finds nothing', async (path) => {
    const { host } = await open();
    expect(await raw(host.url, { path })).toMatchObject({ status: 404 });
  });

  test('a key that leads out of a folder does not lead out of it', async () => {
    const { put, host, instance } = await open();
    await put('../../escape.txt');
    expect(await raw(host.url, { path: '/S3/..%2f..%2fescape.txt' })).toMatchObject({ status: 404 });
    expect(Object.keys(instance.files)).toEqual(['WebAppEncSSE.py']);
  });
});

describe('a denial', () => {
  test('is no response, and a line in the log', async () => {
    const { home, visit, instance, saved, links } = await open();
    strip(home.policies, 'kms:Decrypt');
    expect(await noAnswer(visit(`/S3//${SAMPLE}`))).toBe('UND_ERR_SOCKET');
    const line = instance.webAppLog.split('\n').find((text) => text.includes('AccessDenied'));
    expect(line).toBe(
      `ClientError: An error occurred (AccessDenied) when calling the GetObject operation: User: arn:aws:sts::${HOME}:assumed-role/KMSWorkshop-InstanceInitRole/${instance.id} is not authorized to perform: kms:Decrypt on the resource associated with this ciphertext because no identity-based policy allows the kms:Decrypt action`,
    );
    expect(saved.at(-1)).toBe(instance.webAppLog);
    expect(Object.keys(instance.files)).toEqual(['WebAppEncSSE.py']);
    expect((await links()).length).toBeGreaterThan(0);
  });

  test('keeps an earlier plaintext copy', async () => {
    const { home, visit } = await open();
    await visit(`/S3/${SAMPLE}`);
    strip(home.policies, 'kms:Decrypt');
    expect(await noAnswer(visit(`/S3/${SAMPLE}`))).toBe('UND_ERR_SOCKET');
    expect((await visit(`/localfile-${SAMPLE}`)).status).toBe(200);
  });

  test('of the data key prevents an upload; Decrypt alone does not', async () => {
    const { home, upload, instance } = await open();
    strip(home.policies, 'kms:Decrypt');
    expect((await upload('up.txt', 'x')).status).toBe(200);
    strip(home.policies, 'kms:GenerateDataKey');
    expect(await noAnswer(upload('up.txt', 'x'))).toBe('UND_ERR_SOCKET');
    expect(instance.webAppLog).toMatch(
      /\(AccessDenied\) when calling the PutObject operation: .*kms:GenerateDataKey/,
    );
  });

  test('of the HEAD request has no text', async () => {
    const { home, visit, instance } = await open();
    home.roles['KMSWorkshop-InstanceInitRole']!.attached = [];
    expect(await noAnswer(visit(`/S3/${SAMPLE}`))).toBe('UND_ERR_SOCKET');
    expect(instance.webAppLog).toContain(
      'ClientError: An error occurred (403) when calling the HeadObject operation: Forbidden',
    );
    expect(await noAnswer(visit('/'))).toBe('UND_ERR_SOCKET');
    expect(instance.webAppLog).toContain('(AccessDenied) when calling the ListObjects operation');
  });

  test('differs from a key that cannot be used', async () => {
    const { key, visit, instance } = await open();
    key.state = 'Disabled';
    expect(await noAnswer(visit(`/S3/${SAMPLE}`))).toBe('UND_ERR_SOCKET');
    expect(instance.webAppLog).toContain(
      `(KMS.DisabledException) when calling the GetObject operation: ${key.arn} is disabled.`,
    );
    expect(instance.webAppLog).not.toContain('AccessDenied');
  });

  test('an instance without a role has no credentials', async () => {
    const { instance, visit } = await open();
    delete instance.instanceProfile;
    expect(await noAnswer(visit('/'))).toBe('UND_ERR_SOCKET');
    expect(instance.webAppLog).toContain('NoCredentialsError: Unable to locate credentials');
  });
});

test('like the workshop’s, the app fails if an upload does not say where it comes from', async () => {
  const { upload, s3, instance, host } = await open();
  const body = new FormData();
  body.append('file', new Blob(['x']), 'up.txt');
  expect(await noAnswer(fetch(host.url, { method: 'POST', body }))).toBe('UND_ERR_SOCKET');
  expect(instance.webAppLog).toContain("KeyError: 'referer'");
  expect((await s3.send(new GetObjectCommand({ Bucket, Key: 'up.txt' }))).ContentLength).toBe(1);
  expect((await upload('up.txt', 'x')).status).toBe(200);
});

test('pages run no scripts of uploads', async () => {
  const { visit, put } = await open();
  await put('page.html', '<script>alert(1)</script>');
  await put('<img src=x onerror=alert(1)>');
  expect(await (await visit('/')).text()).not.toContain('<img');
  const page = await visit('/S3/page.html');
  expect(page.headers.get('content-security-policy')).toContain('sandbox');
  expect(page.headers.get('x-content-type-options')).toBe('nosniff');
});
