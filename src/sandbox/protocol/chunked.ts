import { ServiceError } from '../operation.ts';
import type { WireRequest } from './protocol.ts';
import { Refusal } from './refusal.ts';

/** The expected signatures of the chunks, in order, and of the trailer: lower-case hex. */
export interface ChunkSeals {
  chunk(data: Uint8Array): string;
  trailer(text: string): string;
}

/**
 * Decodes `aws-chunked`, which S3's clients use for uploads that they sign or checksum while sending. Trailers become
 * headers. Refuses chunks whose signatures are not from `seals`; without seals they are unsigned.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
 */
export function unchunk(request: WireRequest, seals: ChunkSeals | undefined): WireRequest {
  const bytes = Buffer.from(request.body.buffer, request.body.byteOffset, request.body.byteLength);
  const { data, end } = readChunks(bytes, seals);
  const trailers = readTrailers(bytes.toString('latin1', end), request.headers['x-amz-trailer'], seals);
  const stated = request.headers['x-amz-decoded-content-length'];
  if (stated === undefined) {
    throw new ServiceError('MissingContentLength', 'You must provide the Content-Length HTTP header.', 411);
  }
  if (Number(stated) !== data.length) {
    throw incomplete(
      'You did not provide the number of bytes specified by the x-amz-decoded-content-length HTTP header',
    );
  }
  const encoding = withoutChunked(request.headers['content-encoding']);
  const { 'content-encoding': _, ...headers } = request.headers;
  return {
    ...request,
    body: data,
    headers: {
      ...headers,
      ...trailers,
      ...(encoding ? { 'content-encoding': encoding } : {}),
      'content-length': String(data.length),
    },
  };
}

/** `1000;chunk-signature=…`, CRLF, the data, CRLF; the last one is empty and has no data. */
function readChunks(bytes: Buffer, seals: ChunkSeals | undefined) {
  const chunks: Buffer[] = [];
  for (let at = 0; ; ) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd < 0) throw incomplete();
    const head = /^([0-9a-f]{1,8})(?:;chunk-signature=([0-9a-f]{64}))?$/i.exec(
      bytes.toString('latin1', at, lineEnd),
    );
    if (!head) throw new ServiceError('InvalidChunkSizeError', 'A chunk of the request body is malformed.');
    const size = Number.parseInt(head[1] ?? '', 16);
    const start = lineEnd + 2;
    const data = bytes.subarray(start, start + size);
    if (data.length < size) throw incomplete();
    if (seals && seals.chunk(data) !== head[2]) throw new Refusal('wrong-signature');
    if (size === 0) return { data: Buffer.concat(chunks), end: start };
    chunks.push(data);
    at = start + size + 2;
    if (bytes.toString('latin1', start + size, at) !== '\r\n') throw incomplete();
  }
}

/** `x-amz-checksum-crc32:…` lines up to an empty one: exactly those that `x-amz-trailer` announced. */
function readTrailers(
  text: string,
  announced: string | undefined,
  seals: ChunkSeals | undefined,
): Record<string, string> {
  if (!/(^|\n)\r?\n$/.test(text)) throw incomplete();
  const lines = text.split(/\r?\n/).filter(Boolean);
  const trailers = new Map(
    lines.map((line) => [
      line.slice(0, line.indexOf(':')).trim().toLowerCase(),
      line.slice(line.indexOf(':') + 1).trim(),
    ]),
  );
  const seal = trailers.get('x-amz-trailer-signature');
  trailers.delete('x-amz-trailer-signature');
  const names = (announced ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter(Boolean);
  if (names.length !== trailers.size || !names.every((name) => trailers.has(name))) {
    throw new ServiceError(
      'MalformedTrailerError',
      'The request contained trailing data that was not well-formed or did not conform to our published schema.',
    );
  }
  const signed = [...trailers].map(([name, value]) => `${name}:${value}\n`).join('');
  if (seals && names.length > 0 && seals.trailer(signed) !== seal) throw new Refusal('wrong-signature');
  return Object.fromEntries(trailers);
}

/** The encoding of the object itself: `gzip` in `gzip,aws-chunked`. */
const withoutChunked = (encoding = ''): string =>
  encoding
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name && name !== 'aws-chunked')
    .join(',');

const incomplete = (message = 'The request body terminated unexpectedly'): ServiceError =>
  new ServiceError('IncompleteBody', message);
