import { sameDocument } from '../../src/policy/canonical.ts';
import { listOf, type PolicyDocument, type Statement, statementsOf } from '../../src/policy/document.ts';
import type { Account } from '../../src/sandbox/world.ts';
import { SEEDED } from './edits/edit.ts';

/**
 * What of the lab's own things is not as it was, a sentence each: documents by meaning, without principals that were
 * deleted, whom no key policy can name any more. A userA that another user made is none of the lab's.
 */
export function awayFromHome(before: Account, now: Account): readonly string[] {
  const policy = now.policies[SEEDED.policyArn];
  const { userA } = now.users;
  const running = Object.values(now.instances).filter(({ webApp }) => webApp);
  const kept = <T>(same: boolean, sentence: T): readonly T[] => (same ? [] : [sentence]);
  return [
    ...kept(
      now.aliases[SEEDED.alias]?.keyId === before.aliases[SEEDED.alias]!.keyId,
      `${SEEDED.alias} points to ${now.aliases[SEEDED.alias]?.keyId}`,
    ),
    ...kept(
      sameDocument(living(now, keyPolicy(before)), living(now, keyPolicy(now))),
      `the key policy is ${JSON.stringify(keyPolicy(now))}`,
    ),
    ...kept(
      now.roles[SEEDED.role]?.attached.includes(SEEDED.policyArn) === true,
      `${SEEDED.policy} is not attached to the role`,
    ),
    ...kept(
      policy !== undefined && sameDocument(rolePolicy(before), rolePolicy(now)),
      `the role policy is ${policy ? JSON.stringify(rolePolicy(now)) : 'gone'}`,
    ),
    ...kept(!userA || !Object.hasOwn(userA.tags, 'kms-lab'), 'the lab’s userA is there'),
    ...running.map(({ id }) => `the web app runs on ${id}`),
  ];
}

const keyPolicy = ({ keys }: Account): PolicyDocument => keys[SEEDED.key]!.policy;

function rolePolicy({ policies }: Account): PolicyDocument {
  const { versions, defaultVersion } = policies[SEEDED.policyArn]!;
  return versions[defaultVersion]!.document;
}

/** The sandbox keeps principals as unique ids, as KMS does: one that nobody has is of a principal that was deleted. */
function living({ users, roles }: Account, document: PolicyDocument): PolicyDocument {
  const ids = new Set([...Object.values(users), ...Object.values(roles)].map(({ id }) => id));
  const lives = (name: string): boolean => !/^A(IDA|ROA)/.test(name) || ids.has(name);
  return { ...document, Statement: statementsOf(document).flatMap((one) => withLiving(one, lives)) };
}

function withLiving(statement: Statement, lives: (name: string) => boolean): readonly Statement[] {
  const { Principal } = statement;
  if (Principal === undefined || typeof Principal === 'string' || Principal.AWS === undefined)
    return [statement];
  const AWS = listOf(Principal.AWS).filter(lives);
  return AWS.length > 0 ? [{ ...statement, Principal: { ...Principal, AWS } }] : [];
}
