/** Why a request is refused for reasons other than its operation's own. Each protocol has its own code for each. */
export type RefusalKind =
  | 'missing-authentication'
  | 'malformed-authentication'
  | 'unsigned-header'
  | 'unknown-key'
  | 'invalid-token'
  | 'expired-token'
  | 'wrong-signature'
  | 'skewed-clock'
  | 'expired-link'
  | 'access-denied'
  | 'unknown-operation'
  /** The detail is the members' paths, separated by spaces. */
  | 'missing-member'
  /** The detail is a member that AWS has, and the sandbox does not. */
  | 'absent-member'
  | 'malformed-input'
  | 'too-large'
  /** The sender stopped in the middle of the body. */
  | 'too-slow'
  /** More is being sent at the same time than the sandbox holds. */
  | 'busy'
  | 'internal-failure';

/** A refusal that does not know yet which protocol will express it. */
export class Refusal extends Error {
  readonly kind: RefusalKind;

  constructor(kind: RefusalKind, detail = '', options?: ErrorOptions) {
    super(detail, options);
    this.name = 'Refusal';
    this.kind = kind;
  }
}

/** How large the body of a request may be, and the refusal of a larger one. */
export interface BodyLimit {
  readonly bytes: number;
  exceeded(): Error;
}

/**
 * Of a call to a service other than S3. AWS has limits for each member, and does not document one for the whole
 * request: inferred.
 */
export const CALL_LIMIT: BodyLimit = {
  bytes: 1024 * 1024,
  exceeded: () => new Refusal('too-large'),
};

/** The refusals that the JSON and query protocols have in common. */
export const TEXTS = {
  invalidToken: 'The security token included in the request is invalid.',
  expiredToken: 'The security token included in the request is expired',
  wrongSignature:
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
  tooLarge: 'The request is larger than the service accepts.',
  tooSlow:
    'Your socket connection to the server was not read from or written to within the timeout period. Idle connections will be closed.',
  busy: 'Rate exceeded',
  absentMember: (path: string): string => `${path} is not in the sandbox.`,
  /** https://docs.aws.amazon.com/kms/latest/APIReference/CommonErrors.html; the message as clients report it. */
  missingMembers: (paths: string): string => {
    const all = paths.split(' ');
    const each = all.map(
      (path) => `Value null at '${path}' failed to satisfy constraint: Member must not be null`,
    );
    return `${all.length} validation error${all.length > 1 ? 's' : ''} detected: ${each.join('; ')}`;
  },
} as const;
