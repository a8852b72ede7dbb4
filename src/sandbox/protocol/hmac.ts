import { hash } from 'node:crypto';

/** A key of HMAC-SHA-256, ready to be used: what each of the two digests begins with. */
export interface HmacKey {
  readonly inner: Uint8Array;
  readonly outer: Uint8Array;
}

/** Bytes of a block and of a digest of SHA-256. */
const BLOCK = 64;
const DIGEST = 32;

/** A key longer than a block is digested first: https://www.rfc-editor.org/rfc/rfc2104#section-2 */
export function hmacKey(key: Uint8Array): HmacKey {
  const short = key.length > BLOCK ? Buffer.from(hash('sha256', key), 'hex') : key;
  const padded = (pad: number): Uint8Array =>
    Uint8Array.from({ length: BLOCK }, (_, index) => (short[index] ?? 0) ^ pad);
  return { inner: padded(0x36), outer: padded(0x5c) };
}

/**
 * Lower-case hex. By two digests of a piece each: `createHmac` makes an object for a stream of data, which costs twice as
 * much as both, and again when it is collected.
 */
export function hmac({ inner, outer }: HmacKey, text: string): string {
  const first = Buffer.allocUnsafe(BLOCK + Buffer.byteLength(text));
  first.set(inner);
  first.write(text, BLOCK);
  const second = Buffer.allocUnsafe(BLOCK + DIGEST);
  second.set(outer);
  second.write(hash('sha256', first), BLOCK, 'hex');
  return hash('sha256', second);
}
