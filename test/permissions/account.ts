import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { openAccount, requireSignedIn } from '../../src/aws/account.ts';
import { type Leave, objectionsTo } from '../../src/aws/client/guards.ts';
import type { AwsTarget, CredentialSource } from '../../src/aws/client/target.ts';
import { type DoctorContext, openDoctorContext } from '../../src/aws/doctor/context.ts';
import { openAwsLab } from '../../src/aws/open.ts';
import { openWorkshop } from '../../src/aws/workshop/open.ts';
import type { CallCounts } from '../../src/contract/call-counts.ts';
import type { Host, LabEvent } from '../../src/contract/event.ts';
import type { Examined } from '../../src/contract/examination.ts';
import type { Variant } from '../../src/contract/facts.ts';
import { openStore } from '../../src/engine/index.ts';
import type { CommandSession, SessionClock } from '../../src/engine/session.ts';
import type { WorkshopOutcome, WorkshopSession } from '../../src/engine/setup.ts';
import { openWorkshopRecord } from '../../src/engine/workshop-record.ts';
import type { PolicyDocument } from '../../src/policy/document.ts';
import { openSandbox } from '../../src/sandbox/sandbox.ts';
import { openSession } from '../../src/sandbox/sts/sessions.ts';
import type { World, WorldAccount } from '../../src/sandbox/world.ts';
import { pipeline } from '../../steps/index.ts';
import { NAMES } from '../aws/opened.ts';
import { HOME } from '../sandbox/home.ts';

export const OPERATOR = 'lab-operator';
export const OPERATOR_ROLE = 'LabOperators';
const POLICY = 'kms-lab-operator';
export const CREATED = '2026-06-01T12:00:00Z';

/** How the operator signs in: by a user's access key, or by a session of a role. */
export type SignsIn = 'user' | 'role';

export const EVERYTHING: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
};

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}, 60_000);

/** A folder with a sandbox and the lab’s state in it: a copy of another, or a new account. */
export function newFolder(from?: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'kms-lab-permissions-'));
  folders.push(folder);
  if (from !== undefined) cpSync(from, folder, { recursive: true });
  return folder;
}

export const sandboxIn = (folder: string): string => join(folder, 'sandbox');

/** The operator's only permissions: in a managed policy as a user, in an inline one as a role. */
function admitOperator(world: World, as: SignsIn, policy: PolicyDocument): CredentialSource {
  const home = world.accounts[world.home]!;
  return as === 'user' ? admitUser(home, policy) : admitRole(world, home, policy);
}

function admitUser(home: WorldAccount, document: PolicyDocument): CredentialSource {
  const arn = `arn:aws:iam::${home.id}:policy/${POLICY}`;
  const accessKey = { id: 'AKIAKMSLABOPERATOR00', secret: 'of-the-operator', status: 'Active' as const };
  const common = { path: '/', created: CREATED, tags: {} };
  home.policies[arn] = {
    ...{ ...common, id: 'ANPAKMSLABOPERATOR000', arn, name: POLICY, updated: CREATED },
    ...{ defaultVersion: 'v1', nextVersion: 2, versions: { v1: { document, created: CREATED } } },
  };
  home.users[OPERATOR] = {
    ...{ ...common, id: 'AIDAKMSLABOPERATOR000', arn: `arn:aws:iam::${home.id}:user/${OPERATOR}` },
    ...{ name: OPERATOR, accessKeys: [{ ...accessKey, created: CREATED }], inline: {}, groups: [] },
    attached: [arn],
  };
  return { accessKeyId: accessKey.id, secretAccessKey: accessKey.secret };
}

function admitRole(world: World, home: WorldAccount, document: PolicyDocument): CredentialSource {
  const roleArn = `arn:aws:iam::${home.id}:role/${OPERATOR_ROLE}`;
  const id = 'AROAKMSLABOPERATOR000';
  const Principal = { AWS: `arn:aws:iam::${home.id}:root` };
  const trust = { Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }] } as const;
  home.roles[OPERATOR_ROLE] = {
    ...{ id, arn: roleArn, name: OPERATOR_ROLE, path: '/', created: CREATED, maxSessionSeconds: 3600 },
    ...{ tags: {}, trust, inline: { [POLICY]: document }, attached: [] },
  };
  const sessionName = 'somebody';
  const arn = `arn:aws:sts::${home.id}:assumed-role/${OPERATOR_ROLE}/${sessionName}`;
  const caller = { kind: 'role-session', accountId: home.id, arn, roleArn, id, sessionName } as const;
  const session = openSession({ caller, seconds: 3600, now: new Date() });
  world.sessions[session.accessKeyId] = session;
  const { accessKeyId, secret, token } = session;
  return { accessKeyId, secretAccessKey: secret, sessionToken: token };
}

/** The result of a command: its output, or the error that ended it. */
export interface Told {
  readonly events: readonly LabEvent[];
  /** What its summary says that it could not look at. */
  readonly notLookedAt: readonly string[];
  readonly error?: unknown;
}

export interface Opening {
  readonly command: string;
  readonly as: SignsIn;
  readonly policy: PolicyDocument;
  readonly variant?: Variant | undefined;
  /** The web app's address; absent: its real one. */
  readonly webAppUrl?: string | undefined;
  readonly probeMfa?: boolean | undefined;
}

/** Nothing here is late: one look is enough. */
const AT_ONCE = { write: 0, check: 0, firstPause: 0, longestPause: 0, agreeing: 1 };
/** An instance takes a while to start. No real time passes: the clock advances. */
const UNTIL_MADE = { ...AT_ONCE, check: 60_000, firstPause: 1_000, longestPause: 1_000 };

interface Bench {
  readonly target: AwsTarget;
  readonly host: Host;
  readonly clock: SessionClock;
  readonly counted: (by: CallCounts) => void;
}

/** Does some work on the folder’s account as if it were a real one: only the operator’s credentials exist. */
async function asOperator(
  folder: string,
  { as, policy, webAppUrl }: Opening,
  work: (bench: Bench) => Promise<unknown>,
): Promise<Told> {
  let counts: CallCounts | undefined;
  const events: LabEvent[] = [];
  // Waiting for the next MFA code takes no time here.
  let ahead = 0;
  const now = () => new Date(Date.now() + ahead);
  const sleep = async (ms: number) => {
    ahead += ms;
  };
  const sandbox = await openSandbox({ directory: sandboxIn(folder), now });
  try {
    const credentials = admitOperator(sandbox.world(), as, policy);
    const { endpoint, region } = sandbox;
    const target: AwsTarget = {
      ...{ name: 'aws', endpoint, region, credentials, webAppUrl: webAppUrl ?? sandbox.webAppUrl },
      actAs: async () => ({}),
    };
    const host = { notify: (event: LabEvent) => void events.push(event) };
    await work({
      ...{ target, host, clock: { now, sleep } },
      counted: (by) => {
        counts = by;
      },
    });
    return { events, notLookedAt: counts?.notLookedAt ?? [] };
  } catch (error) {
    return { events, notLookedAt: counts?.notLookedAt ?? [], error };
  } finally {
    await sandbox.close();
  }
}

const LEAVE: Leave = {
  ...{ pinned: true, allowProduction: false, allowRoot: false },
  blocklist: ['alias/not-this'],
};

type Scene = Omit<Parameters<typeof objectionsTo>[0], 'leave'>;

async function tellObjections(scene: Scene, host: Host): Promise<void> {
  const objections = await objectionsTo({ ...scene, leave: LEAVE }, { real: true });
  for (const { error } of objections) host.notify({ type: 'note', text: error.message });
}

/** Signed in, with what the lab remembers in the folder. */
async function signedIn(folder: string, command: string, target: AwsTarget) {
  const place = { directory: folder, target: 'aws' as const, command };
  let store: ReturnType<typeof openStore> | undefined;
  const account = openAccount({
    target,
    names: NAMES,
    async recall(accountId, region) {
      store ??= openStore({ ...place, accountId, region });
      return { ledger: await store, baseline: await (await store).checkpoint('baseline') };
    },
  });
  return {
    account,
    clients: account.clients,
    signIn: () => requireSignedIn(account, undefined),
    async store() {
      await account.memory();
      return store!;
    },
  };
}

/** A command on the lab. */
export const inAccount = (
  folder: string,
  opening: Opening,
  work: (session: CommandSession) => Promise<unknown>,
): Promise<Told> =>
  asOperator(folder, opening, async ({ target, host, clock, counted }) => {
    const { command, variant = 'corrected', probeMfa } = opening;
    const { account, clients, signIn, store: open } = await signedIn(folder, command, target);
    counted(clients.counter);
    const operator = await signIn();
    const store = await open();
    const lab = await openAwsLab({ account, variant, ...clock, probeMfa });
    await tellObjections({ clients, operator, key: lab.facts.key }, host);
    await work({ command, target: 'aws', lab, pipeline, store, host, clock, patience: AT_ONCE });
  });

/** A command that creates or removes the workshop. */
export const inWorkshop = (
  folder: string,
  opening: Opening,
  work: (session: WorkshopSession) => Promise<WorkshopOutcome>,
): Promise<Told> =>
  asOperator(folder, opening, async ({ target, host, clock, counted }) => {
    const { command } = opening;
    const { account, clients, signIn, store: open } = await signedIn(folder, command, target);
    counted(clients.counter);
    const operator = await signIn();
    const store = await open();
    const made = await openWorkshopRecord(store.workshop, clock.now);
    const wishes = { from: '127.0.0.1/32', pendingDays: 30 };
    const workshop = await openWorkshop({ account, made, wishes });
    await tellObjections({ clients, operator }, host);
    const { error } = await work({
      ...{ command, workshop, record: made, lock: store.lock, host, clock, patience: UNTIL_MADE },
    });
    if (error) throw error;
  });

/** A command that examines the account: what it finds, one note each. */
export const inExamination = (
  folder: string,
  opening: Opening,
  work: (context: DoctorContext) => Promise<readonly Examined[]>,
): Promise<Told> =>
  asOperator(folder, opening, async ({ target, host, clock, counted }) => {
    const { account } = await signedIn(folder, opening.command, target);
    counted(account.clients.counter);
    const context = openDoctorContext({ account, expectedAccount: HOME, leave: LEAVE, ...clock });
    for (const { id, state, found, permissions } of await work(context)) {
      // The permissions that an operator lacks for another command differ with every policy.
      const text = permissions ? `${id}: ${state}` : `${id}: ${state}, ${found}`;
      host.notify({ type: 'note', text });
    }
  });

/** Another user: changes the account without the lab's knowledge. */
export async function changeWorld(folder: string, change: (home: WorldAccount) => void): Promise<void> {
  const sandbox = await openSandbox({ directory: sandboxIn(folder) });
  try {
    const world = structuredClone(sandbox.world());
    change(world.accounts[world.home]!);
    await sandbox.replaceWorld(world);
  } finally {
    await sandbox.close();
  }
}
