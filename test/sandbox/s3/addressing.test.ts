import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { HttpRequest } from '@smithy/core/protocols';
import { describe, expect, test } from 'vitest';
import { handle, type SandboxAccount } from '../../../src/sandbox/handle.ts';
import { BUCKET, openHome } from '../home.ts';
import { wireRequest } from '../protocol/clients.ts';

const KEY = "a b'ü+&?#/../%2F";

describe('a bucket', () => {
  const at = (host: string, forcePathStyle: boolean) =>
    class extends S3Client {
      constructor(configuration: object) {
        super({ ...configuration, endpoint: `http://${host}`, forcePathStyle });
      }
    };

  test.each([
    ['localhost:4566', false],
    ['localhost:4566', true],
    ['s3.localhost:4566', false],
    ['s3.localhost:4566', true],
    ['127.0.0.1.nip.io:4566', false],
    ['127.0.0.1:4566', false],
    ['127.0.0.1:4566', true],
  ])('at %s, by its path: %s, is found as it was signed', async (host, byPath) => {
    const s3 = openHome().client(at(host, byPath));
    const Bucket = 'by-name';
    await s3.send(new CreateBucketCommand({ Bucket }));
    await s3.send(new HeadBucketCommand({ Bucket }));
    await s3.send(new PutObjectCommand({ Bucket, Key: KEY, Body: 'text' }));
    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket }));
    expect(Contents).toMatchObject([{ Key: KEY, Size: 4 }]);
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: KEY }));
    expect(await Body?.transformToString()).toBe('text');
    await s3.send(new DeleteObjectCommand({ Bucket, Key: KEY }));
  });
});

/** The SDK's signer of links, which its types do not expose. */
interface Presigning {
  signer(scheme: object): Promise<{
    presign(request: HttpRequest, options: object): Promise<HttpRequest>;
  }>;
}

interface Link {
  readonly method?: string;
  readonly key?: string;
  readonly query?: Record<string, string>;
  /** The time of signing, in seconds from now. */
  readonly at?: number;
}

const SCHEME = { name: 'sigv4', signingName: 's3', signingRegion: 'us-east-1', properties: {} };
const HOSTS: Readonly<Record<string, (key: string) => { hostname: string; path: string }>> = {
  path: (key) => ({ hostname: '127.0.0.1', path: `/${BUCKET}/${key}` }),
  host: (key) => ({ hostname: `${BUCKET}.localhost`, path: `/${key}` }),
};

describe.each(Object.entries(HOSTS))('a link, with the bucket in its %s', (_, place) => {
  function open() {
    const home = openHome();
    const s3 = home.client(S3Client);
    const answer = handle(home.account as SandboxAccount);
    const link = async ({ method = 'GET', key = 'k', query = {}, at = 0 }: Link = {}) => {
      const { hostname, path } = place(key);
      const { signer } = s3.config as unknown as Presigning;
      const signingDate = new Date(Date.now() + at * 1000);
      const headers = { host: hostname, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' };
      return (await signer(SCHEME)).presign(new HttpRequest({ method, hostname, path, query, headers }), {
        expiresIn: 60,
        signingDate,
      });
    };
    const follow = async (request: HttpRequest, body?: string) => {
      const response = await answer(await wireRequest(Object.assign(request, { body })));
      const text = Buffer.from(response.body ?? '').toString();
      const [, code] = /<Code>(.*)<\/Code>/.exec(text) ?? [];
      return { ...response, text, code };
    };
    return { ...home, s3, link, follow };
  }

  test('stores, and returns what its query says', async () => {
    const { link, follow } = open();
    expect((await follow(await link({ method: 'PUT' }), 'by link')).status).toBe(200);
    const query = { 'response-content-type': 'text/x' };
    expect(await follow(await link({ query }))).toMatchObject({
      status: 200,
      text: 'by link',
      headers: { 'content-type': 'text/x' },
    });
  });

  test.each<[string, Link, Partial<HttpRequest>, string]>([
    ['late', { at: -61 }, {}, 'AccessDenied'],
    ['for another key', {}, { path: place('k2').path }, 'SignatureDoesNotMatch'],
    ['for another method', {}, { method: 'PUT' }, 'SignatureDoesNotMatch'],
    ['for longer', {}, { query: { 'X-Amz-Expires': '600' } }, 'SignatureDoesNotMatch'],
    ['for more than a week', {}, { query: { 'X-Amz-Expires': '604801' } }, 'AuthorizationHeaderMalformed'],
    ['with more asked', {}, { query: { 'response-content-type': 'text/html' } }, 'SignatureDoesNotMatch'],
  ])('that is used %s is refused', async (_used, asked, change, code) => {
    const { link, follow, s3, asked: demands } = open();
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'k', Body: 'text' }));
    demands.length = 0;
    const genuine = await link(asked);
    const request = Object.assign(genuine, { ...change, query: { ...genuine.query, ...change.query } });
    expect(await follow(request)).toMatchObject({ code });
    expect(demands).toEqual([]);
  });

  test('may do what its signer may', async () => {
    const { link, follow, denied } = open();
    denied.add('s3:PutObject');
    expect(await follow(await link({ method: 'PUT' }), 'text')).toMatchObject({
      status: 403,
      code: 'AccessDenied',
    });
  });
});
