import { ServiceError } from '../operation.ts';

/** What the default password policy knows of: the requirements, in AWS's words. */
const CLASSES: readonly (readonly [pattern: RegExp, words: string])[] = [
  [/[A-Z]/, 'Password should have at least one uppercase letter'],
  [/[a-z]/, 'Password should have at least one lowercase letter'],
  [/[0-9]/, 'Password should have at least one number'],
  [/[!@#$%^&*()_+\-=[\]{}|']/, 'Password should have at least one symbol'],
];
const LEAST_LENGTH = 8;
const LEAST_CLASSES = 3;

/**
 * The policy of an account that has not set one.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html#default-policy-details
 */
export function refuseWeakPassword(password: string): void {
  if (password.length < LEAST_LENGTH)
    throw violation(`Password should have a minimum length of ${LEAST_LENGTH}`);
  const missing = CLASSES.filter(([pattern]) => !pattern.test(password)).map(([, words]) => words);
  const more = LEAST_CLASSES - (CLASSES.length - missing.length);
  if (more > 0) {
    throw violation(`Password should meet ${more} more of the following requirements: ${missing.join(', ')}`);
  }
}

const violation = (text: string): ServiceError => new ServiceError('PasswordPolicyViolation', text);
