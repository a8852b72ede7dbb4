import { createHmac } from 'node:crypto';

const STEP_SECONDS = 30;
const DIGITS = 6;

/** Time-based one-time passwords, as in authenticator apps: https://www.rfc-editor.org/rfc/rfc6238 */
export function totp(seed: Uint8Array, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const digest = createHmac('sha1', seed).update(counter).digest();
  const offset = digest.readUInt8(digest.length - 1) & 0x0f;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 10 ** DIGITS).padStart(DIGITS, '0');
}

/** The number of the 30-second step that contains `now`. */
export const stepAt = (now: Date): number => Math.floor(now.getTime() / 1000 / STEP_SECONDS);
