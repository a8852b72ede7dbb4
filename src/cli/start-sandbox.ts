import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LabError } from '../contract/errors.ts';
import { takeLock } from '../engine/lock.ts';
import { unwritable } from '../engine/state-file.ts';
import { type Chaos, parseChaos } from '../sandbox/chaos/chaos.ts';
import { readAddress, removeAddress, type ServerAddress, writeAddress } from '../sandbox/endpoint-file.ts';
import { connectSandbox, ServerGone } from '../sandbox/remote.ts';
import type { Sandbox, SandboxHandle } from '../sandbox/sandbox.ts';
import type { World } from '../sandbox/world.ts';
import { readWorld, WorldFileError, writeWorld } from '../sandbox/world-file.ts';
import { WorldFolder } from '../sandbox/world-folder.ts';
import type { GlobalOptions } from './global-options.ts';
import { inOurWords, withHint } from './sandbox-failure.ts';
import type { ServerSettings } from './server-settings.ts';
import { SANDBOX_ENV } from './suggested-commands.ts';

type Where = Pick<GlobalOptions, 'stateDir' | 'chaos'>;

export const sandboxDirectory = ({ stateDir }: Where): string => join(stateDir, 'sandbox');
/** Beside the sandbox's folder, because a reset removes that folder. */
const lockFile = ({ stateDir }: Where): string => join(stateDir, 'sandbox.lock');
const addressFile = ({ stateDir }: Where): string => join(stateDir, 'sandbox-server.json');

/** The clock that one command uses to wait for another, in milliseconds. */
export interface Waiting {
  now(): number;
  pause(ms: number): Promise<unknown>;
}

const WAITING: Waiting = { now: Date.now, pause: (ms) => sleep(ms) };

/** Longer than a server takes to publish its address, and than a short command holds the sandbox. */
const PATIENCE = 2000;
const PAUSE = 50;

/**
 * The sandbox of the state directory: the served one if there is one, otherwise one in this process alone, because
 * two processes would overwrite each other's data. Its errors become kms-lab's.
 */
export async function startSandbox(options: Where, command: string): Promise<SandboxHandle> {
  const { server, release } = await reach(options, command);
  if (server) return withSameChaos(server, options);
  const { openSandbox } = await import('../sandbox/sandbox.ts');
  return openHeld(release, () => openSandbox({ directory: sandboxDirectory(options), ...chaosOf(options) }));
}

/** The same, but open to other processes: the user works on it from another terminal while this command waits. */
export async function shareSandbox(options: Where, command: string): Promise<SandboxHandle> {
  const { server, release } = await reach(options, command);
  return server ? withSameChaos(server, options) : openServed(options, { port: 0 }, release);
}

/** Opens the sandbox for other processes too, and writes its address to a file that only this user can read. */
export async function serveSandbox(options: Where, settings: ServerSettings): Promise<Sandbox> {
  const { address, release } = await reach(options, 'sandbox serve');
  if (address) throw alreadyServed(address);
  return openServed(options, settings, release);
}

async function openServed(options: Where, settings: ServerSettings, release: Release): Promise<Sandbox> {
  const token = randomBytes(32).toString('hex');
  const { openSandbox } = await import('../sandbox/sandbox.ts');
  const sandbox = await openHeld(release, () =>
    openSandbox({ directory: sandboxDirectory(options), ...chaosOf(options), ...settings, token }),
  );
  const path = addressFile(options);
  const close = () => removeAddress(path).then(sandbox.close);
  const { endpoint, webAppUrl } = sandbox;
  const since = new Date().toISOString();
  try {
    await writeAddress(path, { pid: process.pid, endpoint, webAppUrl, since, token });
  } catch (error) {
    await close();
    throw unwritable(path, error);
  }
  return { ...sandbox, close };
}

/** Throws `ERR_NOT_FOUND` if no sandbox is served. */
export async function requireServer(options: Where): Promise<SandboxHandle> {
  const server = await findServer(options);
  if (server) return server;
  throw new LabError('ERR_NOT_FOUND', `No sandbox is served from ${options.stateDir}.`, {
    next: [{ run: ['sandbox', 'serve'], why: 'in another terminal' }],
  });
}

/** Removes the sandbox with the checkpoints and journals of its account, which match no other. */
export async function forgetSandbox(options: Where, how = { empty: false }): Promise<void> {
  const { server, release } = await reach(options, 'sandbox reset');
  if (server) return inOurWords(server.reset(how));
  const { resetSandbox } = await import('../sandbox/sandbox.ts');
  await resetSandbox(sandboxDirectory(options), how).finally(release);
}

interface Saved {
  /** Ids of the accounts in it. */
  readonly accounts: readonly string[];
}

export async function saveSandbox(options: Where, path: string): Promise<Saved> {
  const sandbox = await startSandbox(options, 'sandbox save');
  try {
    const world = await sandbox.world();
    await withHint('choose another file', writeWorld(path, world));
    return { accounts: accountsOf(world) };
  } finally {
    await sandbox.close();
  }
}

/** Ids of the accounts; none for a fresh state directory. */
export type SandboxAccounts = readonly string[] | 'damaged';

interface Loaded extends Saved {
  /** The accounts that existed before. */
  readonly replaced: SandboxAccounts;
}

/** `agree`: gets what would be replaced, and throws if it must not be. */
export async function loadSandbox(
  options: Where,
  path: string,
  agree: (replaced: SandboxAccounts) => Promise<void> = async () => {},
): Promise<Loaded> {
  const world = await withHint('load another file, or save it again', readWorld(path));
  if (!world) {
    throw new LabError('ERR_USAGE', `There is no file ${path}.`, {
      next: [{ run: ['sandbox', 'save', path], why: 'makes one' }],
    });
  }
  const accounts = accountsOf(world);
  const replaced = await accountsIn(options);
  await agree(replaced);
  const { server, release } = await reach(options, 'sandbox load');
  if (server) {
    await inOurWords(server.replaceWorld(world));
    return { accounts, replaced };
  }
  try {
    await inOurWords(new WorldFolder(sandboxDirectory(options)).save(world));
    return { accounts, replaced };
  } finally {
    await release();
  }
}

/** The existing accounts. Opens nothing, and waits for nothing. */
export async function accountsIn(options: Where): Promise<SandboxAccounts> {
  const server = await findServer(options);
  if (server) return accountsOf(await server.world());
  try {
    const world = await new WorldFolder(sandboxDirectory(options)).load();
    return world ? accountsOf(world) : [];
  } catch (error) {
    if (error instanceof WorldFileError) return 'damaged';
    throw error;
  }
}

/** The lab's account first. */
const accountsOf = ({ accounts, home }: World): readonly string[] => [
  home,
  ...Object.keys(accounts).filter((id) => id !== home),
];

async function openHeld(release: Release, open: () => Promise<Sandbox>): Promise<Sandbox> {
  try {
    const sandbox = await inOurWords(open());
    return { ...sandbox, close: () => inOurWords(sandbox.close()).finally(release) };
  } catch (error) {
    await release();
    throw error;
  }
}

type Release = () => Promise<void>;

type Reached =
  | { readonly server: SandboxHandle; readonly address: ServerAddress; readonly release?: undefined }
  | { readonly server?: undefined; readonly address?: undefined; readonly release: Release };

/**
 * The server if there is one, otherwise the sandbox's lock. If two commands start at once, the second waits a moment
 * for the first to end, or to publish its address. Throws `ERR_LOCKED` after that.
 */
export async function reach(
  options: Where,
  command: string,
  { now, pause }: Waiting = WAITING,
): Promise<Reached> {
  for (const until = now() + PATIENCE; ; await pause(PAUSE)) {
    const address = await addressIn(options);
    const server = address && (await connectTo(address));
    if (server) return { server, address };
    try {
      const { release } = await takeLock(lockFile(options), command);
      return { release };
    } catch (error) {
      const isHeld = error instanceof LabError && error.code === 'ERR_LOCKED';
      if (!isHeld || now() >= until) throw error;
    }
  }
}

async function findServer(options: Where): Promise<SandboxHandle | undefined> {
  const address = await addressIn(options);
  return address && connectTo(address);
}

async function addressIn(options: Where): Promise<ServerAddress | undefined> {
  const path = addressFile(options);
  return readAddress(path).catch((error) => {
    throw unwritable(path, error);
  });
}

/** `undefined` if there is no answer: the process that wrote the file is gone, and another one has its process id. */
async function connectTo(address: ServerAddress): Promise<SandboxHandle | undefined> {
  try {
    return await connectSandbox(address);
  } catch (error) {
    if (error instanceof ServerGone) return undefined;
    throw error;
  }
}

async function withSameChaos(server: SandboxHandle, options: Where): Promise<SandboxHandle> {
  const { chaos } = chaosOf(options);
  const { chaos: its } = await server.info();
  if (!chaos || JSON.stringify(chaos) === JSON.stringify(its)) return server;
  throw new LabError('ERR_USAGE', `The sandbox is served at ${server.endpoint}, with a chaos of its own.`, {
    hint: 'give --chaos to the command that serves it, or stop it first',
  });
}

const chaosOf = ({ chaos }: Where): { readonly chaos?: Chaos } =>
  chaos === undefined ? {} : { chaos: inOurWords(() => parseChaos(chaos)) };

const alreadyServed = ({ pid, endpoint, since }: ServerAddress): LabError =>
  new LabError(
    'ERR_LOCKED',
    `The sandbox is served already: by process ${pid}, at ${endpoint}, since ${since}. An open walk serves it, too.`,
    {
      next: [
        { ...SANDBOX_ENV, why: 'uses this one' },
        { run: ['sandbox', 'serve', '--state-dir', 'DIRECTORY'], why: 'serves another one' },
      ],
    },
  );
