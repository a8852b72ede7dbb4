import type { StepId } from '../../../steps/index.ts';
import type { Elsewhere } from '../../contract/elsewhere.ts';
import type { Facts, Variant } from '../../contract/facts.ts';
import type { Attempt } from '../../contract/hint.ts';
import type { Snapshot } from '../../contract/resource.ts';
import { type PolicyDocument, type Statement, statementsOf } from '../../policy/document.ts';

/** A mistake at a step, the hint that it must get, and what the hint must mention. */
export interface Slip {
  readonly slip: string;
  readonly step: StepId;
  readonly variant?: Variant;
  /** The documents in the account that differ from what the step wants. */
  readonly now?: (wanted: Snapshot, before: Snapshot) => Now;
  /** What is different besides the lab's own resources. */
  readonly elsewhere?: Partial<Elsewhere>;
  /** The answers of the checks with the right documents. */
  readonly failed?: Attempt['failed'];
  readonly blind?: string;
  /** How the rest of the account differs from the baseline. */
  readonly changed?: Attempt['changed'];
  readonly lacking?: Attempt['lacking'];
  readonly byHand?: Attempt['byHand'];
  readonly hint: string;
  readonly mentions: readonly string[];
}

type Now = { readonly [Id in keyof Snapshot]?: Snapshot[Id] | undefined };

export const account = { step: 'key-policy-account-only' } as const;
export const roleOnly = { step: 'key-policy-role-only' } as const;
export const mfa = { step: 'key-policy-mfa' } as const;
export const strip = { step: 'strip-decrypt' } as const;
export const start = { step: 'start-web-app' } as const;

/** Another account, and another key of this account. */
export const STRANGER = '999988887777';
export const OTHER_KEY = '99999999-0000-4000-8000-000000000000';
/** The Sid of the statement that every key policy of the page is about. */
export const ABOUT_ACCOUNT = 'Allow for Use only within our Account';

export const sessionOf = ({ accountId, role, instance }: Facts): string =>
  `arn:aws:sts::${accountId}:assumed-role/${role.name}/${instance.id}`;
export const instanceProfileSessionArn = ({ accountId, role }: Facts): string =>
  `arn:aws:iam::${accountId}:instance-profile/${role.name}`;

export const keyPolicySlip =
  (change: (document: PolicyDocument | undefined) => PolicyDocument | undefined): Slip['now'] =>
  (wanted) => ({ 'key-policy': change(wanted['key-policy']) });

/** Another condition in the statement that the page is about. */
export const condition = (Condition: object): Slip['now'] =>
  keyPolicySlip((document) => edited(document, (statement) => ({ ...statement, Condition })));

export const failedDecrypt = (
  id: string,
  observed = 'instance-role kms:Decrypt allowed',
): Attempt['failed'] => [
  { id, status: 'failed', expected: 'implicitly-denied', observed, evidence: 'observed' },
];

export const allowingActions = (...Action: string[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: [{ Sid: 'VisualEditor0', Effect: 'Allow', Action, Resource: '*' }],
});

/** The document with its last statement, the one that the page is about, edited. */
export function edited(
  document: PolicyDocument | undefined,
  edit: (statement: Statement) => object,
): PolicyDocument {
  const statements = document ? statementsOf(document) : [];
  return {
    ...document,
    Statement: statements.map((each, index) =>
      index === statements.length - 1 ? (edit(each) as Statement) : each,
    ),
  };
}

/** The document with one text replaced everywhere. */
export const replaced = (document: PolicyDocument | undefined, text: string, by: string): PolicyDocument =>
  JSON.parse(JSON.stringify(document).replaceAll(text, by));
