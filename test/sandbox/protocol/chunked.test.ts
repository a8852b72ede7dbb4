import { describe, expect, test } from 'vitest';
import { readSignature } from '../../../src/sandbox/protocol/authorization.ts';
import { unchunk } from '../../../src/sandbox/protocol/chunked.ts';
import type { WireRequest } from '../../../src/sandbox/protocol/protocol.ts';
import { verifyHead } from '../../../src/sandbox/protocol/sigv4.ts';

const upload = (body: string, headers: Record<string, string> = {}): WireRequest => ({
  method: 'PUT',
  target: '/examplebucket/chunkObject.txt',
  headers: {
    host: 's3.amazonaws.com',
    'x-amz-date': '20130524T000000Z',
    'x-amz-storage-class': 'REDUCED_REDUNDANCY',
    ...headers,
  },
  body: Buffer.from(body),
  sourceIp: '127.0.0.1',
});

const authorization = (signedHeaders: string, signature: string) =>
  `AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=${signedHeaders},Signature=${signature}`;

const chunk = (size: number, signature: string, data = 'a') =>
  `${size.toString(16)};chunk-signature=${signature}\r\n${size > 0 ? `${data.repeat(size)}\r\n` : ''}`;

/** https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html */
const signed = upload(
  `${chunk(65536, 'ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648')}${chunk(1024, '0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497')}${chunk(0, 'b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9')}\r\n`,
  {
    'content-encoding': 'aws-chunked',
    'content-length': '66824',
    'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
    'x-amz-decoded-content-length': '66560',
    authorization: authorization(
      'content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class',
      '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9',
    ),
  },
);

/** https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html */
const signedWithTrailer = upload(
  `${chunk(65536, 'b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2')}${chunk(1024, '1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7')}${chunk(0, '2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992')}x-amz-checksum-crc32c:sOO8/Q==\r\nx-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n\r\n`,
  {
    'content-encoding': 'aws-chunked',
    'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
    'x-amz-decoded-content-length': '66560',
    'x-amz-trailer': 'x-amz-checksum-crc32c',
    authorization: authorization(
      'content-encoding;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class;x-amz-trailer',
      '106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e',
    ),
  },
);

const SECRETS = { secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };
const check = (wire: WireRequest) =>
  verifyHead(wire, readSignature(wire)!, SECRETS, new Date('2013-05-24T00:00:00Z'))(wire.body);
const bodyOf = (wire: WireRequest) => Buffer.from(wire.body).toString();
const edited = (wire: WireRequest, from: string | RegExp, to: string): WireRequest => ({
  ...wire,
  body: Buffer.from(bodyOf(wire).replace(from, to)),
});

describe("AWS's examples of signed chunks", () => {
  test('are joined', () => {
    const { headers, body } = check(signed);
    expect(Buffer.from(body).equals(Buffer.alloc(66560, 'a'))).toBe(true);
    expect(headers).toMatchObject({ 'content-length': '66560' });
    expect(headers).not.toHaveProperty('content-encoding');
  });

  test('have their signed trailer among the headers', () => {
    expect(check(signedWithTrailer).headers).toMatchObject({ 'x-amz-checksum-crc32c': 'sOO8/Q==' });
  });

  test.each([
    ['a byte of a chunk', edited(signed, 'aaaa', 'aaab')],
    ['a chunk’s signature', edited(signed, 'ad80', 'ad81')],
    ['a chunk’s signature away', edited(signed, /;chunk-signature=\w+/, '')],
    ['the last signature', edited(signed, 'b6c6', 'b6c7')],
    ['the trailer', edited(signedWithTrailer, 'sOO8', 'sOO9')],
    ['the trailer’s signature', edited(signedWithTrailer, 'd81f', 'd81e')],
    ['the trailer’s signature away', edited(signedWithTrailer, /x-amz-trailer-signature.*\r\n/, '')],
  ])('changed: %s', (_, wire) => {
    expect(() => check(wire)).toThrow(expect.objectContaining({ kind: 'wrong-signature' }));
  });
});

const unsigned = (body: string, headers: Record<string, string> = {}) =>
  unchunk(upload(body, { 'x-amz-decoded-content-length': '5', ...headers }), undefined);

describe('unsigned chunks', () => {
  test.each<[string, string, Record<string, string>, string, Record<string, string>]>([
    ['one', '5\r\nhello\r\n0\r\n\r\n', {}, 'hello', {}],
    ['two', '2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n', {}, 'hello', {}],
    ['none', '0\r\n\r\n', { 'x-amz-decoded-content-length': '0' }, '', {}],
    ['line ends inside', '5\r\nh\r\nlo\r\n0\r\n\r\n', {}, 'h\r\nlo', {}],
    [
      'upper-case size',
      'A\r\n0123456789\r\n0\r\n\r\n',
      { 'x-amz-decoded-content-length': '10' },
      '0123456789',
      {},
    ],
    [
      'a trailer',
      '5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n',
      { 'x-amz-trailer': 'x-amz-checksum-crc32' },
      'hello',
      { 'x-amz-checksum-crc32': 'NhCmhg==' },
    ],
    [
      'another encoding',
      '5\r\nhello\r\n0\r\n\r\n',
      { 'content-encoding': 'gzip, aws-chunked' },
      'hello',
      { 'content-encoding': 'gzip' },
    ],
  ])('%s', (_, body, headers, data, expected) => {
    const result = unsigned(body, headers);
    expect(bodyOf(result)).toBe(data);
    expect(result.headers).toMatchObject({ ...expected, 'content-length': String(data.length) });
  });

  test.each<[string, string, Record<string, string>, string]>([
    ['nothing', '', {}, 'IncompleteBody'],
    ['no end', '5\r\nhello\r\n', {}, 'IncompleteBody'],
    ['a short chunk', '5\r\nhell', {}, 'IncompleteBody'],
    ['a chunk that runs over', '4\r\nhello\r\n0\r\n\r\n', {}, 'IncompleteBody'],
    ['no size', 'zz\r\nhello\r\n0\r\n\r\n', {}, 'InvalidChunkSizeError'],
    ['a negative size', '-5\r\nhello\r\n0\r\n\r\n', {}, 'InvalidChunkSizeError'],
    [
      'another length than stated',
      '5\r\nhello\r\n0\r\n\r\n',
      { 'x-amz-decoded-content-length': '6' },
      'IncompleteBody',
    ],
    ['a trailer nobody announced', '5\r\nhello\r\n0\r\nx-amz-meta-a:b\r\n\r\n', {}, 'MalformedTrailerError'],
    [
      'an announced trailer missing',
      '5\r\nhello\r\n0\r\n\r\n',
      { 'x-amz-trailer': 'x-amz-checksum-crc32' },
      'MalformedTrailerError',
    ],
  ])('with %s', (_, body, headers, code) => {
    expect(() => unsigned(body, headers)).toThrow(expect.objectContaining({ code }));
  });

  test('without the length of the data', () => {
    const wire = upload('5\r\nhello\r\n0\r\n\r\n');
    expect(() => unchunk(wire, undefined)).toThrow(expect.objectContaining({ code: 'MissingContentLength' }));
  });
});
