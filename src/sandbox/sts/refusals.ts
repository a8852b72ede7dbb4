import { type ApiCall, ServiceError } from '../operation.ts';

export const accessDenied = (text: string): ServiceError => new ServiceError('AccessDenied', text, 403);
export const stsValidationError = (text: string): ServiceError => new ServiceError('ValidationError', text);

export const unauthorised = (
  { identity }: ApiCall<unknown>,
  action: string,
  resource: string,
): ServiceError => {
  const { caller } = identity;
  const who = 'arn' in caller ? caller.arn : caller.kind;
  return accessDenied(`User: ${who} is not authorized to perform: ${action} on resource: ${resource}`);
};

/** A member's value against its model: `Member must have value less than or equal to 129600`. */
export const constraintError = (member: string, value: unknown, rule: string): ServiceError =>
  stsValidationError(
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must ${rule}`,
  );

export function requireSeconds(seconds: number, min: number, max: number): void {
  const rule = (order: string, bound: number) =>
    constraintError('durationSeconds', seconds, `have value ${order} than or equal to ${bound}`);
  if (seconds < min) throw rule('greater', min);
  if (seconds > max) throw rule('less', max);
}

interface Text {
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: RegExp;
}

/** Throws unless the text has the length, and consists of the characters, that the model gives its member. */
export function requireText(member: string, text: string, { min = 0, max, pattern }: Text): void {
  const rule = (words: string) => constraintError(member, text, words);
  if (text.length < min) throw rule(`have length greater than or equal to ${min}`);
  if (max !== undefined && text.length > max) throw rule(`have length less than or equal to ${max}`);
  if (pattern && text.replace(pattern, '') !== '') {
    throw rule(`satisfy regular expression pattern: ${pattern.source}`);
  }
}

/** Names of sessions and federated users, and source identities. */
export const requireName = (member: string, name: string, max: number): void =>
  requireText(member, name, { min: 2, max, pattern: /[\w+=,.@-]*/ });

/** Some operations accept only a user's or the root user's own keys. */
export function refuseSessions({ identity }: ApiCall<unknown>, operation: string): void {
  if (identity.sessionToken !== undefined) {
    throw accessDenied(`Cannot call ${operation} with session credentials`);
  }
}
