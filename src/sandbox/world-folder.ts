import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BodyFiles } from './body-files.ts';
import { dictionary } from './dictionary.ts';
import type { World, WorldAccount } from './world.ts';
import {
  isAccountId,
  parseJson,
  parseVersioned,
  readText,
  requireAccount,
  requireSessions,
  WorldFileError,
  writeContent,
} from './world-file.ts';

const REST = 'world.json';
const SESSIONS = 'sessions.json';
const AT_ONCE = 16;

/** The folder's format. The first format had no `bodies`, and can still be read. */
const FORMAT = 2;

/** `world.json`: what has no file of its own, and the ids of the accounts, in their order. */
interface Rest extends Omit<World, 'version' | 'accounts' | 'sessions'> {
  readonly version: number;
  readonly accounts: readonly string[];
}

export const worldFolder = (directory: string): string => join(directory, 'world');

/**
 * The world as stored: a folder with a file for each account (`111122223333.json`), `sessions.json`, `world.json`
 * and, for each large body of an object, a file in `bodies`. A file is written when its content has changed, so the
 * cost of a write is proportional to the change.
 *
 * Accounts are written first and `world.json`, which names them, last. A crash between two files loses, for an
 * operation that was not yet answered, what the later files would have held: a session, its effect on a second
 * account, or accounts that were being created. A crash while loading another world leaves some accounts of each.
 */
export class WorldFolder {
  readonly path: string;
  /** The content of the files, by name. */
  readonly #written = new Map<string, string>();
  readonly #bodies: BodyFiles;
  /** Accounts that may differ from their files. */
  readonly #touched = new Set<string>();
  #turn: Promise<void> = Promise.resolve();

  /** `directory`: the sandbox's. */
  constructor(directory: string) {
    this.path = worldFolder(directory);
    this.#bodies = new BodyFiles(join(this.path, 'bodies'));
  }

  /** `undefined` only if there is none: a damaged world does not count as empty. Throws `WorldFileError`. */
  async load(): Promise<World | undefined> {
    const text = await this.#read(REST);
    if (text === undefined) return undefined;
    const path = join(this.path, REST);
    const { accounts: ids, ...rest } = parseVersioned<Rest>(path, text, FORMAT);
    if (!Array.isArray(ids) || !ids.every(isAccountId) || !ids.includes(rest.home ?? '') || !rest.region) {
      throw new WorldFileError('damaged', path, 'a part of the sandbox is missing in it');
    }
    const accounts = await inBatches(ids, (id) => this.#readAccount(id));
    return {
      ...(rest as Omit<Rest, 'accounts'>),
      version: 1,
      accounts: dictionary(accounts.map((account, index) => [ids[index] as string, account])),
      sessions: requireSessions(join(this.path, SESSIONS), await this.#readObject(SESSIONS)),
    };
  }

  /**
   * Writes what changed: the accounts that were touched (all, if not specified), those without a file, and the rest.
   * One save after the other, each with the world at that time. Throws `WorldFileError`; what could not be written
   * stays touched.
   */
  save(world: World, touched: readonly string[] = Object.keys(world.accounts)): Promise<void> {
    for (const id of touched) this.#touched.add(id);
    const saved = this.#turn.then(() => this.#save(world));
    this.#turn = saved.catch(() => {});
    return saved;
  }

  /** The folder was removed meanwhile. */
  forget(): void {
    this.#written.clear();
    this.#bodies.forget();
  }

  async #save({ accounts, sessions, version: _, ...rest }: World): Promise<void> {
    const ids = Object.keys(accounts);
    for (const id of ids) if (!this.#written.has(accountFile(id))) this.#touched.add(id);
    await inBatches([...this.#touched], (id) => this.#writeAccount(id, accounts));
    await this.#write(SESSIONS, JSON.stringify(sessions));
    const whole: Rest = { version: FORMAT, ...rest, accounts: ids };
    if (await this.#write(REST, JSON.stringify(whole))) await this.#removeAllBut(ids);
    await this.#bodies.sweep();
  }

  async #writeAccount(id: string, accounts: World['accounts']): Promise<void> {
    // Before the account is read, because it may be touched again while it is being written.
    this.#touched.delete(id);
    if (!Object.hasOwn(accounts, id)) return;
    try {
      const { text, names } = await this.#bodies.part(accounts[id] as WorldAccount);
      await this.#write(accountFile(id), text);
      this.#bodies.name(id, names);
    } catch (error) {
      this.#touched.add(id);
      throw error;
    }
  }

  /** True if the file had other content before. */
  async #write(name: string, text: string): Promise<boolean> {
    if (this.#written.get(name) === text) return false;
    await writeContent(join(this.path, name), text);
    this.#written.set(name, text);
    return true;
  }

  /** Files of accounts that no longer exist, which nothing reads. */
  async #removeAllBut(ids: readonly string[]): Promise<void> {
    const kept = new Set([...ids.map(accountFile), SESSIONS, REST]);
    for (const name of this.#written.keys()) {
      if (kept.has(name)) continue;
      await rm(join(this.path, name), { force: true });
      this.#written.delete(name);
      this.#bodies.name(idOf(name));
    }
  }

  async #readAccount(id: string): Promise<WorldAccount> {
    const name = accountFile(id);
    const account = requireAccount(join(this.path, name), await this.#readObject(name));
    await this.#bodies.join(account);
    return account;
  }

  async #read(name: string): Promise<string | undefined> {
    const text = await readText(join(this.path, name));
    if (text !== undefined) this.#written.set(name, text);
    return text;
  }

  async #readObject(name: string): Promise<object> {
    const path = join(this.path, name);
    const text = await this.#read(name);
    if (text === undefined) throw new WorldFileError('damaged', path, `${REST} needs it, and it is missing`);
    const content = parseJson(path, text);
    if (typeof content !== 'object' || content === null) {
      throw new WorldFileError('damaged', path, 'it holds nothing of a sandbox');
    }
    return content;
  }
}

const accountFile = (id: string): string => `${id}.json`;
const idOf = (file: string): string => file.replace(/\.json$/, '');

/** All at once would open more files than a process may. */
async function inBatches<T, U>(items: readonly T[], work: (item: T) => Promise<U>): Promise<U[]> {
  const done: U[] = [];
  for (let start = 0; start < items.length; start += AT_ONCE) {
    done.push(...(await Promise.all(items.slice(start, start + AT_ONCE).map(work))));
  }
  return done;
}
