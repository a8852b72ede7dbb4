import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { parseChaos } from '../sandbox/chaos/chaos.ts';
import { clockOffset } from '../sandbox/clock.ts';
import { openSandbox, type Sandbox } from '../sandbox/sandbox.ts';
import { PortInUse } from '../sandbox/server.ts';
import { SettingError } from '../sandbox/setting-error.ts';
import type { World } from '../sandbox/world.ts';
import { readWorld, WorldFileError } from '../sandbox/world-file.ts';
import { WorldFolder } from '../sandbox/world-folder.ts';
import { checkArgument, object } from './check-arguments.ts';
import { LibraryError, type LibraryErrorCode } from './library-error.ts';

export { LibraryError, type LibraryErrorCode } from './library-error.ts';

/** How to start a sandbox. */
export interface SandboxSettings {
  /** Of 127.0.0.1; 0, the default, takes any free port. */
  readonly port?: number;
  /**
   * The accounts' initial content: the workshop's account with its key, role, instance and bucket (`workshop`, the
   * default), only administrators (`empty`), or what `kms-lab sandbox save` wrote to a file.
   */
  readonly seed?: 'workshop' | 'empty' | { readonly file: string };
  /** Workshop accounts in an organization, from 1 to 1000. Absent: one account, and another one without a workshop. */
  readonly accounts?: number;
  /** Faults: `eventual=2s,throttle=5%,latency=50ms,error=1%,reset=1%,seed=42`, or some of these. */
  readonly chaos?: string;
  /** The sandbox's clock: `+10m` or `-2h` from the machine's, or an ISO 8601 date from which it runs on. */
  readonly clock?: string;
}

/** What an SDK client signs with. */
export interface SandboxCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** By the machine's clock. */
  readonly expiration?: Date;
}

/** Arguments for the constructor of an SDK client: `new KMSClient(sandbox.client())`. */
export interface ClientSettings {
  /** `http://127.0.0.1:4566` */
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: SandboxCredentials;
}

/** A running sandbox: AWS accounts at an endpoint on this machine. */
export interface RunningSandbox {
  /** `http://127.0.0.1:4566` */
  readonly endpoint: string;
  readonly region: string;
  /** The workshop's account, or the first one. */
  readonly accountId: string;
  /** The address of the workshop's web app, which answers once its instance runs it. */
  readonly webAppUrl: string;
  /**
   * Credentials by name: `operator` (an administrator), `another-admin`, `root`, `instance-role`, `user-a`,
   * `user-a-fresh-mfa` (60 s old), `user-a-stale-mfa` (600 s old), or the name of any user with an access key;
   * `operator@222200000002` is a principal of another account. Throws `ERR_UNKNOWN_NAME`.
   */
  credentials(name: string): SandboxCredentials;
  /** Endpoint, Region and credentials for an SDK client; the operator's if no name is given. Throws `ERR_UNKNOWN_NAME`. */
  client(name?: string): ClientSettings;
  /**
   * Moves the clock, which determines MFA age and the expiry of sessions and key material. As `clock` in the
   * settings. Throws `ERR_USAGE`.
   */
  setClock(clock: string): void;
  /** Restores the sandbox's initial content. The clock stays. */
  reset(): Promise<void>;
  /** Ends the sandbox and removes its files. May be called more than once. */
  close(): Promise<void>;
}

const wholeNumber = (least: number, most: number) => {
  const wanted = `a whole number from ${least} to ${most}`;
  return v.optional(
    v.pipe(v.number(), v.integer(wanted), v.minValue(least, wanted), v.maxValue(most, wanted)),
  );
};

const SETTINGS = object({
  port: wholeNumber(0, 65_535),
  seed: v.optional(
    v.union(
      [v.picklist(['workshop', 'empty']), object({ file: v.string() })],
      'workshop, empty or { file: PATH }',
    ),
  ),
  accounts: wholeNumber(1, 1000),
  chaos: v.optional(v.string()),
  clock: v.optional(v.string()),
});

/**
 * Starts a sandbox for a test. It shares nothing with other sandboxes, including the command line's, and keeps its
 * data in a temporary directory until it is closed. Use it like AWS: with signed requests of any SDK or tool.
 *
 * Throws `ERR_USAGE` for invalid settings, `ERR_PORT_IN_USE`, `ERR_STATE_UNWRITABLE` if it cannot create that directory,
 * and for the file of a seed `ERR_NOT_FOUND`, `ERR_STATE_DAMAGED` or `ERR_STATE_NEWER`.
 */
export async function createSandbox(settings: SandboxSettings = {}): Promise<RunningSandbox> {
  checkArgument(SETTINGS, settings, 'settings');
  const directory = await makeDirectory();
  try {
    return await start(settings, directory);
  } catch (error) {
    await remove(directory);
    return rethrow(error);
  }
}

async function start(
  { port = 0, seed = 'workshop', accounts, chaos, clock = '+0s' }: SandboxSettings,
  directory: string,
): Promise<RunningSandbox> {
  let offset = clockOffset(clock);
  if (typeof seed === 'object') await new WorldFolder(directory).save(await savedIn(seed.file));
  const sandbox = await openSandbox({
    directory,
    port,
    empty: seed === 'empty',
    now: () => new Date(Date.now() + offset),
    ...(accounts === undefined ? {} : { accounts }),
    ...(chaos === undefined ? {} : { chaos: parseChaos(chaos) }),
  });
  const begun = structuredClone(sandbox.world());
  const { endpoint, region, webAppUrl } = sandbox;
  const credentials = (name: string): SandboxCredentials => credentialsOf(sandbox, name);
  let closed: Promise<void> | undefined;
  return {
    endpoint,
    region,
    accountId: begun.home,
    webAppUrl,
    credentials,
    client: (name = 'operator') => ({ endpoint, region, credentials: credentials(name) }),
    setClock: (text) => {
      offset = offsetOf(text);
    },
    reset: () => sandbox.replaceWorld(structuredClone(begun)).catch(rethrow),
    close: () => {
      closed ??= sandbox.close().finally(() => remove(directory));
      return closed;
    },
  };
}

async function makeDirectory(): Promise<string> {
  try {
    return await mkdtemp(join(tmpdir(), 'kms-lab-sandbox-'));
  } catch (cause) {
    throw new LibraryError('ERR_STATE_UNWRITABLE', `The sandbox cannot create a directory in ${tmpdir()}.`, {
      cause,
      hint: 'set TMPDIR to a writable directory',
    });
  }
}

const remove = (directory: string): Promise<void> => rm(directory, { recursive: true, force: true });

async function savedIn(path: string): Promise<World> {
  const world = await readWorld(path);
  if (world) return world;
  throw new LibraryError('ERR_NOT_FOUND', `There is no file "${path}".`);
}

function credentialsOf(sandbox: Sandbox, name: string): SandboxCredentials {
  const lent = sandbox.credentials(String(name));
  if (lent) return lent;
  throw new LibraryError('ERR_UNKNOWN_NAME', `The sandbox has no credentials for "${name}".`, {
    hint: `it has credentials for root, ${sandbox.info().users.join(', ')}`,
  });
}

function offsetOf(clock: string): number {
  try {
    return clockOffset(String(clock));
  } catch (error) {
    return rethrow(error);
  }
}

const STATE_CODES = {
  damaged: 'ERR_STATE_DAMAGED',
  newer: 'ERR_STATE_NEWER',
  unwritable: 'ERR_STATE_UNWRITABLE',
} as const satisfies Record<WorldFileError['kind'], LibraryErrorCode>;

/** The sandbox's own errors, as the library's. */
function rethrow(error: unknown): never {
  if (!(error instanceof Error)) throw error;
  const { message, cause } = error;
  if (error instanceof SettingError)
    throw new LibraryError('ERR_USAGE', message, {
      hint: `like this: ${error.setting}: '${error.examples[0]}'`,
    });
  if (error instanceof PortInUse)
    throw new LibraryError('ERR_PORT_IN_USE', message, {
      cause,
      hint: 'choose another port, or 0 for a free one',
    });
  if (error instanceof WorldFileError) throw new LibraryError(STATE_CODES[error.kind], message, { cause });
  throw error;
}
