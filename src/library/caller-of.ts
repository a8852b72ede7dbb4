import type { Caller } from '../policy/request.ts';
import { LibraryError } from './library-error.ts';

/** Replaces the unique id, which no ARN shows; AWS never issues such an id, so no policy names it. */
const UNKNOWN_ID = 'UNKNOWN';

const KINDS: readonly (readonly [RegExp, (found: readonly string[]) => Caller])[] = [
  [/^arn:[^:]+:iam::(\d{12}):root$/, ([arn = '', accountId = '']) => ({ kind: 'root', accountId, arn })],
  [
    /^arn:[^:]+:iam::(\d{12}):user\/.+$/,
    ([arn = '', accountId = '']) => ({ kind: 'user', accountId, arn, id: UNKNOWN_ID }),
  ],
  [
    /^arn:([^:]+):iam::(\d{12}):(role\/(?:.+\/)?([^/]+))$/,
    ([roleArn = '', partition, accountId = '', , role]) => ({
      kind: 'role-session',
      accountId,
      arn: `arn:${partition}:sts::${accountId}:assumed-role/${role}/session`,
      roleArn,
      id: UNKNOWN_ID,
      sessionName: 'session',
    }),
  ],
  [
    /^arn:([^:]+):sts::(\d{12}):assumed-role\/([^/]+)\/([^/]+)$/,
    ([arn = '', partition, accountId = '', role, sessionName = '']) => ({
      kind: 'role-session',
      accountId,
      arn,
      roleArn: `arn:${partition}:iam::${accountId}:role/${role}`,
      id: UNKNOWN_ID,
      sessionName,
    }),
  ],
  [
    /^arn:[^:]+:sts::(\d{12}):federated-user\/.+$/,
    ([arn = '', accountId = '']) => ({ kind: 'federated-user', accountId, arn, id: UNKNOWN_ID }),
  ],
  [/^[a-z0-9.-]+\.amazonaws\.com(?:\.cn)?$/, ([name = '']) => ({ kind: 'service', name })],
];

/**
 * The caller for an ARN, or for the name of a service (`ec2.amazonaws.com`). A role's ARN gives a session of it named
 * `session`. The ARN of a session has no path: for a role with one, give the role's ARN. A policy that compares
 * `aws:userid` needs the unique id, which an ARN does not show: spread the caller and set `id`. Throws `ERR_USAGE`.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
 */
export function callerOf(principal: string): Caller {
  for (const [form, made] of KINDS) {
    const found = form.exec(String(principal));
    if (found) return made(found);
  }
  throw new LibraryError('ERR_USAGE', `"${principal}" is not the ARN of a principal.`, {
    hint: 'give the ARN of a user, a role, a session or an account root, or the name of a service',
  });
}
