import { type LabAction, PRINCIPALS, type PrincipalId } from '../src/contract/access.ts';
import type { DecisionOutcome } from '../src/policy/decision.ts';
import { type AccessCheck, accessCheck, MANAGE, USE } from './access.ts';

const ENCRYPT: readonly LabAction[] = ['kms:Encrypt', 'kms:GenerateDataKey'];
const DECRYPT: readonly LabAction[] = ['kms:Decrypt'];
const REWRITE: readonly LabAction[] = ['kms:PutKeyPolicy'];
const DELETE: readonly LabAction[] = ['kms:ScheduleKeyDeletion'];

const ROLE: readonly PrincipalId[] = ['instance-role'];
const OPERATOR: readonly PrincipalId[] = ['operator'];
const ANOTHER_ADMIN: readonly PrincipalId[] = ['another-admin'];
const FRESH_MFA: readonly PrincipalId[] = ['user-a-fresh-mfa'];
const NO_FRESH_MFA: readonly PrincipalId[] = ['user-a', 'user-a-stale-mfa'];
const USER_A: readonly PrincipalId[] = ['user-a', 'user-a-fresh-mfa', 'user-a-stale-mfa'];
const ROOT: readonly PrincipalId[] = ['root'];
const OUTSIDER: readonly PrincipalId[] = ['outsider'];

const allow = 'allowed';
/** An implicit deny: nothing allows it. */
const none = 'implicitly-denied';
/** An explicit deny. */
const deny = 'explicitly-denied';
/**
 * Not checked. A participant who did all of the workshop's first section has given the role kms:ScheduleKeyDeletion
 * in IAM (https://github.com/aws-samples/aws-kms-workshop, “KMSWorkshop-RotationDisableOps”). The operator can do the
 * page without it.
 */
const any = undefined;

/** The columns of the table: the steps of the page that change access. */
export const ACCESS_STAGES = [
  'baseline',
  'strip-decrypt',
  'account-only',
  'role-only corrected',
  'role-only published',
  'mfa corrected',
  'mfa published',
] as const;
export type AccessStage = (typeof ACCESS_STAGES)[number];

type Row = readonly [
  who: readonly PrincipalId[],
  does: readonly LabAction[],
  ...after: readonly (DecisionOutcome | undefined)[],
];

/** What the page does to everyone: who, what they do with the key, and the decision after each stage. */
// biome-ignore format: a table is read down its columns
const EXPECTED: readonly Row[] = [
  //                          baseline  strip-    account-  role-only role-only  mfa       mfa
  //                                    decrypt   only      corrected published  corrected published
  [ROLE,          ENCRYPT,    allow,    allow,    allow,    allow,    deny,      allow,    allow],
  // What AWS does, not what the page claims: the grant in the account-only key policy undoes strip-decrypt.
  [ROLE,          DECRYPT,    allow,    none,     allow,    none,     deny,      none,     none ],
  [ROLE,          REWRITE,    none,     none,     allow,    none,     deny,      none,     none ],
  [ROLE,          DELETE,     any,      any,      allow,    any,      deny,      any,      any  ],
  [ANOTHER_ADMIN, USE,        allow,    allow,    allow,    deny,     deny,      allow,    allow],
  [ANOTHER_ADMIN, MANAGE,     allow,    allow,    allow,    deny,     deny,      allow,    allow],
  [USER_A,        USE,        none,     none,     none,     deny,     deny,      none,     none ],
  [FRESH_MFA,     MANAGE,     none,     none,     none,     deny,     deny,      allow,    none ],
  [NO_FRESH_MFA,  MANAGE,     none,     none,     none,     deny,     deny,      none,     none ],
  [OPERATOR,      USE,        allow,    allow,    allow,    allow,    allow,     allow,    allow],
  [OPERATOR,      REWRITE,    allow,    allow,    allow,    allow,    allow,     allow,    allow],
  [OPERATOR,      DELETE,     any,      any,      any,      any,      any,       any,      any  ],
  [ROOT,          USE,        allow,    allow,    allow,    allow,    allow,     allow,    allow],
  [ROOT,          MANAGE,     allow,    allow,    allow,    allow,    allow,     allow,    allow],
  [OUTSIDER,      USE,        none,     none,     none,     none,     none,      none,     none ],
  [OUTSIDER,      MANAGE,     none,     none,     none,     none,     none,      none,     none ],
];

type Sentence = readonly [
  who: readonly PrincipalId[],
  does: readonly LabAction[],
  outcome: DecisionOutcome,
  title: string,
];

/** What is checked in the cells, in this order. */
// biome-ignore format: a table is read down its columns
const SENTENCES = {
  'role-can-encrypt':                       [ROLE,          ENCRYPT,  allow, 'The instance role can encrypt'],
  'role-can-decrypt':                       [ROLE,          DECRYPT,  allow, 'The instance role can decrypt'],
  'role-can-manage-the-key':                [ROLE,          MANAGE,   allow, 'The instance role can rewrite the key policy and schedule deletion'],
  'role-cannot-decrypt':                    [ROLE,          DECRYPT,  none,  'The instance role cannot decrypt, because nothing allows it'],
  'role-cannot-rewrite-the-key-policy':     [ROLE,          REWRITE,  none,  'The instance role cannot rewrite the key policy'],
  'role-is-shut-out':                       [ROLE,          USE,      deny,  'The instance role itself is shut out by the Deny'],
  'role-is-denied-management':              [ROLE,          MANAGE,   deny,  'The Deny keeps the instance role from managing the key'],
  'another-admin-can-use-the-key':          [ANOTHER_ADMIN, USE,      allow, 'Another admin of the account can use the key'],
  'another-admin-can-manage-the-key':       [ANOTHER_ADMIN, MANAGE,   allow, 'Another admin of the account can manage the key'],
  'another-admin-is-shut-out':              [ANOTHER_ADMIN, USE,      deny,  'Another admin of the account is shut out by the Deny'],
  'another-admin-is-denied-management':     [ANOTHER_ADMIN, MANAGE,   deny,  'The Deny keeps another admin from managing the key'],
  'user-a-cannot-use-the-key':              [USER_A,        USE,      none,  'userA cannot use the key, with or without MFA'],
  'user-a-cannot-manage-the-key':           [USER_A,        MANAGE,   none,  'userA cannot manage the key, with or without MFA'],
  'user-a-is-shut-out':                     [USER_A,        USE,      deny,  'userA is shut out by the Deny'],
  'user-a-is-denied-management':            [USER_A,        MANAGE,   deny,  'The Deny keeps userA from managing the key'],
  'user-a-with-fresh-mfa-can-manage':       [FRESH_MFA,     MANAGE,   allow, 'userA with an MFA code of a minute ago can manage the key'],
  'user-a-without-fresh-mfa-cannot-manage': [NO_FRESH_MFA,  MANAGE,   none,  'userA without MFA, or with an old code, cannot manage the key'],
  'operator-can-use-the-key':               [OPERATOR,      USE,      allow, 'The operator can use the key'],
  'operator-keeps-control':                 [OPERATOR,      REWRITE,  allow, 'The operator is not locked out: the key policy can be written back'],
  'root-can-use-the-key':                   [ROOT,          USE,      allow, 'The account root can use the key'],
  'root-can-manage-the-key':                [ROOT,          MANAGE,   allow, 'The account root can manage the key'],
  'outsider-cannot-use-the-key':            [OUTSIDER,      USE,      none,  'Another account cannot use the key, whatever its own IAM says'],
  'outsider-cannot-manage-the-key':         [OUTSIDER,      MANAGE,   none,  'Another account cannot manage the key'],
} as const satisfies Readonly<Record<string, Sentence>>;

export type AccessCheckId = keyof typeof SENTENCES;

/** Every check of the access matrix, by its id. */
export const ACCESS_CHECKS = Object.fromEntries(
  Object.entries<Sentence>(SENTENCES).map(([id, [principals, actions, outcome, title]]) => [
    id,
    accessCheck({ id, title, principals, actions }, outcome),
  ]),
) as { readonly [id in AccessCheckId]: AccessCheck };

interface ExpectedCell {
  readonly principal: PrincipalId;
  readonly action: LabAction;
  readonly outcome: DecisionOutcome;
}

/** The cells of the access matrix that the page decides, as they must be after a stage. */
export function expectedCells(stage: AccessStage): readonly ExpectedCell[] {
  const column = ACCESS_STAGES.indexOf(stage);
  return EXPECTED.flatMap(([who, does, ...after]) => {
    const outcome = after[column];
    return outcome === undefined ? [] : cellsOf({ principals: who, actions: does, outcome });
  });
}

/** The checks of these principals after a stage: of the sentences that are true there, the most specific ones. */
export function expectedAccess(
  stage: AccessStage,
  of: readonly PrincipalId[] = EVERYBODY,
): readonly AccessCheck[] {
  const expected = new Set(expectedCells(stage).map(textOf));
  const holding = SAID.filter(({ cells }) => cells.every((cell) => expected.has(cell)));
  return holding
    .filter((check) => !holding.some((other) => saysMore(other, check)))
    .map(({ check }) => check)
    .filter(({ asks }) => asks.principals.some((principal) => of.includes(principal)));
}

const EVERYBODY = Object.keys(PRINCIPALS) as readonly PrincipalId[];

const cellsOf = ({ principals, actions, outcome }: AccessCheck['asks']): readonly ExpectedCell[] =>
  principals.flatMap((principal) => actions.map((action) => ({ principal, action, outcome })));

const textOf = ({ principal, action, outcome }: ExpectedCell): string => `${principal} ${action} ${outcome}`;

interface Said {
  readonly check: AccessCheck;
  /** As texts. */
  readonly cells: readonly string[];
}

/** What each check says. */
const SAID: readonly Said[] = Object.values(ACCESS_CHECKS).map((check) => ({
  check,
  cells: cellsOf(check.asks).map(textOf),
}));

const saysMore = ({ cells: more }: Said, { cells: less }: Said): boolean =>
  more.length > less.length && less.every((cell) => more.includes(cell));
