import type { IncomingMessage } from 'node:http';
import type { BodyBudget, Claim } from './body-budget.ts';
import type { BodyRefusal } from './handle.ts';

/**
 * Bytes that a body may have without a claim: almost every call to AWS. With the limit on connections, they are
 * bounded, too.
 */
const SMALL = 16 * 1024;

/** Milliseconds that a body waits for others, and that a sender may stop: S3's, as its clients report it. Inferred. */
const PATIENCE = 20_000;

export interface ReadBody {
  readonly body: Buffer;
  /** The body is no longer needed. */
  release(): void;
}

/** The body, why it is not taken, or `gone` if the sender left. */
export type BodyOutcome = ReadBody | BodyRefusal | 'gone';

/** Reads the body of a request, if it is not larger than the limit in bytes. `begin` tells the sender to start. */
export async function readBody(
  incoming: IncomingMessage,
  limit: number,
  budget: BodyBudget,
  begin?: () => void,
): Promise<BodyOutcome> {
  const length = lengthOf(incoming, limit);
  if (length > limit) return 'too-large';
  if (length === 0) return { body: Buffer.alloc(0), release: () => {} };
  const claim = length > SMALL ? budget.claim(Math.min(length, budget.limit)) : undefined;
  const allowed = claim ? await whileConnected(incoming, claim) : 'granted';
  if (allowed !== 'granted') {
    claim?.release();
    return allowed;
  }
  begin?.();
  const body = await received(incoming, length, limit);
  if (typeof body === 'string') {
    claim?.release();
    return body;
  }
  return { body, release: () => claim?.release() };
}

/** As declared; a body in chunks may be as large as the limit. */
function lengthOf({ headers }: IncomingMessage, limit: number): number {
  if (headers['transfer-encoding'] !== undefined) return limit;
  return Number(headers['content-length'] ?? 0);
}

const whileConnected = (
  incoming: IncomingMessage,
  { granted }: Claim,
): Promise<'granted' | 'busy' | 'gone'> =>
  new Promise((settle) => {
    const done = (outcome: 'granted' | 'busy' | 'gone') => {
      clearTimeout(timer);
      incoming.off('close', left);
      settle(outcome);
    };
    const left = () => done('gone');
    const timer = setTimeout(() => done('busy'), PATIENCE);
    incoming.once('close', left);
    granted.then(() => done('granted'));
  });

/** Copies the parts at once: each would keep the whole of Node's buffer that it is a part of. */
function received(
  incoming: IncomingMessage,
  length: number,
  limit: number,
): Promise<Buffer | 'too-large' | 'too-slow' | 'gone'> {
  // Pages that are not written to take no memory.
  const bytes = Buffer.allocUnsafeSlow(length);
  let size = 0;
  return new Promise((settle) => {
    const done = (outcome: Buffer | 'too-large' | 'too-slow' | 'gone') => {
      clearTimeout(timer);
      incoming.off('data', take).off('end', end).off('close', left);
      settle(outcome);
    };
    const take = (part: Buffer) => {
      timer.refresh();
      if (size + part.length > limit) return done('too-large');
      size += part.copy(bytes, size);
    };
    const end = () => done(bytes.subarray(0, size));
    const left = () => done('gone');
    const timer = setTimeout(() => done('too-slow'), PATIENCE);
    incoming.on('data', take).once('end', end).once('close', left);
  });
}

/**
 * Reads a body to its end without keeping it: a sender that is answered before it has sent everything may never read
 * the answer. False if it stops, leaves, or sends more than this many bytes.
 */
export function discard(incoming: IncomingMessage, most: number): Promise<boolean> {
  if (incoming.readableEnded) return Promise.resolve(true);
  let size = 0;
  return new Promise((settle) => {
    const done = (isWhole: boolean) => {
      clearTimeout(timer);
      settle(isWhole);
    };
    const timer = setTimeout(() => done(false), PATIENCE);
    incoming
      .on('data', (part: Buffer) => {
        timer.refresh();
        size += part.length;
        if (size > most) done(false);
      })
      .once('end', () => done(true))
      .once('close', () => done(incoming.readableEnded));
  });
}
