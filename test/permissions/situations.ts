import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Variant } from '../../src/contract/facts.ts';
import { openStore, reset, run, saveCheckpoint } from '../../src/engine/index.ts';
import type { CommandSession } from '../../src/engine/session.ts';
import { setup, type WorkshopOutcome, type WorkshopSession } from '../../src/engine/setup.ts';
import { teardown } from '../../src/engine/teardown.ts';
import { openSandbox } from '../../src/sandbox/sandbox.ts';
import type { Ec2Instance, WorldAccount } from '../../src/sandbox/world.ts';
import { documentedKeyPolicy } from '../../steps/documents/index.ts';
import { allowing, NAMES, POLICY, ROLE, revise } from '../aws/opened.ts';
import { FACTS } from '../hints/attempt.ts';
import { HOME } from '../sandbox/home.ts';
import {
  CREATED,
  changeWorld,
  EVERYTHING,
  inAccount,
  inWorkshop,
  newFolder,
  type SignsIn,
  sandboxIn,
} from './account.ts';

const OTHER_KEY = '99999999-0000-4000-8000-000000000000';
const POLICY_NAME = 'KMSWorkshop-AdditionalPermissions';
const OTHER_POLICY = POLICY.replace(POLICY_NAME, 'KMS-Workshop-ImportMaterialPermissions');

/** The state of an account when a command is called. */
interface Situation {
  readonly variant?: Variant;
  readonly as?: SignsIn;
  readonly webAppUrl?: string;
  /** Checks fail in it, for good reasons. */
  readonly upset?: true;
  /** The situation that it begins as. */
  readonly from?: string;
  readonly arrange?: (folder: string, as: SignsIn) => Promise<unknown>;
}

export const SITUATIONS = {
  fresh: { arrange: byHand((home) => void addKey(home, OTHER_KEY)) },
  'fresh, to a role': { from: 'fresh', as: 'role' },
  'fresh, to the letter': { from: 'fresh', variant: 'published' },
  'fresh, and the alias gone': {
    from: 'fresh',
    arrange: byHand(({ aliases }) => void delete aliases[NAMES.alias]),
  },
  'fresh, and the instance out of reach': { from: 'fresh', arrange: byHand(loseInstance) },
  /** The role’s policy inline, and userA an existing user. */
  'lived in': {
    from: 'fresh',
    arrange: byHand((home) => {
      const { attached, inline } = home.roles[ROLE]!;
      inline[POLICY_NAME] = inForce(home);
      attached.splice(attached.indexOf(POLICY), 1);
      addUser(home, NAMES.userName);
    }),
  },
  'lived in, by somebody else’s role': {
    from: 'lived in',
    arrange: byHand(({ roles, policies }) => {
      for (const one of [roles[ROLE]!, policies[OTHER_POLICY]!]) one.tags = {};
    }),
  },
  'with five versions, one of them ours': {
    from: 'fresh',
    async arrange(folder) {
      await byHand(({ policies }) => {
        for (const action of ['A', 'B', 'C', 'D']) revise(policies[POLICY]!, allowing(`kms:${action}`));
        policies[POLICY]!.defaultVersion = 'v1';
      })(folder);
      const place = { target: 'aws', accountId: HOME, region: 'us-east-1', command: 'run' } as const;
      const store = await openStore({ directory: folder, ...place });
      await store.settlePolicyVersion(POLICY, ['v2']);
    },
  },
  begun: {
    from: 'fresh',
    arrange: byOperator((session) => run(session, { to: 'open-sample-file', onFailure: 'stop' })),
  },
  'begun, and the key policy put on another key': {
    from: 'begun',
    arrange: byHand(({ keys }) => {
      keys[OTHER_KEY]!.policy = documentedKeyPolicy('account-only', 'corrected', FACTS);
    }),
  },
  'begun, and the web app shut off': {
    from: 'begun',
    upset: true,
    webAppUrl: 'http://web-app.invalid',
    arrange: byHand((home) => {
      const [{ securityGroups, vpcId = '' }] = Object.values(home.instances) as [Ec2Instance];
      home.securityGroups = Object.fromEntries(
        securityGroups.map(({ id, name }) => [id, { id, name, vpcId, ingress: [] }]),
      );
    }),
  },
  'fresh, and another policy of the role edited': {
    from: 'fresh',
    arrange: byHand(editOtherPolicy),
  },
  done: { from: 'fresh', arrange: byOperator(wholeLab) },
  'done, by a role': { from: 'done', as: 'role' },
  'done, in one that was lived in': { from: 'lived in', arrange: byOperator(wholeLab) },
  'done, and the alias moved': {
    from: 'done',
    arrange: byHand(({ aliases }) => {
      aliases[NAMES.alias]!.keyId = OTHER_KEY;
    }),
  },
  'done, and the alias gone': {
    from: 'done',
    arrange: byHand(({ aliases }) => void delete aliases[NAMES.alias]),
  },
  'done, and the instance out of reach': { from: 'done', arrange: byHand(loseInstance) },
  'done, and the role policy rewritten by hand': {
    from: 'done',
    arrange: byHand(({ policies }) => {
      const policy = policies[POLICY]!;
      for (const action of ['A', 'B', 'C', 'D']) revise(policy, allowing(`kms:${action}`));
      delete policy.versions.v1;
    }),
  },
  'done, and the first version of the role policy deleted': {
    from: 'done',
    arrange: byHand(({ policies }) => void delete policies[POLICY]!.versions.v1),
  },
  'done, and the files deleted': {
    from: 'done',
    upset: true,
    arrange: byHand(({ buckets }) => {
      for (const bucket of Object.values(buckets)) bucket.objects = {};
    }),
  },
  'begun, and another policy of the role edited': { from: 'begun', arrange: byHand(editOtherPolicy) },
  'done, and taken back': {
    from: 'done',
    arrange: byOperator(reset),
  },
  /** An account in which the workshop has not begun. */
  empty: { arrange: emptyIt },
  'empty, to a role': { from: 'empty', as: 'role' },
  built: { from: 'empty', arrange: byBuilder(setup) },
  'built, by a role': { from: 'built', as: 'role' },
  'built, and the lab done': { from: 'built', arrange: byOperator(wholeLab) },
  'built, and the alias gone': {
    from: 'built',
    arrange: byHand(({ aliases }) => void delete aliases[NAMES.alias]),
  },
  'built, and the sample file uploaded anew': {
    from: 'built',
    arrange: byHand(({ buckets }) => {
      for (const { objects } of Object.values(buckets)) objects[NAMES.sampleObject]!.metadata = {};
    }),
  },
  'built, and nothing recorded': { from: 'built', arrange: forget },
  'built, and taken away': {
    from: 'built',
    arrange: byBuilder((session) => teardown(session, () => undefined)),
  },
  'built, and taken away but for the key': {
    from: 'built',
    arrange: byBuilder((session) =>
      teardown(session, ({ id }) => (id === 'key' ? { note: 'it is still needed' } : undefined)),
    ),
  },
} as const satisfies Readonly<Record<string, Situation>>;

export type SituationName = keyof typeof SITUATIONS;

export const situation = (name: SituationName): Situation => SITUATIONS[name];

export const signsIn = (name: SituationName): SignsIn => situation(name).as ?? 'user';

const arranged = new Map<string, Promise<string>>();

/** A folder with the account in this state, not to be changed: copy it. */
export function standing(name: SituationName, as: SignsIn = signsIn(name)): Promise<string> {
  const key = `${name}, ${as}`;
  const known = arranged.get(key) ?? arrange(name, as);
  arranged.set(key, known);
  return known;
}

async function arrange(name: SituationName, as: SignsIn): Promise<string> {
  const { from, arrange: change } = situation(name);
  const folder = newFolder(from === undefined ? undefined : await standing(from as SituationName, as));
  await change?.(folder, as);
  return folder;
}

function byOperator(work: (session: CommandSession) => Promise<unknown>): NonNullable<Situation['arrange']> {
  return async (folder, as) => {
    const { events, error } = await inAccount(folder, { command: 'run', as, policy: EVERYTHING }, work);
    const summary = events.findLast((event) => event.type === 'summary');
    if (error || summary?.exitCode !== 0) throw error ?? new Error(JSON.stringify(summary?.error));
  };
}

function byBuilder(
  work: (session: WorkshopSession) => Promise<WorkshopOutcome>,
): NonNullable<Situation['arrange']> {
  return async (folder, as) => {
    const { error } = await inWorkshop(folder, { command: 'setup', as, policy: EVERYTHING }, work);
    if (error) throw error;
  };
}

async function emptyIt(folder: string): Promise<void> {
  const sandbox = await openSandbox({ directory: sandboxIn(folder), empty: true });
  try {
    await sandbox.replaceWorld(structuredClone(sandbox.world()));
  } finally {
    await sandbox.close();
  }
}

/** The state directory is lost. */
async function forget(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (join(folder, name) !== sandboxIn(folder)) await rm(join(folder, name), { recursive: true });
  }
}

async function wholeLab(session: CommandSession): Promise<void> {
  await run(session, { onFailure: 'stop' });
  await saveCheckpoint(session, 'here');
}

function byHand(change: (home: WorldAccount) => void): (folder: string) => Promise<void> {
  return (folder) => changeWorld(folder, change);
}

/** Documents may be shared: they are never changed in place. */
const inForce = ({ policies }: WorldAccount) => {
  const { versions, defaultVersion } = policies[POLICY]!;
  return versions[defaultVersion]!.document;
};

/** Another key, without an alias, which the lab did not create. */
function addKey(home: WorldAccount, id: string): void {
  const key = Object.values(home.keys)[0]!;
  home.keys[id] = { ...structuredClone(key), id, arn: key.arn.replace(key.id, id), tags: {} };
}

function editOtherPolicy({ policies }: WorldAccount): void {
  revise(policies[OTHER_POLICY]!, allowing('kms:ImportKeyMaterial', 'kms:Encrypt', 'kms:GenerateDataKey'));
}

function loseInstance({ instances }: WorldAccount): void {
  for (const instance of Object.values(instances)) instance.managed = false;
}

/** A principal with policies of every kind, none of which is about the key. */
function addUser({ id, users, groups, policies }: WorldAccount, name: string): void {
  const common = { path: '/', created: CREATED };
  const inline = { Notes: allowing('s3:ListAllMyBuckets') };
  const attached = [Object.keys(policies).find((arn) => arn !== POLICY)!];
  groups.Class = {
    ...{ ...common, id: 'AGPAKMSLABCLASS000000', arn: `arn:aws:iam::${id}:group/Class`, name: 'Class' },
    ...{ inline, attached: ['arn:aws:iam::aws:policy/AmazonS3FullAccess'] },
  };
  users[name] = {
    ...{ ...common, id: 'AIDAKMSLABUSER0000000', arn: `arn:aws:iam::${id}:user/${name}`, name, tags: {} },
    ...{ accessKeys: [], inline, attached, groups: ['Class'] },
  };
}
