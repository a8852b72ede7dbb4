import { hash } from 'node:crypto';

/** A key of HMAC-SHA-256, ready to use: the initial state of each of the two digests. */
export interface HmacKey {
  readonly inner: Uint8Array;
  readonly outer: Uint8Array;
}

/** The block size and digest size of SHA-256, in bytes. */
const BLOCK = 64;
const DIGEST = 32;

/** A key longer than a block is hashed first: https://www.rfc-editor.org/rfc/rfc2104#section-2 */
export function hmacKey(key: Uint8Array): HmacKey {
  const short = key.length > BLOCK ? Buffer.from(hash('sha256', key), 'hex') : key;
  const padded = (pad: number): Uint8Array =>
    Uint8Array.from({ length: BLOCK }, (_, index) => (short[index] ?? 0) ^ pad);
  return { inner: padded(0x36), outer: padded(0x5c) };
}

/**
 * Lower-case hex. Uses two one-shot digests: `createHmac` creates a stream object, which takes twice as long as both,
 * and is slow to collect.
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
