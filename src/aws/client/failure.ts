import { type ErrorCode, LabError } from '../../contract/errors.ts';
import { withRefusalDetails } from '../../contract/refusal-details.ts';
import type { Remedy, Suggestion } from '../../contract/suggestion.ts';
import { adviceOn, detailsIn, readDenial, withoutDetails } from './denial.ts';
import { insteadOfAws, withoutOperation } from './endpoint.ts';
import { type Source, signInFailure } from './sign-in-failure.ts';
import type { AwsTarget } from './target.ts';

const STATUS: Suggestion = { run: ['status'], why: 'shows where the account stands' };

/** AWS's error codes, by what they mean to the lab. SDK v3 puts the code into `name`. */
const CODES: readonly (readonly [ErrorCode, RegExp, Remedy])[] = [
  [
    'ERR_ACCESS',
    /^(AccessDenied(Exception)?|UnauthorizedOperation|Forbidden)$/,
    { hint: 'the message says which policy refused it' },
  ],
  [
    'ERR_DOCUMENT',
    /^(MalformedPolicyDocument(Exception)?|LimitExceeded(Exception)?)$/,
    { hint: 'the document, and the account it names, must be what AWS accepts' },
  ],
  [
    'ERR_KEY_STATE',
    /^(KMSInvalidStateException|DisabledException|KMS\.(KMSInvalidState|Disabled)Exception)$/,
    { hint: 'enable the key, or import its material again' },
  ],
  [
    'ERR_NOT_FOUND',
    /^(NoSuchEntity(Exception)?|NotFoundException|NotFound|NoSuchKey|NoSuchBucket)$/,
    { next: [STATUS] },
  ],
  [
    'ERR_AWS',
    /^InvalidAuthenticationCode(Exception)?$/,
    { hint: 'MFA codes go by the time: is this machine’s clock right?' },
  ],
  [
    'ERR_AWS',
    /^(Throttling(Exception)?|RequestLimitExceeded|SlowDown|TooManyRequestsException|PriorRequestNotComplete)$/,
    { hint: 'AWS received too many requests for this account: run the command again in a minute' },
  ],
];

const NOBODY =
  /^(CredentialsProviderError|TokenProviderError|(Expired|Invalid)Token(Exception)?|RequestExpired|RequestInTheFuture|RequestTimeTooSkewed|TokenRefreshRequired|InvalidClientTokenId|UnrecognizedClientException|AuthFailure|InvalidAccessKeyId|SignatureDoesNotMatch|InvalidSignatureException)$/;

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
const BY_ORGANISATION = /(service|resource) control policy/;
const ASK_THE_ORGANISATION =
  'the organization forbids it, and no policy of this account helps: ask who manages it, or use another account';
/** The next step for an error without a code of its own: every command begins by reading the account. */
const FAULT: Remedy = { hint: 'AWS itself failed: run the command again' };
const OTHERWISE: Remedy = { hint: 'run the command again', next: [STATUS] };
const UNANSWERED: Remedy = {
  hint: 'no answer arrived, and AWS may have carried out the call: check the network, and run the command again',
};

/** The answer to a HEAD request has no body, and so no code. */
const STATUSES: Readonly<Record<number, string>> = {
  403: 'AccessDenied',
  404: 'NotFound',
  500: 'InternalError',
  503: 'SlowDown',
};

/** The SDK's message for an answer without a body. */
const UNEXPLAINED = 'UnknownError';
/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html */
const WITHOUT_REASON =
  'the answer to a HEAD request gives no reason: a policy of the operator, the bucket or the key refuses it';

/** AWS's code of a failed call: `NoSuchEntityException`, `NotFoundException`; the SDK's own code if no answer arrived. */
export function awsCode(error: unknown): string | undefined {
  const cause = error instanceof LabError ? error.cause : error;
  return cause instanceof Error ? cause.name : undefined;
}

/** HTTP status of the answer, if there was one. A failed HEAD request has nothing else. */
export const httpStatus = (error: unknown): number | undefined => {
  const cause = error instanceof LabError ? error.cause : error;
  return (cause as { $metadata?: { httpStatusCode?: number } } | undefined)?.$metadata?.httpStatusCode;
};

/** The request was sent more than once: an earlier one may have been carried out, and its answer lost. */
export const wasSentAgain = (error: unknown): boolean => {
  const cause = error instanceof LabError ? error.cause : error;
  const { attempts = 1 } = (cause as { $metadata?: { attempts?: number } } | undefined)?.$metadata ?? {};
  return attempts > 1;
};

/** The resource does not exist. */
export const isMissing = (error: unknown): boolean =>
  error instanceof LabError && (error.code === 'ERR_NOT_FOUND' || httpStatus(error) === 404);

/** `undefined` for a resource that does not exist; every other failure is thrown. */
export async function ifExists<T>(looking: Promise<T>): Promise<T | undefined> {
  try {
    return await looking;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** AWS did not let the caller ask. */
export const isForbidden = (error: unknown): error is LabError =>
  error instanceof LabError && error.code === 'ERR_ACCESS';

/** `undefined` for what may not be read; every other failure is thrown. */
export async function ifAllowed<T>(looking: Promise<T>): Promise<T | undefined> {
  try {
    return await looking;
  } catch (error) {
    if (isForbidden(error)) return undefined;
    throw error;
  }
}

/** The endpoint does not have the operation. */
export const isLacking = (error: unknown): error is LabError =>
  error instanceof LabError && error.code === 'ERR_ENDPOINT';

/** The credentials are missing or invalid: no later call will be signed either. */
export const isNobody = (error: unknown): boolean => error instanceof Error && NOBODY.test(error.name);

interface Asked {
  /** The SDK's: `KMSClient`. */
  readonly client?: string | undefined;
  /** Where the credentials are from. */
  readonly source?: Source | undefined;
  readonly target?: AwsTarget['name'] | undefined;
  /** What to type if a permission is missing, from the target. */
  readonly whenRefused?: readonly Suggestion[] | undefined;
  /** What to say if nothing listens at the endpoint, from the target. */
  readonly whenGone?: AwsTarget['whenGone'] | undefined;
}

/**
 * Operations whose permission has another name.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
 */
const PERMISSIONS: Readonly<Record<string, string>> = {
  's3:HeadObject': 's3:GetObject, and s3:ListBucket if the object does not exist',
};

/** `kms:PutKeyPolicy`, for the SDK's `KMSClient` and `PutKeyPolicyCommand`. */
export function permissionFor(client: string, command: string): string {
  const action = `${client.replace(/Client$/, '').toLowerCase()}:${command.replace(/Command$/, '')}`;
  return PERMISSIONS[action] ?? action;
}

/** An SDK error as a person should read it. `command` is the SDK's: `PutKeyPolicyCommand`. */
export function toLabError(error: unknown, command: string, asked: Asked = {}): LabError {
  if (error instanceof LabError) return error;
  const operation = command.replace(/Command$/, '');
  const { name, code: system } = error as NodeJS.ErrnoException;
  const said = (error as Error).message ?? '';
  const message = withoutDetails(said);
  // This error becomes the cause, and causes are written to journals and logs.
  if (error instanceof Error) {
    error.message = message;
    if (error.stack) error.stack = withoutDetails(error.stack);
    withRefusalDetails(error, detailsIn(said));
  }
  if (message === 'Region is missing') {
    return new LabError('ERR_CONFIG', 'No region is configured.', {
      hint: 'name it: --region REGION, or AWS_REGION, or region = … in the profile',
      cause: error,
    });
  }
  if (system === 'ECONNREFUSED' && asked.whenGone) {
    const { says, next } = asked.whenGone;
    return new LabError('ERR_AWS', says, { next, cause: error });
  }
  if (isNobody(error)) return signInFailure(error as Error, asked.source);
  const instead = insteadOfAws(error);
  if (instead !== undefined) return withoutOperation(operation, `it answered ${instead}`);
  const status = httpStatus(error) ?? 0;
  const meant = name === 'Unknown' ? STATUSES[status] : undefined;
  if (meant && error instanceof Error) error.message = `HTTP ${status}, without a message`;
  const [code, , remedy] = CODES.find(([, pattern]) => pattern.test(meant ?? name)) ?? [
    'ERR_AWS' as const,
    undefined,
    status >= 500 ? FAULT : system !== undefined || name === 'TimeoutError' ? UNANSWERED : OTHERWISE,
  ];
  return new LabError(code, `${operation} failed: ${meant ?? (message || system || name)}`, {
    cause: error,
    ...remedyOf(code, remedy, { message, operation, ...asked }),
  });
}

interface Refused extends Asked {
  readonly operation: string;
  readonly message: string;
}

function remedyOf(
  code: ErrorCode,
  remedy: Remedy,
  { client, operation, message, whenRefused, target }: Refused,
): Remedy {
  if (BY_ORGANISATION.test(message)) return { hint: ASK_THE_ORGANISATION };
  if (code !== 'ERR_ACCESS') return remedy;
  const denial = readDenial(message);
  if (denial) {
    const { says, next } = adviceOn(denial, target);
    // The target suggests giving permissions, but no permission overrides a Deny.
    return { hint: says, next: denial.kind === 'explicit' ? next : (whenRefused ?? next) };
  }
  const needed = client ? [`the operator needs ${permissionFor(client, operation)}`] : [];
  const hint = [...needed, message === UNEXPLAINED ? WITHOUT_REASON : remedy.hint].join('; ');
  return { hint, ...(whenRefused ? { next: whenRefused } : {}) };
}
