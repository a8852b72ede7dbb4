import { createHash } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Ec2Instance, WorldAccount } from './world.ts';
import type { Bucket, MultipartUpload, StoredObject, UploadedPart } from './world-buckets.ts';
import { readBytes, WorldFileError, writeContent } from './world-file.ts';

/**
 * Up to this many base64 characters, a body stays in its account's file. Larger ones get their own file, because they
 * are expensive to write again.
 */
const SMALL = 4096;

/** Replaces a body that has a file of its own, named after the SHA-256 of its bytes, in lower-case hex. */
interface Elsewhere {
  readonly sha256: string;
}

type OnDisk = string | Elsewhere;

/** The text in that place, base64, as it is written to the disk. */
type Keep = (owner: object, place: string, text: string) => OnDisk;

/**
 * The files of large bodies (of objects, of parts of uploads, on an instance). They are written once and never
 * changed, so an account that is saved again only names them.
 * They are written before the account's file and removed after it. At worst, a crash leaves unused files, which the
 * first sweep removes.
 */
export class BodyFiles {
  readonly #path: string;
  readonly #there = new Set<string>();
  /** By account id: what its file names. */
  readonly #named = new Map<string, ReadonlySet<string>>();
  /** Files that may be unused. `undefined` until the folder was read. */
  #doubtful: Set<string> | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  /** The folder was removed meanwhile. */
  forget(): void {
    this.#there.clear();
    this.#named.clear();
    this.#doubtful = undefined;
  }

  /** The content of the account's file, once the bodies that it names have files. Throws `WorldFileError`. */
  async part(account: WorldAccount): Promise<{ readonly text: string; readonly names: ReadonlySet<string> }> {
    const names = new Set<string>();
    const missing = new Map<string, string>();
    // Synchronous, before the first await: the account may change meanwhile.
    const text = JSON.stringify(
      withBodies(account, (owner, place, text) => {
        if (text.length <= SMALL) return text;
        const sha256 = nameOf(owner, place, text);
        names.add(sha256);
        if (!this.#there.has(sha256)) missing.set(sha256, text);
        return { sha256 };
      }),
    );
    for (const [name, body] of missing) {
      await writeContent(this.#file(name), Buffer.from(body, 'base64'));
      this.#there.add(name);
    }
    return { text, names };
  }

  /** The account's file is written and names these; none if the account no longer exists. */
  name(id: string, names: ReadonlySet<string> = new Set()): void {
    for (const name of this.#named.get(id) ?? []) if (!names.has(name)) this.#doubtful?.add(name);
    this.#named.set(id, names);
  }

  /** Gives an account that was read the bodies that its file names. Throws `WorldFileError`. */
  async join(account: WorldAccount): Promise<void> {
    const names = new Set<string>();
    for (const [owner, place] of placesIn(account)) {
      const body = owner[place];
      if (typeof body !== 'object') continue;
      const name = String(body.sha256);
      owner[place] = await this.#read(name);
      names.add(name);
    }
    this.name(account.id, names);
  }

  /** Removes unused files. */
  async sweep(): Promise<void> {
    this.#doubtful ??= new Set(await readdir(this.#path).catch(ignoreAbsence));
    for (const name of this.#doubtful) {
      this.#doubtful.delete(name);
      if ([...this.#named.values()].some((names) => names.has(name))) continue;
      await rm(this.#file(name), { force: true });
      this.#there.delete(name);
    }
  }

  async #read(name: string): Promise<string> {
    const path = this.#file(name);
    const bytes = /^[0-9a-f]{64}$/.test(name) ? await readBytes(path) : undefined;
    if (!bytes) throw new WorldFileError('damaged', path, 'an object needs it, and it is missing');
    if (sha256(bytes) !== name) throw new WorldFileError('damaged', path, 'it is not what was stored');
    this.#there.add(name);
    return bytes.toString('base64');
  }

  #file(name: string): string {
    return join(this.#path, name);
  }
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

interface Named {
  readonly text: string;
  readonly name: string;
}

/** By owner and place: the hash of a large text is computed once. */
const NAMES = new WeakMap<object, Map<string, Named>>();

function nameOf(owner: object, place: string, text: string): string {
  const names = NAMES.get(owner) ?? new Map<string, Named>();
  NAMES.set(owner, names);
  const known = names.get(place);
  if (known?.text === text) return known.name;
  const name = sha256(Buffer.from(text, 'base64'));
  names.set(place, { text, name });
  return name;
}

function withBodies(account: WorldAccount, keep: Keep): object {
  const held = <H extends StoredObject | UploadedPart>(holder: H) => ({
    ...holder,
    body: keep(holder, 'body', holder.body),
  });
  const ofUpload = (upload: MultipartUpload) => ({ ...upload, parts: mapped(upload.parts, held) });
  const ofBucket = (bucket: Bucket) => ({
    ...bucket,
    objects: mapped(bucket.objects, held),
    ...(bucket.uploads ? { uploads: mapped(bucket.uploads, ofUpload) } : {}),
  });
  const ofInstance = (instance: Ec2Instance) => ({
    ...instance,
    files: mapped(instance.files, (text, name) => keep(instance.files, name, text)),
  });
  return {
    ...account,
    buckets: mapped(account.buckets, ofBucket),
    instances: mapped(account.instances, ofInstance),
  };
}

const mapped = <T, U>(
  record: Readonly<Record<string, T>>,
  as: (item: T, key: string) => U,
): Record<string, U> => Object.fromEntries(Object.entries(record).map(([key, item]) => [key, as(item, key)]));

type Owner = Record<string, OnDisk | undefined>;

/** Every place of an account, as read, where a body may be named. */
function placesIn({ buckets, instances }: WorldAccount): readonly (readonly [owner: Owner, place: string])[] {
  const holders = Object.values(buckets).flatMap(({ objects, uploads = {} }) => [
    ...Object.values(objects),
    ...Object.values(uploads).flatMap(({ parts }) => Object.values(parts)),
  ]);
  const files = Object.values(instances).flatMap(({ files }) =>
    Object.keys(files).map((name) => [files as Owner, name] as const),
  );
  return [...holders.map((holder) => [holder as unknown as Owner, 'body'] as const), ...files];
}

function ignoreAbsence(error: NodeJS.ErrnoException): readonly string[] {
  if (error.code === 'ENOENT') return [];
  throw error;
}
