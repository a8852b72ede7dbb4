import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { administer, isAdmin } from './admin.ts';
import type { Chaos } from './chaos/chaos.ts';
import { disturb } from './chaos/disturb.ts';
import { Late } from './chaos/eventual-consistency.ts';
import { credentialNames, Lender, type Lent } from './credentials.ts';
import { withoutPrototypes } from './dictionary.ts';
import { GAPS } from './gaps.ts';
import { type Admission, admit, type Entry, type SandboxAccount } from './handle.ts';
import { identify } from './identify.ts';
import type { SandboxInfo } from './info.ts';
import { judge } from './judge.ts';
import type { WireHead, WireResponse } from './protocol/protocol.ts';
import { growOrganization, workshopAccounts } from './seed/organization.ts';
import { emptySeed, seed } from './seed.ts';
import { listen } from './server.ts';
import { services } from './services.ts';
import { trailLine } from './trail/line.ts';
import { TrailWriter } from './trail/write.ts';
import { foreignRequest } from './visitors.ts';
import { openWebAppHost } from './web-app/host.ts';
import type { World } from './world.ts';
import { WorldFolder } from './world-folder.ts';

export interface SandboxOptions {
  /** Where the world and its trail are stored. */
  readonly directory: string;
  /** 0, the default, takes any free port. */
  readonly port?: number;
  readonly host?: string;
  readonly webAppPort?: number;
  /** The sandbox's clock, for MFA age and the expiry of key material. */
  readonly now?: () => Date;
  /** The minimum number of workshop accounts, in an organization; the world remembers it. */
  readonly accounts?: number;
  /** A new sandbox has no workshop, so that `kms-lab setup` can create it. */
  readonly empty?: boolean;
  readonly chaos?: Chaos;
  /** The token that allows administering the sandbox over HTTP; without it, no client may. */
  readonly token?: string;
}

type Answer<T> = T | Promise<T>;

/** An AWS account at its endpoint, in this process or in another. */
export interface SandboxHandle {
  readonly endpoint: string;
  readonly region: string;
  /** Of the home account. */
  readonly webAppUrl: string;
  /** Another process serves it. */
  readonly isRemote: boolean;
  /** `root`, `instance-role`, `user-a-fresh-mfa` …, or a user's name; with `@ACCOUNT` of another account. */
  credentials(name: string): Answer<Lent | undefined>;
  /** The same of several, asked once, in the order of the names. */
  credentialsOf(names: readonly string[]): Answer<readonly (Lent | undefined)[]>;
  /** The address of an account's web app while it runs; `undefined` if there is no such account. */
  webAppUrlOf(accountId: string): Promise<string | undefined>;
  info(): Answer<SandboxInfo>;
  /** All of the data, as saved. */
  world(): Answer<World>;
  replaceWorld(world: World): Promise<void>;
  /** Starts over, with the same number of accounts; forgets what is kept beside the world, such as checkpoints. */
  reset(how?: { readonly empty: boolean }): Promise<void>;
  close(): Promise<void>;
}

/** An AWS account in this process. */
export interface Sandbox extends SandboxHandle {
  credentials(name: string): Lent | undefined;
  credentialsOf(names: readonly string[]): readonly (Lent | undefined)[];
  info(): SandboxInfo;
  world(): World;
  /** Loads the services that are used first, so that the first request need not wait. */
  warmUp(): Promise<void>;
}

/** The parts of a sandbox, before it has an endpoint. */
interface Inside {
  readonly directory: string;
  readonly folder: WorldFolder;
  /** Everything refers to this object: it is refilled, not replaced. */
  readonly world: World;
  readonly lender: Lender;
  readonly trail: TrailWriter;
  readonly late: Late | undefined;
  readonly chaos: Chaos | undefined;
  readonly now: () => Date;
}

type Server = Awaited<ReturnType<typeof listen>>;
type WebApps = Awaited<ReturnType<typeof openWebAppHost>>;

/** The sandbox's endpoints. */
interface Outside {
  readonly server: Server;
  readonly webApps: WebApps;
}

/**
 * Opens the sandbox that is stored in the directory, or a new one. Throws `PortInUse`, `WorldFileError`,
 * `SettingError`.
 */
export async function openSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { port = 0, host = '127.0.0.1', webAppPort = 0, token } = options;
  const inside = await openInside(options);
  const { folder, lender, now, trail, world } = inside;
  let admitted: (head: WireHead) => Promise<Admission> = beforeOpening;
  const failed = (bug: unknown) => trail.add(trailLine({ ...unknownEntry(now()), bug }));
  const server = await listen({
    admit: async (head) => foreignRequest(head, host) ?? admitted(head),
    failed,
    port,
    host,
  });
  const webApps = await openWebAppHost({
    world,
    endpoint: server.endpoint,
    failed,
    credentialsOf: (instanceId) => lender.ofInstance(instanceId),
    save: (accountId) => folder.save(world, [accountId]),
    now,
    port: webAppPort,
  }).catch(async (error) => {
    await server.close();
    throw error;
  });
  const outside: Outside = { server, webApps };
  const sandbox = handleOf(inside, outside);
  const onTheWire = admit(accountOf(inside, outside));
  const admin = token === undefined ? onTheWire : administer(sandbox, token);
  admitted = (head) => (isAdmin(head) ? admin(head) : onTheWire(head));
  return sandbox;
}

async function openInside({
  directory,
  now = () => new Date(),
  accounts,
  empty = false,
  chaos,
}: SandboxOptions): Promise<Inside> {
  const folder = new WorldFolder(directory);
  const world = (await folder.load()) ?? fresh(now(), empty);
  if (accounts !== undefined && growOrganization(world, accounts, now())) await folder.save(world);
  const lender = new Lender(world, now);
  const trail = new TrailWriter(directory);
  const late = chaos && chaos.eventual > 0 ? new Late(world, chaos.eventual) : undefined;
  return { directory, folder, world, lender, trail, late, chaos, now };
}

const accountOf = (
  { folder, world, lender, trail, late, chaos, now }: Inside,
  { server, webApps }: Outside,
): SandboxAccount => ({
  services,
  world,
  identify: (accessKeyId) => identify(world, accessKeyId, now(), lender.sessions),
  judge,
  async save(touched) {
    late?.note(touched);
    await webApps.sync();
    await folder.save(world, touched);
  },
  now,
  record: (entry) => trail.add(trailLine(entry)),
  metadata: {
    endpoint: server.endpoint,
    credentialsOf: (instanceId) => lender.ofInstance(instanceId),
  },
  ...(late ? { views: (service, operation) => late.views(service, operation) } : {}),
  ...(chaos ? { disturb: disturb(chaos) } : {}),
});

function handleOf(inside: Inside, { server, webApps }: Outside): Sandbox {
  const { directory, folder, world, lender, trail, late, chaos, now } = inside;
  const { endpoint } = server;
  const replace = async (other: World) => {
    for (const part of Object.keys(world)) delete world[part as keyof World];
    Object.assign(world, withoutPrototypes(other));
    late?.forget();
    await webApps.sync();
    await folder.save(world);
  };
  return {
    endpoint,
    region: world.region,
    webAppUrl: webApps.url,
    webAppUrlOf: webApps.urlOf,
    isRemote: false,
    credentials: (name) => lender.credentials(name),
    credentialsOf: (names) => names.map((name) => lender.credentials(name)),
    info: () => ({
      endpoint,
      region: world.region,
      accounts: accountsOf(world),
      users: credentialNames(world),
      stateFolder: folder.path,
      ...(chaos ? { chaos } : {}),
      gaps: GAPS,
    }),
    world: () => world,
    replaceWorld: replace,
    async reset({ empty } = { empty: false }) {
      const begun = fresh(now(), empty);
      if (world.organization) growOrganization(begun, workshopAccounts(world), now());
      await trail.flush();
      await resetSandbox(directory);
      folder.forget();
      await replace(begun);
    },
    async warmUp() {
      await Promise.all(['sts', 'kms', 'iam', 's3', 'ssm'].map((name) => services[name]?.()));
    },
    async close() {
      await webApps.close();
      await server.close();
      await trail.flush();
    },
  };
}

/** The port opens a moment before the sandbox is ready; every SDK retries. */
const beforeOpening = async (): Promise<WireResponse> => ({
  status: 503,
  headers: { 'retry-after': '1' },
  body: 'The sandbox is starting.',
});

/** A request about which nothing is known but that it failed. */
const unknownEntry = (at: Date): Entry => ({ at, requestId: randomUUID(), judgements: [], status: 500 });

const accountsOf = ({ accounts, organization }: World): SandboxInfo['accounts'] =>
  Object.values(accounts).map(({ id, users }) => {
    const name = organization?.members.find((member) => member.id === id)?.name;
    return { id, ...(name === undefined ? {} : { name }), users: Object.keys(users) };
  });

const fresh = (now: Date, empty: boolean): World => (empty ? emptySeed(now) : seed(now));

/** Deletes everything stored in the directory: the next sandbox opened there is a new one, or an empty one. */
export async function resetSandbox(
  directory: string,
  { empty } = { empty: false },
  now: Date = new Date(),
): Promise<void> {
  await rm(directory, { recursive: true, force: true });
  if (empty) await new WorldFolder(directory).save(emptySeed(now));
}
