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

/** What is remembered of the account, held or not. */
export class SharedAccount {
  /** What the command of this store tells of itself. */
  running: ToldRun | undefined;
  lease: Lease | undefined;
  readonly #objects: Objects;
  readonly #known = new Map<string, Promise<Checkpoint>>();
  /** Goes with the next write. */
  #waiting: RecordChange[] = [];
  #unheld: AccountRecord;
  #persisted: ToldRun | undefined;
  #releaseLocal: (() => Promise<void>) | undefined;

  constructor(objects: Objects, record: AccountRecord) {
    this.#objects = objects;
    this.#unheld = record;
  }

  get record(): AccountRecord {
    return this.#waiting.reduce((record, change) => change(record), this.lease?.record() ?? this.#unheld);
  }

  readonly memory = {
    now: (): AccountMemory => this.record.memory,
    change: (change: (memory: AccountMemory) => AccountMemory) => this.#update(inMemory(change)),
    settle: async (change: (memory: AccountMemory) => AccountMemory) => {
      if (this.lease) this.#waiting.push(inMemory(change));
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
      await lease.release(this.#withWaiting((same) => same));
    } finally {
      this.#waiting = [];
      this.#unheld = lease.record();
      this.lease = undefined;
      await this.#releaseLocal?.();
    }
  }

  /** Nothing is written if there is nothing new. */
  async persist(): Promise<void> {
    if (this.lease && this.running !== this.#persisted) await this.#update((same) => same);
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

  async saveCheckpoint(one: Checkpoint): Promise<void> {
    requireVerified(one);
    // Refused if another command holds the account; and an object is not kept before there is a head to name it.
    if (!this.lease) await this.#update((same) => same);
    const body = stateText(sealed(one));
    const name = checkpointName(one.id, body);
    // If there is one of that name, it has the same content.
    if (this.record.checkpoints[one.id] !== name) await this.#objects.create(name, body);
    await this.#update((record) => ({ ...record, checkpoints: { ...record.checkpoints, [one.id]: name } }));
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
    const waiting = this.#waiting.length;
    await lease.update(this.#withWaiting(change));
    this.#waiting.splice(0, waiting);
    this.#persisted = running;
  }

  #withWaiting(change: RecordChange): RecordChange {
    const { running } = this;
    const changes = [...this.#waiting, change];
    return (record) =>
      withRun(
        changes.reduce((changed, one) => one(changed), record),
        running,
      );
  }
}

const inMemory =
  (change: (memory: AccountMemory) => AccountMemory): RecordChange =>
  (record) => ({ ...record, memory: change(record.memory) });
