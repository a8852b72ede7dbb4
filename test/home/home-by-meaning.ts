import { sameDocument } from '../../src/policy/canonical.ts';
import { listOf, type PolicyDocument, type Statement, statementsOf } from '../../src/policy/document.ts';
import { toArns } from '../../src/sandbox/principals.ts';
import type { World, WorldAccount } from '../../src/sandbox/world.ts';
import { arnOf, SEEDED } from './edits/edit.ts';
import type { Scene } from './scene.ts';

/** The lab's own resources as they were before it began. The lab's user and the web app did not exist. */
export interface Home {
  readonly keyId: string;
  /** As KMS shows it. */
  readonly keyPolicy: PolicyDocument;
  readonly rolePolicy: PolicyDocument;
}

export const homeOf = (scene: Scene): Home =>
  structuredClone({
    keyId: scene.account().aliases[SEEDED.alias]!.keyId,
    keyPolicy: keyPolicy(scene.world()),
    rolePolicy: rolePolicy(scene.account())!,
  });

/**
 * How the lab's own resources differ, one sentence each: documents by meaning, without deleted principals, whom no
 * key policy can name any more. A userA that another person created is not the lab's.
 */
export function awayFrom(home: Home, scene: Scene): readonly string[] {
  const now = scene.account();
  const alias = now.aliases[SEEDED.alias]?.keyId;
  const [key, role] = [keyPolicy(scene.world()), rolePolicy(now)];
  const running = Object.values(now.instances).filter(({ webApp }) => webApp);
  // KMS accepts only the same material again: `setup` creates another key instead, with documents of its own.
  const lost = now.keys[SEEDED.key]?.material === undefined;
  const replaced = lost && alias !== undefined && now.keys[alias]?.state === 'Enabled';
  const questions: readonly (readonly [isHome: boolean, otherwise: string])[] = [
    [replaced || alias === home.keyId, `${SEEDED.alias} points to ${alias}`],
    [
      replaced || sameDocument(living(now, home.keyPolicy), living(now, key)),
      `the key policy is ${JSON.stringify(key)}`,
    ],
    [
      now.roles[SEEDED.role]?.attached.includes(SEEDED.policyArn) === true,
      `${SEEDED.policy} is not attached to the role`,
    ],
    [role !== undefined && sameDocument(home.rolePolicy, role), `the role policy is ${JSON.stringify(role)}`],
    [now.users.userA?.tags['kms-lab'] === undefined, 'the lab’s userA is there'],
    [running.length === 0, `the web app runs on ${running.map(({ id }) => id).join(', ')}`],
  ];
  return questions.flatMap(([isHome, otherwise]) => (isHome ? [] : [otherwise]));
}

const keyPolicy = (world: World): PolicyDocument =>
  toArns(world, world.accounts[world.home]!.keys[SEEDED.key]!.policy);

function rolePolicy({ policies }: WorldAccount): PolicyDocument | undefined {
  const policy = policies[SEEDED.policyArn];
  return policy?.versions[policy.defaultVersion]?.document;
}

/** Without users and roles of the account that do not exist: KMS shows their unique ids, and refuses both. */
function living({ users, roles }: WorldAccount, document: PolicyDocument): PolicyDocument {
  const arns = new Set([...Object.values(users), ...Object.values(roles)].map(({ arn }) => arn));
  const lives = (name: string): boolean =>
    arns.has(name) ||
    !['AIDA', 'AROA', arnOf('user/'), arnOf('role/')].some((start) => name.startsWith(start));
  return { ...document, Statement: statementsOf(document).flatMap((one) => withLiving(one, lives)) };
}

function withLiving(statement: Statement, lives: (name: string) => boolean): readonly Statement[] {
  const { Principal } = statement;
  if (Principal === undefined || typeof Principal === 'string' || Principal.AWS === undefined)
    return [statement];
  const AWS = listOf(Principal.AWS).filter(lives);
  return AWS.length > 0 ? [{ ...statement, Principal: { ...Principal, AWS } }] : [];
}
