import { ServiceError } from '../operation.ts';

/** Bytes `first` to `last`, both included. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/**
 * The part of `size` bytes that a Range header asks for. Anything other than a single range of bytes asks for the
 * whole.
 * https://www.rfc-editor.org/rfc/rfc9110#name-range-requests
 */
export function byteRangeOf(header: string | undefined, size: number): ByteRange | undefined {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '') ?? [];
  if (from === '' && to === '') return undefined;
  if (from !== '' && to !== '' && Number(to) < Number(from)) return undefined;
  const first = from === '' ? Math.max(size - Number(to), 0) : Number(from);
  const last = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (first <= last) return { first, last };
  throw new ServiceError('InvalidRange', 'The requested range is not satisfiable', 416, {
    RangeRequested: header,
    ActualObjectSize: String(size),
  });
}

/**
 * The part of a source that UploadPartCopy asks for: unlike with a Range header, all of it must exist.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPartCopy.html
 */
export function copyRangeOf(header: string | undefined, size: number): ByteRange {
  if (header === undefined) return { first: 0, last: size - 1 };
  const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(header) ?? [];
  const fails = (text: string): never => {
    throw new ServiceError('InvalidArgument', text, 400, {
      ArgumentName: 'x-amz-copy-source-range',
      ArgumentValue: header,
    });
  };
  if (from === undefined || Number(to) < Number(from)) {
    return fails(
      'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy',
    );
  }
  if (Number(to) >= size) fails(`Range specified is not valid for source object of size: ${size}`);
  return { first: Number(from), last: Number(to) };
}
