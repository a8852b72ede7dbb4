import { GetRoleCredentialsCommand, ListAccountsCommand, SSOClient } from '@aws-sdk/client-sso';
import { fromSso } from '@aws-sdk/token-providers';
import { getSSOTokenFromFile } from '@smithy/core/config';
import type { AwsCredentialIdentity, Provider } from '@smithy/types';
import { LabError } from '../../contract/errors.ts';
import { sh } from '../../contract/suggestion.ts';
import { readAwsConfig } from '../client/aws-config.ts';
import { toLabError } from '../client/failure.ts';
import { everyPage } from '../client/pages.ts';
import { requestHandlerOf } from '../client/request-handler.ts';
import { retriesOn } from '../client/retries.ts';
import type { AwsTarget } from '../client/target.ts';
import type { DirectoryAccount } from './organization.ts';
import type { Limit } from './role-session.ts';

/** A session of IAM Identity Center that a person signed in to with `aws sso login`. */
export interface IdentityCenter {
  /** All accounts it gives access to. */
  accounts(): Promise<readonly DirectoryAccount[]>;
  /** Credentials of a permission set in an account, one request each. */
  credentials(account: string, permissionSet: string): Provider<AwsCredentialIdentity>;
}

/** Milliseconds. A token that ends sooner would end during the first request. */
const SPARE = 60_000;

/**
 * Opens a session by its name in the AWS configuration. The permission sets of an account are not listed: the portal
 * answers about ten requests a second, and a list for each account fails at a few hundred. Throws `ERR_CREDENTIALS`.
 */
export async function openIdentityCenter(
  name: string,
  target: Pick<AwsTarget, 'name' | 'endpoint' | 'allowHttp'>,
  limit: Limit,
): Promise<IdentityCenter> {
  const { region, profile } = await sectionOf(name);
  const settings = {
    region,
    requestHandler: requestHandlerOf(target),
    ...(target.endpoint === undefined ? {} : { endpoint: target.endpoint }),
    ...retriesOn(target),
  };
  const client = new SSOClient(settings);
  const refresh =
    profile === undefined ? undefined : fromSso({ profile, clientConfig: settings, ignoreCache: true });
  const send = async <T>(request: (accessToken: string) => Promise<T>): Promise<T> => {
    const accessToken = await tokenOf(name, refresh);
    return limit(() => request(accessToken)).catch((error) => {
      throw (error as Error).name === 'UnauthorizedException'
        ? notSignedIn(name, 'has expired', error)
        : error;
    });
  };
  return {
    async accounts() {
      const accounts = await everyPage(
        (nextToken) =>
          send((accessToken) =>
            client.send(new ListAccountsCommand({ accessToken, nextToken, maxResults: 100 })),
          ),
        ({ accountList, nextToken }) => [accountList, nextToken],
      ).catch((error) => {
        throw toLabError(error, 'ListAccountsCommand');
      });
      return accounts.map(({ accountId = '', accountName, emailAddress }) => ({
        id: accountId,
        name: accountName,
        email: emailAddress,
        isActive: true,
      }));
    },
    credentials: (accountId, roleName) => async () => {
      const { roleCredentials } = await send((accessToken) =>
        client.send(new GetRoleCredentialsCommand({ accessToken, accountId, roleName })),
      ).catch((error) => {
        throw notGiven(error, accountId, roleName);
      });
      const { accessKeyId = '', secretAccessKey = '', sessionToken = '', expiration } = roleCredentials ?? {};
      return {
        accessKeyId,
        secretAccessKey,
        sessionToken,
        ...(expiration === undefined ? {} : { expiration: new Date(expiration) }),
      };
    },
  };
}

/** `profile`: one that uses the session, by which the SDK knows it. */
async function sectionOf(
  name: string,
): Promise<{ readonly region: string; readonly profile: string | undefined }> {
  const { ssoSessions, profiles } = await readAwsConfig();
  const { sso_region: region } = ssoSessions[name] ?? {};
  if (region !== undefined) {
    return { region, profile: Object.keys(profiles).find((one) => profiles[one]?.sso_session === name) };
  }
  const known = Object.keys(ssoSessions).sort().join(', ');
  throw new LabError('ERR_CREDENTIALS', `There is no section [sso-session ${name}] with an sso_region.`, {
    hint: known === '' ? 'aws configure sso writes one' : `the AWS configuration has ${known}`,
  });
}

/**
 * For each request: `aws sso login` in another terminal may have renewed it. A token lasts about an hour and is
 * refreshed for as long as the session lasts, up to 90 days.
 * https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-sso.html#cli-configure-sso-session
 */
async function tokenOf(name: string, refresh: ReturnType<typeof fromSso> | undefined): Promise<string> {
  if (!refresh) return tokenInFile(name);
  return refresh().then(
    ({ token }) => token,
    // A token that cannot be refreshed may be used to its end.
    (cause) => tokenInFile(name, cause),
  );
}

async function tokenInFile(name: string, notRefreshed?: unknown): Promise<string> {
  const token = await getSSOTokenFromFile(name).catch((cause) => {
    throw notSignedIn(name, 'is not signed in', cause);
  });
  const { accessToken, expiresAt } = token as { readonly accessToken: string; readonly expiresAt: string };
  if (Date.parse(expiresAt) - Date.now() > SPARE) return accessToken;
  throw notSignedIn(name, 'has expired', notRefreshed);
}

const notSignedIn = (name: string, is: string, cause?: unknown): LabError =>
  new LabError('ERR_CREDENTIALS', `The IAM Identity Center session "${name}" ${is}.`, {
    next: [{ shell: sh`aws sso login --sso-session ${name}`, why: 'signs in with the browser' }],
    ...(cause === undefined ? {} : { cause }),
  });

/** https://docs.aws.amazon.com/singlesignon/latest/PortalAPIReference/API_GetRoleCredentials.html */
function notGiven(cause: Error, account: string, permissionSet: string): LabError {
  if (!/^(Forbidden|ResourceNotFound)Exception$/.test(cause.name)) {
    return toLabError(cause, 'GetRoleCredentialsCommand');
  }
  return new LabError(
    'ERR_CREDENTIALS',
    `IAM Identity Center does not give you the permission set "${permissionSet}" in account ${account}.`,
    { cause, hint: 'name one that it gives you in every account: --role-name NAME' },
  );
}
