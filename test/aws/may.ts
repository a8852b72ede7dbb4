import type { MayOperator } from '../../src/aws/resources/permitted.ts';
import type { Decision } from '../../src/policy/decision.ts';

const decided = (outcome: Decision['outcome'], because: string): Decision => ({
  outcome,
  statements: [],
  because,
});

/** An operator who may do everything. */
export const mayAll: MayOperator = async () => decided('allowed', 'an administrator');

/** An operator whom the statement “No” denies this action. */
export const mayAllBut =
  (denied: string): MayOperator =>
  async (action) =>
    action === denied ? decided('explicitly-denied', 'the statement “No” denies it') : mayAll(action, '*');
