import type { AccessMatrix } from '../../src/contract/access.ts';
import type { Check } from '../../src/contract/check.ts';
import type { Checkpoint } from '../../src/contract/checkpoint.ts';
import type { Elsewhere } from '../../src/contract/elsewhere.ts';
import { LabError } from '../../src/contract/errors.ts';
import type { LabEvent } from '../../src/contract/event.ts';
import type { Facts, Variant } from '../../src/contract/facts.ts';
import type { Lab } from '../../src/contract/lab.ts';
import type { Missing } from '../../src/contract/missing.ts';
import type { Probes } from '../../src/contract/probes.ts';
import type { Prospect } from '../../src/contract/prospect.ts';
import {
  RESOURCE_ORDER,
  type Resource,
  type ResourceId,
  type Resources,
  type Snapshot,
} from '../../src/contract/resource.ts';
import { editOf, editStep, lookStep, type Pipeline } from '../../src/contract/step.ts';
import type { Unfinished } from '../../src/contract/work.ts';
import type { CommandSession } from '../../src/engine/session.ts';
import type { Store } from '../../src/engine/store.ts';
import type { Decision } from '../../src/policy/decision.ts';
import type { PolicyDocument } from '../../src/policy/document.ts';
import { fakeChanges } from './fake-rest.ts';

export const FACTS: Facts = {
  accountId: '111122223333',
  partition: 'aws',
  region: 'us-east-1',
  operator: {
    kind: 'user',
    accountId: '111122223333',
    arn: 'arn:aws:iam::111122223333:user/operator',
    id: 'AIDAOP',
  },
  role: { name: 'role', arn: 'arn:aws:iam::111122223333:role/role' },
  rolePolicy: { kind: 'inline', name: 'policy' },
  key: { id: 'k', arn: 'arn:aws:kms:us-east-1:111122223333:key/k', alias: 'alias/k' },
  userName: 'userA',
  bucket: 'bucket',
  sampleObject: 'sample',
  instance: { id: 'i-1' },
};

/** A document that says one word. */
export const saying = (word: string): PolicyDocument => ({
  Statement: [{ Sid: word, Effect: 'Allow', Action: 'kms:*', Resource: '*' }],
});
export const word = (document: PolicyDocument | undefined): string | undefined =>
  [document?.Statement ?? []].flat()[0]?.Sid;

export const START: Snapshot = {
  alias: { keyId: 'k' },
  'role-policy': saying('decrypts'),
  'key-policy': saying('default'),
};

export const NOTHING_ELSEWHERE: Elsewhere = {
  keys: [],
  missing: [],
  rolePolicies: [],
  versions: [],
  userNames: [],
  webApp: { url: 'http://127.0.0.1', knock: 'answers' },
};

/** The documents of an account, and the listeners to its changes. */
export interface FakeAccount {
  documents: Record<string, unknown>;
  /** Writes in order: `key-policy`, `-user` for a removal. */
  readonly writes: string[];
  /** The number of reads after each write that return the old document. */
  lag: number;
  /** Called before each write; may throw. */
  beforeWrite: (id: ResourceId) => void;
  /** The lab cannot write this one: a person does, when told. */
  byHand?: ResourceId;
  /** Resources that are gone, and why. */
  gone: { [Id in ResourceId]?: LabError };
  /** Resources that cannot be read, and why. */
  unreadable: { [Id in ResourceId]?: LabError };
  missing: Missing[];
  /** Sentences about a deleted principal, by the word that a key policy then cannot contain; returned by `writable`. */
  unwritable: Record<string, string>;
  /** A user that another person created stays: the engine is told so. */
  foreignUser: boolean;
  /** Makes predictions; none if absent. */
  prospect?: (documents: Snapshot) => Prospect;
  /** The number of predictions. */
  asked: { prospects: number; writable: number; rounds: number };
  /** Key policies with this word lock the operator out. */
  readonly lockOut: string;
  surroundings: Record<string, string>;
  elsewhere: Elsewhere;
  /** The number of looks elsewhere. */
  looksElsewhere: number;
  tidied: number;
  probes: Probes;
}

export const fakeAccount = (documents: Snapshot = START): FakeAccount => ({
  documents: structuredClone(documents),
  writes: [],
  lag: 0,
  beforeWrite: () => {},
  gone: {},
  unreadable: {},
  missing: [],
  unwritable: {},
  foreignUser: false,
  asked: { prospects: 0, writable: 0, rounds: 0 },
  lockOut: 'shuts-out',
  surroundings: { key: 'Enabled' },
  elsewhere: NOTHING_ELSEWHERE,
  looksElsewhere: 0,
  tidied: 0,
  probes: { writes: false, left: () => false, clear: async () => undefined },
});

/** Only a key policy has this word. */
const keyPolicyOf = (account: FakeAccount): Partial<Resource> => ({
  async guard(planned, { command }) {
    if (word(planned['key-policy']) !== account.lockOut) return;
    throw new LabError('ERR_LOCK_OUT', `${command} would lock you out`, { next: [{ run: ['plan'] }] });
  },
  async writable(document) {
    account.asked.writable += 1;
    const sentence = account.unwritable[word(document as PolicyDocument) ?? ''];
    return sentence ? { document: saying('writable'), leftOut: [sentence] } : { document, leftOut: [] };
  },
});

function resourcesOf(account: FakeAccount): Resources {
  const resource = (id: ResourceId): Resource => {
    let stale: { readonly document: unknown; left: number } | undefined;
    return {
      id,
      title: id,
      arn: `arn:aws:fake::${FACTS.accountId}:${id}`,
      removable: id === 'user' || id === 'web-app',
      after: id === 'key-policy' ? ['user'] : [],
      get gone() {
        return account.gone[id];
      },
      async read() {
        if (account.unreadable[id]) throw account.unreadable[id];
        if (stale && stale.left > 0) {
          stale.left -= 1;
          return structuredClone(stale.document) as never;
        }
        return structuredClone(account.documents[id]) as never;
      },
      async write(document) {
        account.beforeWrite(id);
        if (account.byHand === id) return;
        stale = { document: account.documents[id], left: account.lag };
        account.writes.push(document === undefined ? `-${id}` : id);
        if (document === undefined) delete account.documents[id];
        else account.documents[id] = structuredClone(document);
      },
      byHand: () =>
        account.byHand === id
          ? {
              instruction: `do ${id} yourself`,
              because: new LabError('ERR_NO_SHELL', 'no way in', { hint: 'open one' }),
            }
          : undefined,
      same: (a, b) => JSON.stringify(a) === JSON.stringify(b),
      calls: () => [`write ${id}`],
      ...(id === 'key-policy' ? keyPolicyOf(account) : {}),
      ...(id === 'user' && account.foreignUser
        ? {
            foreign: () => ({ says: 'another user made it', next: [{ shell: 'remove it' }] }),
            // In this order only: it stays where none is wanted.
            same: (now: unknown, wanted: unknown) => !wanted || now !== undefined,
          }
        : {}),
      async tidy() {
        account.tidied += 1;
      },
    };
  };
  return Object.fromEntries(RESOURCE_ORDER.map((id) => [id, resource(id)])) as unknown as Resources;
}

const decision = (outcome: Decision['outcome']): Decision => ({ outcome, statements: [], because: outcome });

export function fakeLab(account: FakeAccount, variant: Variant = 'corrected'): Lab {
  const resources = resourcesOf(account);
  const matrix: AccessMatrix = [
    { principal: 'operator', action: 'kms:Decrypt', predicted: decision('allowed') },
  ];
  return {
    facts: FACTS,
    variant,
    resources,
    missing: account.missing,
    newRound: () => {
      account.asked.rounds += 1;
      return new Date(0);
    },
    prospect: async (documents: Snapshot) => {
      account.asked.prospects += 1;
      if (account.prospect) return account.prospect(documents);
      throw new Error('nobody said what to expect');
    },
    situation: async () => {
      throw new Error('nobody asked what decides');
    },
    access: {
      matrix: async () => matrix,
      predict: async () => matrix,
      foresee: async () => [],
      operatorKeepsControl: async (documents) =>
        decision(word(documents['key-policy']) === account.lockOut ? 'explicitly-denied' : 'allowed'),
    },
    webApp: {
      url: 'http://127.0.0.1',
      list: async () => [],
      download: async () => ({ kind: 'no-response', detail: 'empty reply' }),
      uploadSample: async () => ({ kind: 'no-response', detail: 'empty reply' }),
      log: async () => '',
    },
    probes: account.probes,
    surroundings: async () => ({ ...account.surroundings }),
    changedSince: fakeChanges,
    elsewhere: async () => {
      account.looksElsewhere += 1;
      return account.elsewhere;
    },
    counts: {
      calls: 0,
      get writes() {
        return account.writes.length;
      },
      notLookedAt: [],
    },
  };
}

/** Passes if a resource has the word. */
export const says = (resource: 'role-policy' | 'key-policy', wanted: string): Check => ({
  id: `${resource}-says-${wanted}`,
  title: `the ${resource} says ${wanted}`,
  async look({ lab }) {
    const observed = word(await lab.resources[resource].read()) ?? 'nothing';
    return {
      status: observed === wanted ? 'passed' : 'failed',
      expected: wanted,
      observed,
      evidence: 'observed',
    };
  },
});

const guide = { why: 'why', task: () => 'task', console: () => [], cli: () => [] };
const section = 'section';

/** Four steps: look, strip, name the user in the key policy, and (in one variant) lock the operator out. */
export const PIPELINE: Pipeline = {
  baselineChecks: [says('key-policy', 'default')],
  documentedStart: (current) => ({ ...current, ...START }),
  stages: [
    {
      step: lookStep({ id: 'show', title: 'Show', section, guide, show: async () => 'shown' }),
      checks: () => [says('key-policy', 'default')],
    },
    {
      step: editStep({
        id: 'strip',
        title: 'Strip',
        section,
        guide,
        edits: [editOf('role-policy', () => saying('stripped'))],
      }),
      checks: () => [says('role-policy', 'stripped')],
    },
    {
      step: editStep({
        id: 'name',
        title: 'Name',
        section,
        guide,
        edits: [
          editOf('key-policy', () => saying('names-user')),
          editOf('user', (_current, facts) => ({ userName: facts.userName, ours: true })),
        ],
        findings: () => [{ id: 'found', pageSays: 'a', awsDoes: 'b', source: 'c' }],
      }),
      checks: () => [says('key-policy', 'names-user')],
    },
    {
      step: editStep({
        id: 'last',
        title: 'Last',
        section,
        guide,
        edits: [
          editOf('key-policy', (_current, _facts, variant) =>
            saying(variant === 'published' ? 'shuts-out' : 'last'),
          ),
        ],
      }),
      checks: (variant) => [says('key-policy', variant === 'published' ? 'shuts-out' : 'last')],
    },
  ],
};

export interface FakeStore extends Store {
  readonly journalled: LabEvent[];
  held: boolean;
  left: Unfinished[];
  failed: string[];
}

export function fakeStore(): FakeStore {
  const checkpoints = new Map<string, Checkpoint>();
  let position: string | undefined;
  const hints = new Map<string, Parameters<Store['saveHint']>[1]>();
  return {
    directory: '/nowhere',
    workshop: { lines: async () => [], append: async () => {}, forgetCheckpoints: async () => {} },
    persist: async () => {},
    publish: async () => {},
    journalled: [],
    held: false,
    left: [],
    failed: [],
    async unfinished() {
      return this.left;
    },
    async failedSteps() {
      return this.failed;
    },
    requireHeld: async () => {},
    refresh: async () => {},
    async release() {
      this.held = false;
    },
    holder: async () => undefined,
    checkpoints: async () => [...checkpoints.values()],
    checkpoint: async (id) => checkpoints.get(id),
    expectCheckpoint: () => {},
    async saveCheckpoint(checkpoint) {
      checkpoints.set(checkpoint.id, structuredClone(checkpoint));
    },
    position: () => position,
    async savePosition(id) {
      position = id;
    },
    journal(event) {
      this.journalled.push(event);
    },
    async lock() {
      this.held = true;
      return {
        requireHeld: async () => {},
        release: async () => {
          this.held = false;
        },
      };
    },
    lastHint: async (step) => hints.get(step),
    saveHint: async (step, given) => void hints.set(step, given),
    forgetHint: async (step) => void hints.delete(step),
    madePolicyVersion: () => false,
    intendPolicyVersion: async () => {},
    intendedPolicyVersion: () => undefined,
    settlePolicyVersion: async () => {},
    forgetPolicyVersion: async () => {},
    probe: () => undefined,
    recordProbe: async () => {},
    forgetProbe: async () => {},
  };
}

export interface Fake {
  readonly session: CommandSession;
  readonly account: FakeAccount;
  readonly store: FakeStore;
  readonly events: LabEvent[];
}

/** A session on a fake account, with a clock that moves only by sleeping. */
export function fake(
  parts: { account?: FakeAccount; store?: FakeStore } & Partial<CommandSession> & { variant?: Variant } = {},
): Fake {
  const { account = fakeAccount(), store = fakeStore(), variant, ...rest } = parts;
  const events: LabEvent[] = [];
  let now = Date.parse('2026-01-01T00:00:00Z');
  const session: CommandSession = {
    command: 'run',
    target: 'sandbox',
    lab: fakeLab(account, variant),
    pipeline: PIPELINE,
    store,
    host: { notify: (event) => events.push(event) },
    clock: {
      now: () => new Date(now),
      sleep: async (ms) => {
        now += ms;
      },
    },
    patience: { write: 1000, check: 1000, firstPause: 10, longestPause: 200, agreeing: 1 },
    ...rest,
  };
  return { session, account, store, events };
}
