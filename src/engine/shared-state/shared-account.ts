import type { Checkpoint } from '../../contract/checkpoint.ts';
import { LabError } from '../../contract/errors.ts';
import type { Objects } from '../../contract/objects.ts';
import { CHECKPOINT, checkpointOfFile } from '../checkpoint-file.ts';
import { sealed } from '../digest.ts';
import type { AccountMemory } from '../memory.ts';
import { readStateText, stateText } from '../state-file.ts';
import type { ToldRun } from '../told-run.ts';
import { requireVerified } from '../verified.ts';
import type { WorkshopLog } from '../workshop-record.ts';
import {
  type AccountRecord,
  checkpointName,
  OBJECT_REMEDIES,
  readHead,
  withRun,
  withWorkshopLine,
} from './head.ts';
import { type Lease, updateUnheld } from './lease.ts';

type RecordChange = (record: AccountRecord) => AccountRecord;

/** Goes with the next write of the head, once the object that it names is there. */
interface WaitingChange {
  readonly change: RecordChange;
  readonly stored: Promise<unknown>;
}

/** What is remembered of the account, held or not. */
export class SharedAccount {
  /** What the command of this store tells of itself. */
  running: ToldRun | undefined;
  lease: Lease | undefined;
  readonly #objects: Objects;
  readonly #known = new Map<string, Promise<Checkpoint>>();
  #waiting: readonly WaitingChange[] = [];
  /** The objects of checkpoints that are stored or on their way, by name. */
  readonly #stores = new Map<string, Promise<unknown>>();
  #unheld: AccountRecord;
  #persisted: ToldRun | undefined;
  #releaseLocal: (() => Promise<void>) | undefined;

  constructor(objects: Objects, record: AccountRecord) {
    this.#objects = objects;
    this.#unheld = record;
  }

  get record(): AccountRecord {
    return recordAfter(this.#waiting, this.lease?.record() ?? this.#unheld);
  }

  readonly memory = {
    now: (): AccountMemory => this.record.memory,
    change: (change: (memory: AccountMemory) => AccountMemory) => this.#update(inMemory(change)),
    settle: async (change: (memory: AccountMemory) => AccountMemory) => {
      if (this.lease) this.#wait(inMemory(change));
      else await this.#update(inMemory(change));
    },
  };

  readonly workshop: WorkshopLog = {
    lines: async () => this.record.workshop,
    append: (line) => this.#update((record) => withWorkshopLine(record, line)),
    forgetCheckpoints: () =>
      this.#update(({ memory: { version }, ...record }) => ({
        ...record,
        memory: { version, policyVersions: {} },
        checkpoints: {},
      })),
  };

  /** Reads what other machines remembered. While the account is held here, none does. */
  async refresh(): Promise<void> {
    if (!this.lease) this.#unheld = (await readHead(this.#objects)).head.record;
  }

  hold(lease: Lease, releaseLocal: () => Promise<void>): Lease {
    this.lease = lease;
    this.#releaseLocal = releaseLocal;
    return lease;
  }

  async release(): Promise<void> {
    const { lease } = this;
    if (!lease) return;
    try {
      await this.#stored(this.#waiting).finally(() => lease.release(this.#withRun(this.#waiting)));
    } finally {
      this.#waiting = [];
      this.#unheld = lease.record();
      this.lease = undefined;
      await this.#releaseLocal?.();
    }
  }

  /** Nothing is written if there is nothing new. */
  async persist(): Promise<void> {
    const isNew = this.running !== this.#persisted || this.#waiting.length > 0;
    if (this.lease && isNew) await this.#update((same) => same);
  }

  /** Oldest first. */
  async checkpoints(): Promise<readonly Checkpoint[]> {
    const all = await Promise.all(Object.keys(this.record.checkpoints).map((id) => this.checkpoint(id)));
    return all.filter((one) => one !== undefined).sort((a, b) => a.takenAt.localeCompare(b.takenAt));
  }

  async checkpoint(id: string): Promise<Checkpoint | undefined> {
    const { checkpoints } = this.record;
    const name = Object.hasOwn(checkpoints, id) ? checkpoints[id] : undefined;
    if (name === undefined) return undefined;
    const known = this.#known.get(name) ?? this.#read(name);
    this.#known.set(name, known);
    known.catch(() => this.#known.delete(name));
    return known;
  }

  expectCheckpoint(one: Checkpoint): void {
    if (this.lease) void this.#store(objectOf(one));
  }

  /** While the account is held, nothing waits for it but the next write. */
  async saveCheckpoint(one: Checkpoint): Promise<void> {
    requireVerified(one);
    // Refused if another command holds the account; and an object is not kept before there is a head to name it.
    if (!this.lease) await this.#update((same) => same);
    const object = objectOf(one);
    const named: RecordChange = (record) => ({
      ...record,
      checkpoints: { ...record.checkpoints, [one.id]: object.name },
    });
    // If there is one of that name, it has the same content.
    const isThere = this.record.checkpoints[one.id] === object.name;
    const created = isThere ? Promise.resolve() : this.#store(object);
    if (!this.lease) {
      await created;
      return this.#update(named);
    }
    this.#known.set(object.name, Promise.resolve(one));
    this.#wait(named, created);
  }

  #wait(change: RecordChange, stored: Promise<unknown> = Promise.resolve()): void {
    this.#waiting = [...this.#waiting, { change, stored }];
  }

  #store({ name, body }: CheckpointObject): Promise<unknown> {
    const storing = this.#stores.get(name) ?? this.#objects.create(name, body);
    this.#stores.set(name, storing);
    storing.catch(() => this.#stores.delete(name));
    return storing;
  }

  /** Throws if an object cannot be stored: the head does not name it. */
  async #stored(waiting: readonly WaitingChange[]): Promise<void> {
    const outcomes = await Promise.allSettled(waiting.map(({ stored }) => stored));
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (!failed) return;
    const lost = waiting.filter((_, index) => outcomes[index]?.status === 'rejected');
    this.#waiting = this.#waiting.filter((one) => !lost.includes(one));
    throw failed.reason;
  }

  async #read(name: string): Promise<Checkpoint> {
    const { where } = this.#objects;
    const found = await this.#objects.get(name);
    if (found)
      return checkpointOfFile(readStateText(found.body, `${where}/${name}`, CHECKPOINT, OBJECT_REMEDIES));
    throw new LabError('ERR_STATE_DAMAGED', `There is no object ${where}/${name}, which the head names.`, {
      hint: OBJECT_REMEDIES.damaged.hint,
    });
  }

  async #update(change: RecordChange): Promise<void> {
    const { lease, running } = this;
    if (!lease) {
      this.#unheld = await updateUnheld(this.#objects, change);
      return;
    }
    const sent = this.#waiting;
    await this.#stored(sent);
    await lease.update(this.#withRun(sent, change));
    this.#waiting = this.#waiting.filter((one) => !sent.includes(one));
    this.#persisted = running;
  }

  #withRun(sent: readonly WaitingChange[], change: RecordChange = (same) => same): RecordChange {
    const { running } = this;
    return (record) => withRun(change(recordAfter(sent, record)), running);
  }
}

interface CheckpointObject {
  readonly name: string;
  readonly body: string;
}

function objectOf(one: Checkpoint): CheckpointObject {
  const body = stateText(sealed(one));
  return { name: checkpointName(one.id, body), body };
}

const inMemory =
  (change: (memory: AccountMemory) => AccountMemory): RecordChange =>
  (record) => ({ ...record, memory: change(record.memory) });

const recordAfter = (changes: readonly WaitingChange[], record: AccountRecord): AccountRecord =>
  changes.reduce((changed, { change }) => change(changed), record);
