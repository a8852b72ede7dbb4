import { devNull } from 'node:os';
import type { Lent } from '../../../sandbox/credentials.ts';
import type { SandboxHandle } from '../../../sandbox/sandbox.ts';

/** A variable that is undefined is to be unset. */
type Variables = Readonly<Record<string, string | undefined>>;

/** What a client of the sandbox has to know. */
interface ClientSettings {
  readonly endpoint: string;
  readonly region: string;
  readonly webAppUrl: string | undefined;
}

/** The sandbox as it is met with these credentials: each account has a web app of its own. */
export const clientSettings = async (
  { endpoint, region, webAppUrlOf }: SandboxHandle,
  { accountId }: Lent,
): Promise<ClientSettings> => ({ endpoint, region, webAppUrl: await webAppUrlOf(accountId) });

/**
 * To be unset: what would be taken before these. The endpoint of a service goes before that of all.
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
 * What a shell is left with where there is no sandbox: a person who goes on to type `aws …` must not meet their own
 * account. Nothing listens at the discard port of this machine.
 */
export const NOWHERE: Variables = {
  AWS_ACCESS_KEY_ID: 'none',
  AWS_SECRET_ACCESS_KEY: 'none',
  AWS_SESSION_TOKEN: undefined,
  AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
  KMS_LAB_WEB_APP_URL: undefined,
  ...IN_THE_WAY,
};

/** For a shell that stays: a session token, or a profile, of another time would be taken before these. */
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

/** Of AWS's variables, those that say how to work and neither where nor as whom. */
const HARMLESS = /^AWS_(PAGER|DEFAULT_OUTPUT|CLI_[A-Z_]+|RETRY_MODE|MAX_ATTEMPTS)$/;

/**
 * The whole environment of one program: nothing of AWS's that the parent had, no files of profiles and no metadata
 * service, so that a client which does not take the sandbox's credentials finds none.
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
