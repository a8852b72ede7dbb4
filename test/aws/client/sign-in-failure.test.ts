import { describe, expect, test } from 'vitest';
import { noCredentials, type Source, signInFailure } from '../../../src/aws/client/sign-in-failure.ts';

const failing = (name: string, message: string) => Object.assign(new Error(message), { name });

const SSO: Source = { kind: 'sso', profile: 'workshop' };
const LOGIN: Source = { kind: 'login', profile: 'workshop' };
const KEYS: Source = { kind: 'keys', profile: 'workshop' };
const SHELL: Source = { kind: 'environment' };

/** In AWS's own words. */
const FAILURES: readonly (readonly [
  name: string,
  message: string,
  source: Source | undefined,
  says: string,
  type: RegExp | undefined,
])[] = [
  [
    'ExpiredToken',
    'The security token included in the request is expired',
    SSO,
    'The credentials of profile "workshop" have expired.',
    /^aws sso login --profile workshop$/,
  ],
  [
    'ExpiredTokenException',
    'The security token included in the request is expired',
    LOGIN,
    'The credentials of profile "workshop" have expired.',
    /^aws login --profile workshop$/,
  ],
  [
    'ExpiredToken',
    'The security token included in the request is expired',
    { kind: 'role', profile: 'instructor', base: SSO },
    'The credentials of profile "instructor" have expired.',
    /^aws sso login --profile workshop$/,
  ],
  [
    'RequestExpired',
    'Request has expired.',
    SHELL,
    'The credentials in the environment have expired.',
    /^unset AWS_ACCESS_KEY_ID /,
  ],
  [
    'RequestTimeTooSkewed',
    'The difference between the request time and the current time is too large.',
    KEYS,
    'The clock of this machine is wrong: AWS accepts no request that is more than 5 minutes off.',
    /^sudo timedatectl set-ntp true$/,
  ],
  [
    'SignatureDoesNotMatch',
    'Signature expired: 20260101T000000Z is now earlier than 20260101T001000Z',
    KEYS,
    'The clock of this machine is wrong: AWS accepts no request that is more than 5 minutes off.',
    /timedatectl/,
  ],
  [
    'InvalidClientTokenId',
    'The security token included in the request is invalid.',
    KEYS,
    'AWS does not know the access key of profile "workshop".',
    /^aws configure --profile workshop$/,
  ],
  [
    'SignatureDoesNotMatch',
    'The request signature we calculated does not match',
    SHELL,
    'The secret access key in the environment does not belong to its access key.',
    /^unset /,
  ],
  [
    'InvalidToken',
    'The provided token is malformed or otherwise invalid.',
    undefined,
    'AWS does not accept the credentials in use.',
    /^aws sts get-caller-identity$/,
  ],
  [
    'ExpiredToken',
    'The security token included in the request is expired',
    { kind: 'given' },
    'The credentials in use have expired.',
    undefined,
  ],
];

describe('why AWS accepts no request, and what to type', () => {
  test.each(FAILURES)('%s: %s', (name, message, source, says, type) => {
    const cause = failing(name, message);
    const error = signInFailure(cause, source);
    expect(error).toMatchObject({ code: 'ERR_CREDENTIALS', message: says, cause });
    const [first] = error.next;
    if (type) expect(first).toMatchObject({ shell: expect.stringMatching(type), why: expect.any(String) });
    else expect(first).toBeUndefined();
  });
});

test('without any credentials, aws login is named, and the existing profiles', () => {
  expect(noCredentials(undefined, ['b', 'a'])).toMatchObject({
    code: 'ERR_CREDENTIALS',
    message: expect.stringContaining('There are no credentials: no access key in the environment'),
    hint: 'Sign in, or name a profile that has credentials: --profile NAME, one of a, b',
    next: [{ shell: 'aws login' }],
  });
  expect(noCredentials('it’s', ['it’s'])).toMatchObject({
    message: expect.stringContaining('"it’s" has no credentials'),
    hint: 'Sign in, or name a profile that has credentials: --profile NAME',
    next: [{ shell: "aws login --profile 'it’s'" }],
  });
});
