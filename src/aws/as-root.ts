import { LabError } from '../contract/errors.ts';
import type { Suggestion } from '../contract/suggestion.ts';
import { readDenial } from './client/denial.ts';
import type { AwsTarget } from './client/target.ts';

/**
 * No Allow overrides a Deny of the key policy. Only a principal that the Deny does not match can write another
 * policy: as a rule, the account root. Any other error is returned unchanged.
 */
export function toBeResetByRoot(error: LabError, target: AwsTarget['name']): LabError {
  const denial = error.code === 'ERR_ACCESS' ? readDenial(error.message) : undefined;
  const { kind, source, action = '', caller = '' } = denial ?? {};
  if (kind !== 'explicit' || source !== 'resource-policy' || !/^kms:/i.test(action)) return error;
  if (caller.endsWith(':root')) return error;
  const { code, message, hint, cause } = error;
  return new LabError(code, message, { ...(hint ? { hint } : {}), next: [AS_ROOT[target]], cause });
}

const AS_ROOT: Readonly<Record<AwsTarget['name'], Suggestion>> = {
  sandbox: {
    why: 'restores the account as its root, whom this key policy does not deny',
    run: ['reset', '--operator', 'root'],
  },
  aws: {
    why: 'restores the account, once you have signed in as its root',
    run: ['reset', '--allow-root'],
  },
};
