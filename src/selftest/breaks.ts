import { defaultKeyPolicy } from '../../steps/documents/index.ts';
import { iamArn } from '../contract/facts.ts';
import type { Lab } from '../contract/lab.ts';
import { type PolicyDocument, type Statement, statementsOf } from '../policy/document.ts';
import type { Bench } from './bench.ts';

/** A change that no step of the page makes, and that a check must notice. */
export interface Break {
  readonly what: string;
  make(bench: Bench): Promise<void>;
}

/** Checks that pass everywhere on the page fail only if another user breaks something. */
export const BREAKS: readonly Break[] = [
  {
    what: 'a Deny for the account root',
    make: (bench) => saved(bench, (lab) => denied(iamArn(lab.facts, 'root'))),
  },
  {
    what: 'a Deny for the operator, saved by another user',
    make: (bench) =>
      saved(bench, ({ facts }) =>
        denied('arn' in facts.operator ? facts.operator.arn : iamArn(facts, 'root')),
      ),
  },
  {
    what: 'an Allow for everyone, in any account',
    make: (bench) =>
      saved(bench, () => ({ Effect: 'Allow', Principal: '*', Action: 'kms:*', Resource: '*' })),
  },
  {
    what: 'a Deny for the instance role',
    make: (bench) => saved(bench, (lab) => denied(lab.facts.role.arn)),
  },
  { what: 'the sample file gone from the bucket', make: ({ others }) => others.removeSample() },
  { what: 'an additional user in the account', make: ({ others }) => others.addUser('somebody-else') },
];

/** The key policy stays readable; otherwise, no check could look. */
const denied = (arn: string): Statement => ({
  Effect: 'Deny',
  Principal: '*',
  Action: [
    'kms:Encrypt',
    'kms:GenerateDataKey',
    'kms:Decrypt',
    'kms:PutKeyPolicy',
    'kms:ScheduleKeyDeletion',
  ],
  Resource: '*',
  Condition: { ArnEquals: { 'aws:PrincipalArn': arn } },
});

async function saved({ lab, others }: Bench, statement: (lab: Lab) => Statement): Promise<void> {
  const open = defaultKeyPolicy(lab.facts);
  const document: PolicyDocument = { ...open, Statement: [...statementsOf(open), statement(lab)] };
  await others.saveKeyPolicy(document);
}
