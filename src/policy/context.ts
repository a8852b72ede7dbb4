import type { Caller, Request } from './request.ts';

/** The request's condition keys in lower case, each with at least one value. */
export type Keys = ReadonlyMap<string, readonly string[]>;

/** What the request contains, and what its caller and the owner of its resource determine, which it cannot override. */
export function contextKeysOf({ caller, action, context = {} }: Request, owner: string): Keys {
  const keys = new Map<string, readonly string[]>();
  for (const [key, value] of Object.entries(context)) {
    const values = typeof value === 'string' ? [value] : value;
    if (values.length > 0) keys.set(key.toLowerCase(), values);
  }
  for (const [key, value] of Object.entries(keysOfCaller(caller))) {
    if (value === undefined) keys.delete(key);
    else keys.set(key, [value]);
  }
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-resourceaccount
  keys.set('aws:resourceaccount', [owner]);
  // https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-caller-account
  if (/^kms:/i.test(action) && 'accountId' in caller) keys.set('kms:calleraccount', [caller.accountId]);
  return keys;
}

/**
 * The values by kind of caller; `undefined` if AWS has none.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#principaltable
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
const keysOfCaller = (caller: Caller): Readonly<Record<string, string | undefined>> => ({
  'aws:principalarn': principalArn(caller),
  'aws:principalaccount': 'accountId' in caller ? caller.accountId : undefined,
  'aws:principaltype': TYPES[caller.kind],
  'aws:userid': userId(caller),
  'aws:username': caller.kind === 'user' ? lastSegment(caller.arn) : undefined,
  'aws:principalisawsservice': String(caller.kind === 'service'),
  'aws:principalservicename': caller.kind === 'service' ? caller.name : undefined,
});

const TYPES: Readonly<Record<Caller['kind'], string | undefined>> = {
  root: 'Account',
  user: 'User',
  'role-session': 'AssumedRole',
  'federated-user': 'FederatedUser',
  service: undefined,
  anonymous: 'Anonymous',
};

/** For a role session that is the role's ARN, path included, never the session's. */
function principalArn(caller: Caller): string | undefined {
  if (caller.kind === 'role-session') return caller.roleArn;
  return 'arn' in caller ? caller.arn : undefined;
}

function userId(caller: Caller): string | undefined {
  switch (caller.kind) {
    case 'root':
      return caller.accountId;
    case 'user':
      return caller.id;
    case 'role-session':
      return `${caller.id}:${caller.sessionName}`;
    case 'federated-user':
      return `${caller.accountId}:${lastSegment(caller.arn)}`;
    case 'service':
      return undefined;
    case 'anonymous':
      return 'anonymous';
  }
}

const lastSegment = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);
