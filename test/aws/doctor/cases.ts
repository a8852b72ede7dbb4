import { expect, test } from 'vitest';
import type { AwsTarget, CredentialSource } from '../../../src/aws/client/target.ts';
import type { ExaminationState } from '../../../src/contract/examination.ts';
import type { PolicyDocument } from '../../../src/policy/document.ts';
import type { User } from '../../../src/sandbox/world.ts';
import { adviceOf } from '../../advice.ts';
import { canned, json, xml, xmlError } from '../canned.ts';
import { type Opened, open } from '../opened.ts';
import { examineOpened, type Setting } from './examined.ts';

/** One examination, a change to the account without its knowledge, and what it finds. */
export interface Case {
  /** The examination's id. */
  readonly of: string;
  readonly when: string;
  readonly world?: (opened: Opened) => unknown;
  readonly setting?: (opened: Opened) => Partial<Setting>;
  readonly state: ExaminationState;
  readonly found: RegExp;
  readonly remedy?: RegExp;
  readonly missing?: true;
}

export const testCases = (cases: readonly Case[]): void =>
  test.each(cases)('$of: $when', async ({ of, world, setting, state, found, remedy, missing }) => {
    const opened = await open();
    world?.(opened);
    const examined = await examineOpened(opened, setting?.(opened));
    const one = examined.of(of);
    expect({ state: one.state, found: one.found, missing: one.missing }).toEqual({
      state,
      found: expect.stringMatching(found),
      missing,
    });
    if (remedy) expect(adviceOf(one)).toMatch(remedy);
    expect(examined.writes).toBe(0);
  });

export const as = (opened: Opened, change: Partial<AwsTarget>): Partial<Setting> => ({
  target: { ...opened.target, ...change },
});

/** As a principal of the sandbox. */
export const asUser = (opened: Opened, name: string, change: Partial<AwsTarget> = {}): Partial<Setting> =>
  as(opened, { credentials: opened.sandbox.credentials(name) as CredentialSource, ...change });

const denying = (...Action: readonly string[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Deny', Action, Resource: '*' }],
});

export const operatorMayNot =
  (...actions: readonly string[]) =>
  ({ home }: Opened): void => {
    home.users.operator!.inline.less = denying(...actions);
  };

export const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();

export function addUser(home: Opened['home'], more: Partial<User>): void {
  home.users.userA = {
    ...home.users.operator!,
    id: 'AIDAUSERA00000000000',
    arn: 'arn:aws:iam::111122223333:user/userA',
    name: 'userA',
    tags: {},
    accessKeys: [],
    inline: {},
    attached: [],
    groups: [],
    ...more,
  };
}

/** STS's answer to the operator. */
export const IDENTITY = xml(
  'GetCallerIdentity',
  '<Account>111122223333</Account><Arn>arn:aws:iam::111122223333:user/operator</Arn><UserId>AIDAOPERATOR</UserId>',
);

/** An account with only this key, and a KMS that does what any caller asks. */
export const cannedKey = (metadata: object = {}) =>
  canned(({ operation }) => {
    switch (operation) {
      case 'GetCallerIdentity':
        return IDENTITY;
      case 'ListAccountAliases':
        return xml(operation, '');
      case 'DescribeKey':
        return json({ KeyMetadata: { ...WORKSHOP_KEY, ...metadata } });
      case 'Encrypt':
        return json({});
      default:
        return xmlError('NoSuchEntity', 'not there', 404);
    }
  });

const WORKSHOP_KEY = {
  KeyId: '1',
  Arn: 'arn:aws:kms:us-east-1:111122223333:key/1',
  KeyManager: 'CUSTOMER',
  KeyState: 'Enabled',
  KeyUsage: 'ENCRYPT_DECRYPT',
  KeySpec: 'SYMMETRIC_DEFAULT',
  Origin: 'EXTERNAL',
};
