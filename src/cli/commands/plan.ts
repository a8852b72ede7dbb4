import type { Command } from '../command.ts';
import { lookAtAccount } from '../on-account.ts';
import { RANGE_OPTIONS, rangeOf } from './step-range.ts';

export const plan: Command = {
  name: 'plan',
  does: 'what run would change: policies, access, API calls',
  options: RANGE_OPTIONS,
  examples: [{ type: 'kms-lab plan --to key-policy-role-only', does: 'up to a step' }],
  act: (invocation) => lookAtAccount(invocation, (session, { plan }) => plan(session, rangeOf(invocation))),
};
