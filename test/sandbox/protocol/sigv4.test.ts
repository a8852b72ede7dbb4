import { describe, expect, test } from 'vitest';
import { readSignature } from '../../../src/sandbox/protocol/authorization.ts';
import type { WireRequest } from '../../../src/sandbox/protocol/protocol.ts';
import { verifyHead } from '../../../src/sandbox/protocol/sigv4.ts';

const SECRETS = { secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };
const AT = new Date('2013-05-24T00:00:00Z');
const CREDENTIAL = 'AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request';
const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

const request = (
  method: string,
  target: string,
  headers: Record<string, string>,
  body = '',
): WireRequest => ({
  method,
  target,
  headers,
  body: Buffer.from(body),
  sourceIp: '127.0.0.1',
});

const authorization = (signedHeaders: string, signature: string) =>
  `AWS4-HMAC-SHA256 Credential=${CREDENTIAL},SignedHeaders=${signedHeaders},Signature=${signature}`;

const common = { host: 'examplebucket.s3.amazonaws.com', 'x-amz-date': '20130524T000000Z' };

/**
 * AWS's own examples: https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html and
 * …/sigv4-query-string-auth.html
 */
const EXAMPLES: Readonly<Record<string, WireRequest>> = {
  'GET an object': request('GET', '/test.txt', {
    ...common,
    range: 'bytes=0-9',
    'x-amz-content-sha256': EMPTY,
    authorization: authorization(
      'host;range;x-amz-content-sha256;x-amz-date',
      'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
    ),
  }),
  'PUT an object': request(
    'PUT',
    '/test%24file.text',
    {
      ...common,
      date: 'Fri, 24 May 2013 00:00:00 GMT',
      'x-amz-storage-class': 'REDUCED_REDUNDANCY',
      'x-amz-content-sha256': '44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072',
      authorization: authorization(
        'date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class',
        '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
      ),
    },
    'Welcome to Amazon S3.',
  ),
  'GET a bucket lifecycle': request('GET', '/?lifecycle', {
    ...common,
    'x-amz-content-sha256': EMPTY,
    authorization: authorization(
      'host;x-amz-content-sha256;x-amz-date',
      'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
    ),
  }),
  'list objects': request('GET', '/?max-keys=2&prefix=J', {
    ...common,
    'x-amz-content-sha256': EMPTY,
    authorization: authorization(
      'host;x-amz-content-sha256;x-amz-date',
      '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
    ),
  }),
  'a presigned link': request(
    'GET',
    `/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${encodeURIComponent(CREDENTIAL)}` +
      '&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host' +
      '&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
    { host: 'examplebucket.s3.amazonaws.com' },
  ),
};

const check = (wire: WireRequest, at = AT, secrets: Parameters<typeof verifyHead>[2] = SECRETS) =>
  verifyHead(wire, readSignature(wire)!, secrets, at)(wire.body);

describe("AWS's examples", () => {
  test.each(Object.entries(EXAMPLES))('%s', (_, wire) => {
    expect(check(wire)).toEqual(wire);
  });

  test.each(Object.entries(EXAMPLES))('%s, by a client with another secret', (_, wire) => {
    const other = { secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEZ' };
    expect(() => check(wire, AT, other)).toThrow(expect.objectContaining({ kind: 'wrong-signature' }));
  });
});

const get = EXAMPLES['GET an object']!;
const put = EXAMPLES['PUT an object']!;
const link = EXAMPLES['a presigned link']!;
const list = EXAMPLES['list objects']!;
const lifecycle = EXAMPLES['GET a bucket lifecycle']!;
const header = (wire: WireRequest, name: string, value: string): WireRequest => ({
  ...wire,
  headers: { ...wire.headers, [name]: value },
});
const without = (wire: WireRequest, name: string): WireRequest => ({
  ...wire,
  headers: Object.fromEntries(Object.entries(wire.headers).filter(([known]) => known !== name)),
});
const signed = (wire: WireRequest, from: string, to: string) =>
  header(wire, 'authorization', wire.headers.authorization!.replace(from, to));

describe('a request changed in transit', () => {
  test.each<[string, WireRequest, object]>([
    ['the method', { ...get, method: 'HEAD' }, { kind: 'wrong-signature' }],
    ['the path', { ...get, target: '/test.tx' }, { kind: 'wrong-signature' }],
    ['a query value', { ...list, target: '/?max-keys=3&prefix=J' }, { kind: 'wrong-signature' }],
    [
      'a query name more',
      { ...list, target: '/?max-keys=2&prefix=J&delimiter' },
      { kind: 'wrong-signature' },
    ],
    ['a query name less', { ...lifecycle, target: '/' }, { kind: 'wrong-signature' }],
    ['the host', header(get, 'host', 'other.s3.amazonaws.com'), { kind: 'wrong-signature' }],
    ['a signed header', header(get, 'range', 'bytes=0-99'), { kind: 'wrong-signature' }],
    ['a signed header away', without(get, 'range'), { kind: 'wrong-signature' }],
    [
      'the body',
      { ...put, body: Buffer.from('Welcome to Amazon S4.') },
      { code: 'XAmzContentSHA256Mismatch' },
    ],
    ['the hash away', without(without(put, 'x'), 'x-amz-content-sha256'), { code: 'InvalidRequest' }],
    ['the hash to nonsense', header(put, 'x-amz-content-sha256', 'abc'), { code: 'InvalidArgument' }],
    [
      'the hash to none',
      header(put, 'x-amz-content-sha256', 'UNSIGNED-PAYLOAD'),
      { kind: 'wrong-signature' },
    ],
    ['a header of AWS more', header(get, 'x-amz-acl', 'public-read'), { kind: 'unsigned-header' }],
    ['the host unsigned', signed(get, 'SignedHeaders=host;', 'SignedHeaders='), { kind: 'unsigned-header' }],
    ['the region', signed(get, 'us-east-1', 'us-east-2'), { kind: 'wrong-signature' }],
    ['a token more', header(get, 'x-amz-security-token', 'token'), { kind: 'invalid-token' }],
    [
      'a link’s life',
      { ...link, target: link.target.replace('86400', '86401') },
      { kind: 'wrong-signature' },
    ],
    [
      'a link’s path',
      { ...link, target: link.target.replace('test.txt', 'a.txt') },
      { kind: 'wrong-signature' },
    ],
    [
      'a signed name of no header',
      signed(get, 'host;range', 'constructor;host;range'),
      { kind: 'wrong-signature' },
    ],
  ])('%s', (_, wire, refusal) => {
    expect(() => check(wire)).toThrow(expect.objectContaining(refusal));
  });
});

describe('changes without effect', () => {
  test.each<[string, WireRequest]>([
    ['the order of the query', { ...list, target: '/?prefix=J&max-keys=2' }],
    ['spaces in a header', header(get, 'range', '  bytes=0-9 ')],
    ['a header that is not AWS’s', header(get, 'user-agent', 'curl')],
    ['spaces between the parts', signed(get, ',SignedHeaders', ', SignedHeaders')],
  ])('%s', (_, wire) => {
    expect(check(wire)).toEqual(wire);
  });
});

describe('time', () => {
  const minutes = (count: number) => new Date(AT.getTime() + count * 60_000);

  test.each([
    [get, -15],
    [get, 15],
    [link, 24 * 60],
    [link, -15],
  ])('%#: in time', (wire, offset) => {
    expect(check(wire, minutes(offset))).toEqual(wire);
  });

  test.each([
    [
      get,
      -16,
      'skewed-clock',
      'Signature not yet current: 20130524T000000Z is still later than 20130523T235900Z (20130523T234400Z + 15 min.)',
    ],
    [
      get,
      16,
      'skewed-clock',
      'Signature expired: 20130524T000000Z is now earlier than 20130524T000100Z (20130524T001600Z - 15 min.)',
    ],
    [
      link,
      -16,
      'skewed-clock',
      'Signature not yet current: 20130524T000000Z is still later than 20130523T235900Z (20130523T234400Z + 15 min.)',
    ],
    [
      link,
      24 * 60 + 1,
      'expired-link',
      'Signature expired: 20130525T000000Z is now earlier than 20130525T000100Z',
    ],
  ])('%#: out of time', (wire, offset, kind, message) => {
    expect(() => check(wire, minutes(offset))).toThrow(expect.objectContaining({ kind, message }));
  });
});

describe('temporary credentials', () => {
  const temporary = { ...SECRETS, sessionToken: 'token' };

  test('without their token are unknown', () => {
    expect(() => check(get, AT, temporary)).toThrow(expect.objectContaining({ kind: 'unknown-key' }));
  });

  test('with another token are refused', () => {
    const wire = header(get, 'x-amz-security-token', 'other');
    expect(() => check(wire, AT, temporary)).toThrow(expect.objectContaining({ kind: 'invalid-token' }));
  });

  test('must be signed with their token', () => {
    const wire = header(get, 'x-amz-security-token', 'token');
    expect(() => check(wire, AT, temporary)).toThrow(expect.objectContaining({ kind: 'unsigned-header' }));
  });
});

describe('invalid signatures', () => {
  test('are refused', () => {
    expect(readSignature(request('GET', '/?a=b', {}))).toBeUndefined();
  });

  test('get their time from the Date header if there is no other', () => {
    const wire = without(put, 'x-amz-date');
    expect(readSignature(wire)?.timestamp).toBe('20130524T000000Z');
  });

  test('of version 2, in a link, are refused by name', () => {
    const wire = request('GET', '/b/k?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Signature=a&Expires=1', {});
    const message =
      'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.';
    expect(() => readSignature(wire)).toThrow(expect.objectContaining({ code: 'InvalidRequest', message }));
  });

  test.each<[string, WireRequest]>([
    ['version 2', header(get, 'authorization', 'AWS AKIAIOSFODNN7EXAMPLE:frJIUN8DYpKDtOLCwo//yllqDzg=')],
    ['version 4A', signed(get, 'AWS4-HMAC-SHA256', 'AWS4-ECDSA-P256-SHA256')],
    ['basic', header(get, 'authorization', 'Basic dXNlcjpwYXNz')],
    ['empty', header(get, 'authorization', '')],
    ['no credential', signed(get, 'Credential', 'Credentials')],
    ['half a credential', signed(get, '/us-east-1/s3', '')],
    ['another end', signed(get, 'aws4_request', 'aws5_request')],
    ['another day', signed(get, '20130524', '20130525')],
    ['a short signature', signed(get, 'Signature=f0', 'Signature=')],
    ['an upper-case signature', signed(get, 'Signature=f0', 'Signature=F0')],
    ['no time', without(get, 'x-amz-date')],
    ['no such time', header(get, 'x-amz-date', '20130524T0000Z')],
    ['no life', { ...link, target: link.target.replace('X-Amz-Expires', 'X') }],
    ['more than a week', { ...link, target: link.target.replace('86400', '604801') }],
    ['a header and a link', header(link, 'authorization', get.headers.authorization!)],
  ])('%s', (_, wire) => {
    expect(() => readSignature(wire)).toThrow(expect.objectContaining({ kind: 'malformed-authentication' }));
  });
});
