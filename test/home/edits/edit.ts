import { FACTS } from '../../hints/attempt.ts';
import type { Clients } from '../scene.ts';

/** What one person may do to the account by hand, between two commands of the lab. */
export interface Edit {
  /** `key policy: the last statement removed` */
  readonly name: string;
  /** What must have been in the account before the lab began: a user `dana` whom the key policy names. */
  readonly needs?: 'dana';
  /** The lab's commands after which it is possible; `run` if absent. */
  readonly after?: readonly string[];
  /** Over the wire. Throws `NotPossible`, or the service's refusal, if the account does not allow it. */
  make(hands: Clients): Promise<unknown>;
}

export class NotPossible extends Error {}

/** The names and ids of a new sandbox; they are the same in each. */
export const SEEDED = {
  account: FACTS.accountId,
  role: FACTS.role.name,
  roleArn: FACTS.role.arn,
  policy: 'KMSWorkshop-AdditionalPermissions',
  policyArn: `arn:aws:iam::${FACTS.accountId}:policy/KMSWorkshop-AdditionalPermissions`,
  key: '1b2c3d4e-5f60-4718-92a3-b4c5d6e7f809',
  alias: 'alias/ImportedCMK',
  user: 'userA',
  instance: 'i-0a1b2c3d4e5f60718',
  instanceName: 'KMSWorkshop-Instance',
  profile: 'KMSWorkshop-InstanceInitRole',
  securityGroup: 'sg-0123456789abcdef0',
  bucket: `kmsworkshop-${FACTS.accountId}`,
  sample: 'SampleFile-KMS.txt',
} as const;

export const arnOf = (rest: string): string => `arn:aws:iam::${SEEDED.account}:${rest}`;

export const statement = (
  Effect: 'Allow' | 'Deny',
  Principal: unknown,
  Action: string | readonly string[],
  more: object = {},
): object => ({ Effect, Principal, Action, Resource: '*', ...more });

export const policyOf = (...Statement: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement });

/** An identity policy. */
export const allowing = (...Action: readonly string[]): string =>
  policyOf({ Effect: 'Allow', Action, Resource: '*' });
export const denying = (...Action: readonly string[]): string =>
  policyOf({ Effect: 'Deny', Action, Resource: '*' });
