import { onTestFinished } from 'vitest';
import { type Memory, type OpenAccount, openAccount, requireSignedIn } from '../../src/aws/account.ts';
import { openClients } from '../../src/aws/client/clients.ts';
import type { AwsTarget, CredentialSource, Names } from '../../src/aws/client/target.ts';
import { openAwsLab } from '../../src/aws/open.ts';
import { takeStock } from '../../src/aws/stock.ts';
import type { Facts } from '../../src/contract/facts.ts';
import type { Ledger, ProbeMark, VersionIntent } from '../../src/contract/ledger.ts';
import type { PolicyDocument } from '../../src/policy/document.ts';
import { openSandbox } from '../../src/sandbox/sandbox.ts';
import type { ManagedPolicy } from '../../src/sandbox/world.ts';
import { freshDirectory } from '../sandbox/served.ts';

export const ROLE = 'KMSWorkshop-InstanceInitRole';
export const POLICY = 'arn:aws:iam::111122223333:policy/KMSWorkshop-AdditionalPermissions';

export const NAMES: Names = {
  roleName: ROLE,
  alias: 'alias/ImportedCMK',
  userName: 'userA',
  instanceName: 'KMSWorkshop-Instance',
  sampleObject: 'SampleFile-KMS.txt',
};

export const allowing = (...Action: readonly string[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource: '*' }],
});

type Opening = Parameters<typeof openAwsLab>[0];

/** What the lab remembers, or how it finds out. */
export type MemoryGiven = Partial<Memory> | (() => Promise<Memory>);

interface SigningIn {
  readonly names?: Partial<Names>;
  readonly memory?: MemoryGiven;
}

/** An account on the target. The lab remembers only what is passed in. */
export const accountOn = (target: AwsTarget, { names = {}, memory = {} }: SigningIn = {}): OpenAccount =>
  openAccount({
    target,
    names: { ...NAMES, ...names },
    recall: async () =>
      typeof memory === 'function' ? memory() : { ledger: ledgerOf(), baseline: undefined, ...memory },
  });

/** The same, with a signed-in operator. */
export async function signIn(target: AwsTarget, expected?: string, more: SigningIn = {}) {
  const account = accountOn(target, more);
  const operator = await requireSignedIn(account, expected);
  return { account, operator, region: await account.region(), clients: account.clients };
}

/** What a user does in the console: a version never changes, a new one becomes the default. */
export function revise(policy: ManagedPolicy, document: PolicyDocument): void {
  policy.defaultVersion = `v${policy.nextVersion++}`;
  policy.versions[policy.defaultVersion] = { document, created: '2026-06-01T12:00:00Z' };
}

/** What the lab created, in memory. */
export function ledgerOf(...made: readonly string[]): Ledger & { readonly made: ReadonlySet<string> } {
  const versions = new Set(made);
  let mark: ProbeMark | undefined;
  let intent: VersionIntent | undefined;
  return {
    made: versions,
    madePolicyVersion: (_arn, version) => versions.has(version),
    intendPolicyVersion: async (_arn, given) => {
      intent = given;
    },
    intendedPolicyVersion: () => intent,
    settlePolicyVersion: async (_arn, made) => {
      intent = undefined;
      for (const version of made) versions.add(version);
    },
    forgetPolicyVersion: async (_arn, version) => void versions.delete(version),
    probe: () => mark,
    recordProbe: async (made) => {
      mark = made;
    },
    forgetProbe: async () => {
      mark = undefined;
    },
  };
}

/** The lab's AWS layer on a separate sandbox, over the wire; the world may be changed without its knowledge. */
export async function open(options: { readonly now?: () => Date } = {}) {
  const sandbox = await openSandbox({ directory: freshDirectory(), ...options });
  onTestFinished(() => sandbox.close());
  const targetFor = (credentials: CredentialSource): AwsTarget => ({
    name: 'sandbox',
    endpoint: sandbox.endpoint,
    region: sandbox.region,
    credentials,
    webAppUrl: sandbox.webAppUrl,
    actAs: async (ids) => Object.fromEntries(ids.map((id) => [id, sandbox.credentials(id)])),
  });
  const target = targetFor(sandbox.credentials('operator')!);
  const clients = openClients(target);
  const world = sandbox.world();
  const home = world.accounts[world.home]!;
  /** The facts of an account that has everything the lab needs; throws what is missing first. */
  const lookUp = async (known?: Facts, names: Partial<Names> = {}): Promise<Facts> => {
    const memory = { baseline: known && { facts: known, documents: {} } };
    const { facts, missing } = await takeStock(accountOn(target, { names, memory }));
    if (missing[0]) throw missing[0].error;
    return facts;
  };
  return {
    sandbox,
    targetFor,
    target,
    clients,
    world,
    home,
    role: home.roles[ROLE]!,
    policy: home.policies[POLICY]!,
    key: Object.values(home.keys)[0]!,
    instance: Object.values(home.instances)[0]!,
    discover: lookUp,
    openLab: async (as: AwsTarget = target, ledger: Ledger = ledgerOf(), more: Partial<Opening> = {}) => {
      const { account } = await signIn(as, undefined, { memory: { ledger } });
      const lab = await openAwsLab({ account, variant: 'corrected', sleep: async () => {}, ...more });
      if (lab.missing[0]) throw lab.missing[0].error;
      return lab;
    },
  };
}

export type Opened = Awaited<ReturnType<typeof open>>;

/** How many requests of these kinds the work sends: calls, and writes among them. */
export async function counting<T>({ clients: { counter } }: Pick<Opened, 'clients'>, work: () => Promise<T>) {
  const { calls, writes } = counter;
  const result = await work();
  return { result, calls: counter.calls - calls, writes: counter.writes - writes };
}
