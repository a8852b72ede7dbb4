import { PolicyRefusal, type Principals } from '../../../src/policy/validate.ts';
import { ACCOUNT, ROLE, ROOT, USER } from '../documents.ts';

const KNOWN = [ACCOUNT, ROOT, ROLE, USER, 'AIDAEXAMPLE', 'ec2.amazonaws.com', 's3.amazonaws.com'];

export const principals: Principals = { principalExists: (_kind, value) => KNOWN.includes(value) };

export type Outcome = 'accepted' | { readonly code: string; readonly message: string };

export function outcome(validate: () => unknown): Outcome {
  try {
    validate();
    return 'accepted';
  } catch (error) {
    if (!(error instanceof PolicyRefusal)) throw error;
    return { code: error.code, message: error.message };
  }
}

export const malformed = (message: string): Outcome => ({ code: 'MalformedPolicyDocument', message });

export const policy = (statement: object, more: object = {}): string =>
  JSON.stringify({ Version: '2012-10-17', ...more, Statement: [statement] });
