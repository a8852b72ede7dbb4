import { LabError } from '../../contract/errors.ts';
import type { Suggestion } from '../../contract/suggestion.ts';
import type { Profile } from './aws-config.ts';
import { type CredentialSearch, type FoundCredentials, misconfigured } from './found-credentials.ts';
import { requestHandlerOf } from './request-handler.ts';
import { renewing, type Source } from './sign-in-failure.ts';

/** Sessions that a person signs in to with a browser. */

const REQUIRED = ['sso_start_url', 'sso_region', 'sso_account_id', 'sso_role_name'] as const;

/**
 * Credentials of IAM Identity Center. Throws `ERR_CREDENTIALS`.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-sso-credentials.html
 */
export async function fromSsoSession(
  name: string,
  profile: Profile,
  { target, config }: CredentialSearch,
): Promise<FoundCredentials> {
  const { sso_session: sessionName } = profile;
  const session = sessionName === undefined ? {} : config.ssoSessions[sessionName];
  if (!session) {
    throw misconfigured(
      name,
      `has sso_session "${sessionName}", and there is no section [sso-session ${sessionName}]`,
      'aws configure sso writes it',
    );
  }
  const lacking = REQUIRED.filter((member) => (profile[member] ?? session[member]) === undefined);
  if (lacking.length > 0) {
    throw misconfigured(
      name,
      `lacks ${lacking.join(', ')} for IAM Identity Center`,
      'aws configure sso writes it',
    );
  }
  const source: Source = { kind: 'sso', profile: name };
  const { fromSSO } = await import('@aws-sdk/credential-provider-sso');
  try {
    const clientConfig = { requestHandler: requestHandlerOf(target) };
    return { credentials: await fromSSO({ profile: name, ignoreCache: true, clientConfig })(), source };
  } catch (cause) {
    throw ssoFailure(cause as Error, name, profile, source);
  }
}

/** By the SDK's wording, because it has no codes. */
function ssoFailure(cause: Error, name: string, profile: Profile, source: Source): LabError {
  const { message } = cause;
  if (/To refresh this SSO session|has expired|UnauthorizedException/i.test(message)) {
    const state = /not found|session .* is invalid/.test(message) ? 'is not signed in' : 'has expired';
    return failure(`The IAM Identity Center session of profile "${name}" ${state}.`, renewing(source), cause);
  }
  if (/ForbiddenException|No access/i.test(message)) {
    const { sso_role_name: role, sso_account_id: account } = profile;
    return failure(
      `IAM Identity Center does not give you the permission set "${role}" in account ${account}.`,
      [{ shell: 'aws configure sso', why: 'lists the accounts and permission sets that it gives you' }],
      cause,
    );
  }
  return failure(`IAM Identity Center gives no credentials for profile "${name}".`, renewing(source), cause);
}

/**
 * Credentials of `aws login`. Throws `ERR_CREDENTIALS`.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-login-credentials.html
 */
export async function fromLogin(
  name: string,
  session: string,
  { target, region }: CredentialSearch,
): Promise<FoundCredentials> {
  const { fromLoginCredentials } = await import('@aws-sdk/credential-provider-login');
  const source: Source = { kind: 'login', profile: name };
  try {
    const callerClientConfig = { region } as Parameters<ReturnType<typeof fromLoginCredentials>>[0];
    const clientConfig = { requestHandler: requestHandlerOf(target) };
    const provide = fromLoginCredentials({ profile: name, ignoreCache: true, clientConfig });
    return { credentials: await provide({ callerClientConfig } as never), source };
  } catch (cause) {
    if (cause instanceof LabError) throw cause;
    const { message } = cause as Error;
    const missing = /ENOENT|Failed to load a? ?token/.test(message);
    const what = missing
      ? `The profile "${name}" is not signed in: there is no session of aws login for ${session}.`
      : `The aws login session of profile "${name}" has expired.`;
    throw failure(what, renewing(source), cause as Error);
  }
}

const failure = (message: string, next: readonly Suggestion[], cause: Error): LabError =>
  new LabError('ERR_CREDENTIALS', message, { next, cause });
