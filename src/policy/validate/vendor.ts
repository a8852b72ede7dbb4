import { malformed } from './refusal.ts';

/**
 * An action, and a condition key, begin with the service that they belong to. The rest is not checked: a name that no
 * service has is accepted and never matches, so `aws: MultiFactorAuthAge`, with its space, passes (inferred: there is
 * no report of KMS or IAM refusing it, and AWS's own whitepaper on KMS has it).
 * https://github.com/getmoto/moto/blob/master/moto/iam/policy_validation.py
 */
export function checkAction(action: string): void {
  if (action === '*') return;
  const [vendor = '', ...rest] = action.split(':');
  checkVendor(vendor, rest);
  if (rest.length > 1) throw malformed('Actions/Condition can contain only one colon.');
}

export function checkConditionKey(key: string): void {
  const [vendor = '', ...rest] = key.split(':');
  checkVendor(vendor, rest);
}

function checkVendor(vendor: string, rest: readonly string[]): void {
  if (rest.length === 0) {
    throw malformed('Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.');
  }
  if (vendor !== '*' && !/^[a-zA-Z0-9.-]+$/.test(vendor)) throw malformed(`Vendor ${vendor} is not valid`);
}
