import { LabError } from '../../contract/errors.ts';
import type { Objects } from '../../contract/objects.ts';
import { type Holder, heldBy, LEASE, type Lock, nameOf, RENEWAL } from '../holder.ts';
import type { LeaseClock } from './clock.ts';
import { type AccountRecord, type FoundHead, type Head, nextHead, readHead, writeHead } from './head.ts';

/** A lease on an account, kept in its head. */
export interface Lease extends Lock {
  /** Larger than every earlier owner’s. */
  readonly fence: number;
  /** As it was last read or written. */
  record(): AccountRecord;
  /** Written when it resolves, and so renewed. Throws `ERR_LOCKED` if the lease was lost. */
  update(change: (record: AccountRecord) => AccountRecord): Promise<void>;
  /** The same, and the account is free. */
  release(change?: (record: AccountRecord) => AccountRecord): Promise<void>;
}

/** Milliseconds. S3’s times have a resolution of a second, and an heir must begin later than the owner stops. */
export const SPARE = 5_000;
/** How often to try again when the head changes meanwhile. */
const TRIES = 10;

interface Taking {
  readonly objects: Objects;
  readonly me: Holder;
  readonly clock: LeaseClock;
  /** The token of a process of this machine that is known to be dead: its lease need not run out. */
  readonly dead?: string | undefined;
  /** The head as it was last read. If it was free, it need not be read again: the write fails if it has changed. */
  readonly last?: FoundHead | undefined;
}

/** The lease of an heir, or of the first owner. Throws `ERR_LOCKED` naming the holder. */
export async function takeLease({ objects, me, clock, dead, last }: Taking): Promise<Lease> {
  let known = last?.head.holder ? undefined : last;
  for (let tries = 0; tries < TRIES; tries++) {
    const found = known ?? (await readHead(objects));
    known = undefined;
    const { holder } = found.head;
    if (isTaken(found) && holder?.token !== dead) throw lockedBy(holder, found.age);
    // The lease counts from before the request, never from its answer.
    const sent = clock.now();
    const head = nextHead(found.head, { holder: me });
    const tag = await writeHead(objects, head, found.tag);
    if (tag !== undefined) return new HeldLease(objects, clock, { head, tag, sent }, holder);
  }
  throw new LabError('ERR_LOCKED', 'Other runs took the account just now.', { hint: 'try again' });
}

/** A change by a command that does not hold the account. Throws `ERR_LOCKED` if another one does. */
export async function updateUnheld(
  objects: Objects,
  change: (record: AccountRecord) => AccountRecord,
): Promise<AccountRecord> {
  for (let tries = 0; tries < TRIES; tries++) {
    const found = await readHead(objects);
    if (isTaken(found)) throw lockedBy(found.head.holder, found.age);
    const head = nextHead(found.head, { holder: undefined, record: change(found.head.record) });
    if ((await writeHead(objects, head, found.tag)) !== undefined) return head.record;
  }
  throw new LabError('ERR_LOCKED', 'Other runs changed the state just now.', { hint: 'try again' });
}

/** Who holds the account, in words; `undefined` if it is free. */
export async function leaseHolder(objects: Objects): Promise<string | undefined> {
  const found = await readHead(objects);
  return isTaken(found) ? nameOf(found.head.holder) : undefined;
}

const isTaken = ({ head, age }: FoundHead): boolean => head.holder !== undefined && age < LEASE + SPARE;

const lockedBy = (holder: Holder | undefined, age = 0): LabError => {
  const left = Math.max(1, Math.ceil((LEASE + SPARE - age) / 1000));
  return heldBy(holder, `wait for it to end; if it is gone, its lease runs out within ${left} seconds`);
};

interface Written {
  readonly head: Head;
  readonly tag: string;
  /** When the request was sent. */
  readonly sent: number;
}

class HeldLease implements Lease {
  readonly fence: number;
  readonly tookOver?: string;
  readonly #objects: Objects;
  readonly #clock: LeaseClock;
  readonly #me: Holder;
  readonly #stop: () => void;
  #last: Written;
  #lost: LabError | undefined;
  /** One write at a time, each with the tag of the one before. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor(objects: Objects, clock: LeaseClock, first: Written, before: Holder | undefined) {
    this.#objects = objects;
    this.#clock = clock;
    this.#last = first;
    this.#me = first.head.holder!;
    this.fence = first.head.fence;
    if (before) this.tookOver = nameOf(before);
    // A renewal that fails is tried again; the lease may run out before one succeeds, which the next write finds.
    this.#stop = clock.every(RENEWAL, () => void this.#renew().catch(() => undefined));
  }

  record(): AccountRecord {
    return this.#last.head.record;
  }

  async requireHeld(forMs = 0): Promise<void> {
    if (this.#lost) throw this.#lost;
    if (this.#outlasts(forMs)) return;
    await this.#renew();
    if (this.#outlasts(forMs)) return;
    throw new LabError(
      'ERR_LOCKED',
      `The lease on the account could not be renewed in time in ${this.#objects.where}.`,
      {
        hint: 'check the network',
        next: [{ why: 'continues from here', run: ['resume'] }],
      },
    );
  }

  async update(change: (record: AccountRecord) => AccountRecord): Promise<void> {
    await this.#write(this.#me, change);
  }

  async release(change: (record: AccountRecord) => AccountRecord = (same) => same): Promise<void> {
    this.#stop();
    // It was taken over: there is nothing to release.
    if (this.#lost) return;
    await this.#write(undefined, change);
  }

  #outlasts(ms: number): boolean {
    return this.#clock.now() + ms < this.#last.sent + LEASE - SPARE;
  }

  #renew(): Promise<void> {
    return this.#write(this.#me, (same) => same);
  }

  #write(holder: Holder | undefined, change: (record: AccountRecord) => AccountRecord): Promise<void> {
    const turn = this.#queue.then(() => this.#writeNow(holder, change));
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  async #writeNow(
    holder: Holder | undefined,
    change: (record: AccountRecord) => AccountRecord,
  ): Promise<void> {
    for (let tries = 0; tries < TRIES && !this.#lost; tries++) {
      const { head: before, tag } = this.#last;
      const sent = this.#clock.now();
      const head = { ...nextHead(before, { holder, record: change(before.record) }), fence: this.fence };
      const written = await writeHead(this.#objects, head, tag);
      if (written !== undefined) {
        this.#last = { head, tag: written, sent };
        return;
      }
      // A conflict need not mean an heir: an earlier attempt of this very write may still be in progress.
      await this.#findHeir();
    }
    throw (
      this.#lost ??
      new LabError('ERR_AWS', `${this.#objects.where} refuses every write.`, { hint: 'try again' })
    );
  }

  async #findHeir(): Promise<void> {
    const { head, tag } = await readHead(this.#objects);
    if (tag !== undefined && head.holder?.token === this.#me.token) {
      this.#last = { ...this.#last, head, tag };
      return;
    }
    this.#stop();
    const heir = head.holder ? nameOf(head.holder) : 'another command, which has ended';
    this.#lost = new LabError('ERR_LOCKED', `The account was taken over by ${heir}.`, {
      hint: 'This machine did not renew its lease in time: it slept, or had no network.',
      next: [{ why: 'shows where the account stands', run: ['status'] }],
    });
  }
}
