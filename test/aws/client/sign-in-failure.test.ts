import { describe, expect, test } from 'vitest';
import { signInFailure } from '../../../src/aws/client/sign-in-failure.ts';

const failing = (name: string, message: string) => Object.assign(new Error(message), { name });

/** In AWS's and the SDK's own words. */
const FAILURES: readonly (readonly [name: string, message: string, says: RegExp, hint: RegExp])[] = [
  [
    'CredentialsProviderError',
    'The SSO session associated with this profile has expired. To refresh this SSO session run aws sso login with the corresponding profile.',
    /sign-in of profile workshop has expired/,
    /^aws sso login --profile workshop, then the same command goes on/,
  ],
  [
    'TokenProviderError',
    "Token is expired. To refresh this SSO session run 'aws sso login' with the corresponding profile.",
    /sign-in of profile workshop has expired/,
    /^aws sso login --profile workshop/,
  ],
  [
    'ExpiredToken',
    'The security token included in the request is expired',
    /credentials of profile workshop have expired/,
    /nothing is lost/,
  ],
  [
    'ExpiredTokenException',
    'The security token included in the request is expired',
    /credentials of profile workshop have expired/,
    /^aws sso login --profile workshop, or fetch new ones/,
  ],
  [
    'RequestExpired',
    'Request has expired.',
    /credentials of profile workshop have expired/,
    /nothing is lost/,
  ],
  [
    'RequestTimeTooSkewed',
    'The difference between the request time and the current time is too large.',
    /clock is wrong/,
    /set the clock/,
  ],
  [
    'SignatureDoesNotMatch',
    'Signature expired: 20260101T000000Z is now earlier than 20260101T001000Z',
    /clock is wrong/,
    /set the clock/,
  ],
  [
    'CredentialsProviderError',
    'Could not load credentials from any providers',
    /There are no credentials of profile workshop/,
    /^--profile NAME, or aws sso login/,
  ],
  [
    'CredentialsProviderError',
    'Command failed: /opt/fetch',
    /could not be fetched/,
    /aws sts get-caller-identity tells more/,
  ],
  [
    'InvalidClientTokenId',
    'The security token included in the request is invalid.',
    /does not accept the credentials of profile workshop/,
    /check the profile/,
  ],
  [
    'SignatureDoesNotMatch',
    'The request signature we calculated does not match',
    /does not accept/,
    /check the profile/,
  ],
];

describe('why nobody is signed in, and what to type', () => {
  test.each(FAILURES)('%s: %s', (name, message, says, hint) => {
    const cause = failing(name, message);
    const error = signInFailure(cause, 'GetUser', 'workshop');
    expect(error).toMatchObject({ code: 'ERR_CREDENTIALS', cause, hint: expect.stringMatching(hint) });
    expect(error.message).toMatch(/^GetUser failed: /);
    expect(error.message).toMatch(says);
  });

  test('without a profile none is named', () => {
    const error = signInFailure(failing('ExpiredToken', 'expired'), 'GetUser', undefined);
    expect(error.message).toBe('GetUser failed: The credentials in use have expired.');
    expect(error.hint).toMatch(/^aws sso login, or/);
  });
});
