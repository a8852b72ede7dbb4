import { randomInt } from 'node:crypto';

/**
 * Begins the parameters of our own colors until they are written. It is a number that no text can know; programs that
 * measure colored text read it as one more parameter. https://www.xfree86.org/current/ctlseqs.html
 */
export const OURS = String(randomInt(100_000_000, 999_999_999));
