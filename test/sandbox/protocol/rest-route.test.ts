import * as s3 from '@aws-sdk/client-s3';
import { NormalizedSchema } from '@smithy/core/schema';
import type { StaticOperationSchema } from '@smithy/types';
import { describe, expect, test } from 'vitest';
import type { Operations, WireRequest } from '../../../src/sandbox/protocol/protocol.ts';
import {
  addressOf,
  findRoute,
  describe as named,
  routesOf,
} from '../../../src/sandbox/protocol/rest-route.ts';
import { answering } from './account.ts';
import { CONFIGURATION, inProcess } from './clients.ts';
import { sample, seeded } from './samples.ts';

const isOperation = (value: unknown): value is StaticOperationSchema =>
  Array.isArray(value) && value[0] === 9;

/** Signed for other services: neither reaches S3. */
const ELSEWHERE = ['ListDirectoryBuckets', 'WriteGetObjectResponse'];

const schemas = Object.values(s3)
  .filter(isOperation)
  .filter((schema) => !ELSEWHERE.includes(schema[2]));
const operations: Operations = Object.fromEntries(
  schemas.map((schema) => [schema[2], answering(schema, () => ({}))]),
);

/** What the client sends for the operation, with every query parameter that it can have. */
async function sent(schema: StaticOperationSchema, share: number): Promise<WireRequest> {
  let request: WireRequest | undefined;
  const requestHandler = inProcess(async (wire) => {
    request = wire;
    return { status: 500, headers: {} };
  });
  const input = sample(NormalizedSchema.of(schema[4]), seeded(7), share) as never;
  const Command = (s3 as Record<string, unknown>)[`${schema[2]}Command`] as typeof s3.GetObjectCommand;
  await new s3.S3Client({ ...CONFIGURATION, requestHandler }).send(new Command(input)).catch(() => {});
  return request!;
}

/** As other SDKs send it. */
const withoutId = (request: WireRequest): WireRequest => ({
  ...request,
  target: request.target.replace(/x-id=\w+&?/, '').replace(/[?&]$/, ''),
});

describe.each(schemas.map((schema) => ({ operation: schema[2], schema })))(
  '$operation',
  ({ operation, schema }) => {
    const { [operation]: _, ...others } = operations;

    test.each([0, 1])(
      'is found with and without x-id, and is no other operation (share %d)',
      async (share) => {
        const request = await sent(schema, share);
        const find = (among: Operations, wire: WireRequest) =>
          findRoute(routesOf(among), wire, addressOf(wire))?.name;
        expect(find(operations, request)).toBe(operation);
        expect(find(operations, withoutId(request))).toBe(operation);
        expect(find(others, request)).toBeUndefined();
        expect(find(others, withoutId(request))).toBeUndefined();
      },
    );
  },
);

const request = (method: string, target: string, headers: Record<string, string> = {}): WireRequest => ({
  method,
  target,
  headers: { host: '127.0.0.1:4566', ...headers },
  body: new Uint8Array(),
  sourceIp: '127.0.0.1',
});

describe('an address', () => {
  test.each([
    ['/', '127.0.0.1:4566', undefined, undefined],
    ['/b', '127.0.0.1:4566', 'b', undefined],
    ['/b/', '127.0.0.1:4566', 'b', undefined],
    ['/b/a/b', '127.0.0.1', 'b', 'a/b'],
    ['/b//S3//x', '127.0.0.1', 'b', '/S3//x'],
    ['/b/d/../e', '127.0.0.1', 'b', 'd/../e'],
    ['/b/a+b%20c%2Bd', '127.0.0.1', 'b', 'a+b c+d'],
    ['/b/%C3%BC', '127.0.0.1', 'b', 'ü'],
    ['/k', 'b.localhost:4566', 'b', 'k'],
    ['/', 'b.localhost:4566', 'b', undefined],
    ['/k/l', 'my.bucket.s3.us-east-1.amazonaws.com', 'my.bucket', 'k/l'],
    ['/k', 'b.s3-us-west-2.amazonaws.com', 'b', 'k'],
    ['/k', 'B.LocalHost:4566', 'b', 'k'],
    ['/k', 'b.s3.localhost:4566', 'b', 'k'],
    ['/k', 'my.bucket.127.0.0.1.nip.io:4566', 'my.bucket', 'k'],
    ['/k', 'b.127-0-0-1.sslip.io', 'b', 'k'],
    ['/k', 'b.localtest.me:4566', 'b', 'k'],
    ['/b/k', '127.0.0.1.nip.io:4566', 'b', 'k'],
    ['/b/k', '127-0-0-1.sslip.io', 'b', 'k'],
    ['/b/k', 'localtest.me:4566', 'b', 'k'],
    ['/b/k', '[::1]:4566', 'b', 'k'],
    ['/b/k', 's3.localhost:4566', 'b', 'k'],
    ['/b/k', 's3.us-east-1.amazonaws.com', 'b', 'k'],
    ['/b/k', 'localhost:4566', 'b', 'k'],
  ])('%s of %s', (target, host, bucket, key) => {
    expect(addressOf(request('GET', target, { host }))).toMatchObject({ bucket, key });
  });

  test('that is not a URI is refused', () => {
    expect(() => addressOf(request('GET', '/b/%zz'))).toThrow(
      expect.objectContaining({ code: 'InvalidURI' }),
    );
  });
});

describe('a request without an operation is described in words', () => {
  test.each([
    [request('GET', '/b/k?acl&x-id=GetObjectAcl'), 'GetObjectAcl'],
    [request('PUT', '/b?lifecycle'), 'PUT ?lifecycle on a bucket'],
    [request('PATCH', '/b/k'), 'PATCH on an object'],
    [request('PUT', '/b/k', { 'x-amz-copy-source': 'b/other' }), 'PUT on an object with x-amz-copy-source'],
    [request('POST', '/?X-Amz-Signature=1'), 'POST on the account'],
  ])('%#: %o', (wire, words) => {
    expect(named(wire, addressOf(wire))).toBe(words);
  });
});
