import { devNull } from 'node:os';
import type { Lent } from '../../../sandbox/credentials.ts';
import type { SandboxHandle } from '../../../sandbox/sandbox.ts';

/** A variable that is undefined must be unset. */
type Variables = Readonly<Record<string, string | undefined>>;

/** What a client of the sandbox has to know. */
interface ClientSettings {
  readonly endpoint: string;
  readonly region: string;
  readonly webAppUrl: string | undefined;
}

/** The sandbox as seen with these credentials: each account has a web app of its own. */
export const clientSettings = async (
  { endpoint, region, webAppUrlOf }: SandboxHandle,
  { accountId }: Lent,
): Promise<ClientSettings> => ({ endpoint, region, webAppUrl: await webAppUrlOf(accountId) });

/**
 * Variables to unset, because they would take precedence. The endpoint of one service takes precedence over the
 * general one.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 */
const IN_THE_WAY: Variables = Object.fromEntries(
  [
    'AWS_PROFILE',
    'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
    ...['EC2', 'IAM', 'KMS', 'ORGANIZATIONS', 'S3', 'SSM', 'STS'].map(
      (service) => `AWS_ENDPOINT_URL_${service}`,
    ),
  ].map((name) => [name, undefined]),
);

/**
 * The shell's variables if there is no sandbox: a user who goes on to type `aws …` must not reach their own account.
 * Nothing listens on this machine's discard port.
 */
export const NOWHERE: Variables = {
  AWS_ACCESS_KEY_ID: 'none',
  AWS_SECRET_ACCESS_KEY: 'none',
  AWS_SESSION_TOKEN: undefined,
  AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
  KMS_LAB_WEB_APP_URL: undefined,
  ...IN_THE_WAY,
};

/** For a shell that stays open: an old session token or profile would take precedence over these. */
export const variablesOf = (
  { accessKeyId, secretAccessKey, sessionToken }: Lent,
  { endpoint, region, webAppUrl }: ClientSettings,
): Variables => ({
  AWS_ACCESS_KEY_ID: accessKeyId,
  AWS_SECRET_ACCESS_KEY: secretAccessKey,
  AWS_SESSION_TOKEN: sessionToken,
  AWS_ENDPOINT_URL: endpoint,
  AWS_REGION: region,
  AWS_DEFAULT_REGION: region,
  KMS_LAB_WEB_APP_URL: webAppUrl,
  ...IN_THE_WAY,
});

/** AWS's variables that set a behavior, but neither the endpoint nor the identity. */
const HARMLESS = /^AWS_(PAGER|DEFAULT_OUTPUT|CLI_[A-Z_]+|RETRY_MODE|MAX_ATTEMPTS)$/;

/**
 * The whole environment of one program. It has no AWS variables of the parent, no profile files and no metadata
 * service, so a client that does not use the sandbox's credentials finds none.
 * https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html#EVarSettings
 */
export const environmentOf = (parent: Variables, variables: Variables): Record<string, string> =>
  Object.fromEntries(
    Object.entries({
      ...parent,
      ...Object.fromEntries(
        Object.keys(parent).flatMap((name) =>
          name.startsWith('AWS_') && !HARMLESS.test(name) ? [[name, undefined]] : [],
        ),
      ),
      AWS_CONFIG_FILE: devNull,
      AWS_SHARED_CREDENTIALS_FILE: devNull,
      AWS_EC2_METADATA_DISABLED: 'true',
      ...variables,
    }).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );

/** https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html */
export const processCredentials = ({ accessKeyId, secretAccessKey, sessionToken, expiration }: Lent) => ({
  Version: 1,
  AccessKeyId: accessKeyId,
  SecretAccessKey: secretAccessKey,
  ...(sessionToken === undefined ? {} : { SessionToken: sessionToken }),
  ...(expiration === undefined ? {} : { Expiration: expiration.toISOString() }),
});
