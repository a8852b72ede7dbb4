import { LabError } from '../../contract/errors.ts';
import { asIs, sh } from '../../contract/suggestion.ts';
import { assumeRole, assumeRoleWithToken } from './assume-role.ts';
import { profileFlag } from './aws-command.ts';
import { type Profile, readAwsConfig } from './aws-config.ts';
import { askCredentialProcess } from './credential-process.ts';
import { type CredentialSearch, type FoundCredentials, misconfigured } from './found-credentials.ts';
import { awsProfileOf, requireProfile } from './profiles.ts';
import { fromLogin, fromSsoSession } from './session-credentials.ts';
import { noCredentials, type Source } from './sign-in-failure.ts';

/**
 * Finds credentials in the same places and in the same order as the AWS CLI, so the account is the one that
 * `aws sts get-caller-identity` shows in the same shell. The SDK for JavaScript differs: it prefers AWS_PROFILE to an
 * access key in the environment, and the keys of a profile to its session or program. The order is botocore's
 * (`create_credential_resolver`);
 * https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-authentication.html#cli-chap-authentication-precedence
 */
export async function findCredentials(
  target: CredentialSearch['target'],
  region: () => Promise<string>,
): Promise<FoundCredentials> {
  const explicit = target.profile !== undefined;
  const named = awsProfileOf(target);
  // Even if an access key in the environment takes precedence over it, as in the AWS CLI.
  if (named !== undefined) await requireProfile(named);
  const profile = named ?? 'default';
  const fromKeys = explicit ? undefined : ofEnvironment();
  if (fromKeys) return fromKeys;
  const search: CredentialSearch = { target, config: await readAwsConfig(), region };
  const found =
    (await ofRole(profile, search, [profile])) ??
    (await ofProfile(profile, search, { readsEnvironment: !explicit })) ??
    (await ofContainer()) ??
    (await ofInstance());
  if (found) return found;
  throw noCredentials(named, Object.keys(search.config.profiles));
}

/** An access key from the environment. Throws if only one half is set, as the AWS CLI does. */
export function ofEnvironment(env: NodeJS.ProcessEnv = process.env): FoundCredentials | undefined {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = env;
  if (!accessKeyId) return undefined;
  if (!secretAccessKey) {
    throw new LabError(
      'ERR_CREDENTIALS',
      'AWS_ACCESS_KEY_ID is set in the environment, and AWS_SECRET_ACCESS_KEY is not.',
      {
        next: [
          { shell: 'unset AWS_ACCESS_KEY_ID', why: 'lets the profile sign in' },
          { shell: 'export AWS_SECRET_ACCESS_KEY=…', why: 'completes the access key' },
        ],
      },
    );
  }
  const sessionToken = env.AWS_SECURITY_TOKEN || env.AWS_SESSION_TOKEN;
  const expiration = env.AWS_CREDENTIAL_EXPIRATION;
  return {
    credentials: {
      accessKeyId,
      secretAccessKey,
      ...(sessionToken ? { sessionToken } : {}),
      ...(expiration ? { expiration: new Date(expiration) } : {}),
    },
    source: { kind: 'environment' },
  };
}

const isRole = (profile: Profile): boolean =>
  profile.role_arn !== undefined && profile.web_identity_token_file === undefined;
const hasKeys = ({ aws_access_key_id, aws_secret_access_key }: Profile): boolean =>
  aws_access_key_id !== undefined || aws_secret_access_key !== undefined;

/** A role that the profile names. `path`: the profiles that led to it, ending with itself. */
async function ofRole(
  name: string,
  search: CredentialSearch,
  path: readonly string[],
): Promise<FoundCredentials | undefined> {
  const profile = search.config.profiles[name] ?? {};
  if (!isRole(profile)) return undefined;
  const base = await baseOf(name, profile, search, path);
  return assumeRole({ name, profile, base, search });
}

/** The credentials that assume the role. */
function baseOf(
  name: string,
  profile: Profile,
  search: CredentialSearch,
  path: readonly string[],
): Promise<FoundCredentials> {
  const { source_profile: next, credential_source: source } = profile;
  if (next !== undefined && source !== undefined) {
    throw misconfigured(
      name,
      'has both source_profile and credential_source',
      `keep one of them in [profile ${name}]`,
    );
  }
  if (source !== undefined) return ofNamedSource(name, source);
  if (next === undefined) {
    throw misconfigured(
      name,
      'has a role_arn, and neither source_profile nor credential_source to assume it with',
      `add source_profile = NAME to [profile ${name}]`,
    );
  }
  return ofSourceProfile(name, next, search, path);
}

async function ofSourceProfile(
  name: string,
  next: string,
  search: CredentialSearch,
  path: readonly string[],
): Promise<FoundCredentials> {
  const { profiles } = search.config;
  const profile = profiles[next];
  if (!profile) {
    const known = Object.keys(profiles).sort().join(', ');
    throw misconfigured(
      name,
      `has source_profile "${next}", and there is no profile "${next}"`,
      `correct source_profile in [profile ${name}]; there are ${known}`,
    );
  }
  // A profile may be its own source if it also has keys.
  if (path.includes(next) && !(next === name && hasKeys(profile))) {
    const circle = [...path.slice(path.indexOf(next)), next].join(' → ');
    throw misconfigured(
      path[0] ?? name,
      `is in a circle of source_profile: ${circle}`,
      `let source_profile of [profile ${name}] name a profile that has credentials of its own`,
    );
  }
  const found =
    isRole(profile) && !hasKeys(profile)
      ? await ofRole(next, search, [...path, next])
      : await ofProfile(next, search, { readsEnvironment: false });
  if (found) return found;
  throw noCredentials(next, Object.keys(profiles));
}

/** https://docs.aws.amazon.com/sdkref/latest/guide/feature-assume-role-credentials.html */
const NAMED_SOURCES: Readonly<
  Record<string, { readonly find: () => Promise<FoundCredentials | undefined>; readonly lacking: string }>
> = {
  Environment: {
    find: async () => ofEnvironment(),
    lacking: 'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set',
  },
  Ec2InstanceMetadata: {
    find: () => ofInstance(),
    lacking: 'the metadata service of EC2 does not answer: this is not an EC2 instance with a role',
  },
  EcsContainer: {
    find: () => ofContainer(),
    lacking: 'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI is not set: this is not a container of ECS',
  },
};

async function ofNamedSource(name: string, source: string): Promise<FoundCredentials> {
  const named = NAMED_SOURCES[source];
  const remedy = `use source_profile = NAME in [profile ${name}] instead, with a profile that has credentials`;
  if (!named) {
    const known = Object.keys(NAMED_SOURCES).join(', ');
    throw misconfigured(
      name,
      `has credential_source "${source}", and AWS has only ${known}`,
      `correct it in [profile ${name}]`,
    );
  }
  const found = await named.find();
  if (found) return found;
  throw misconfigured(name, `has credential_source "${source}", and ${named.lacking}`, remedy);
}

/** What a profile itself contains, in botocore's order (`ProfileProviderBuilder.providers`). */
async function ofProfile(
  name: string,
  search: CredentialSearch,
  { readsEnvironment }: { readonly readsEnvironment: boolean },
): Promise<FoundCredentials | undefined> {
  const { profiles, credentialsFile, configFile } = search.config;
  const profile = profiles[name] ?? {};
  const env = readsEnvironment ? process.env : {};
  const tokenFile = env.AWS_WEB_IDENTITY_TOKEN_FILE || profile.web_identity_token_file;
  if (tokenFile) {
    const roleArn = env.AWS_ROLE_ARN || profile.role_arn;
    const sessionName = env.AWS_ROLE_SESSION_NAME || profile.role_session_name;
    return assumeRoleWithToken({ name, tokenFile, roleArn, sessionName, search });
  }
  if (profile.sso_account_id !== undefined || profile.sso_role_name !== undefined) {
    return fromSsoSession(name, profile, search);
  }
  const { login_session: login, credential_process: command } = profile;
  const kept = keysOf(name, credentialsFile[name]);
  if (kept) return kept;
  if (login !== undefined) return fromLogin(name, login, search);
  if (command !== undefined) {
    const credentials = await askCredentialProcess({ command, profile: name });
    return { credentials, source: { kind: 'process', profile: name } };
  }
  return keysOf(name, configFile[name]);
}

function keysOf(name: string, section: Profile = {}): FoundCredentials | undefined {
  const { aws_access_key_id: accessKeyId, aws_secret_access_key: secretAccessKey } = section;
  if (accessKeyId === undefined) return undefined;
  if (secretAccessKey === undefined) {
    throw misconfigured(
      name,
      'has aws_access_key_id, and no aws_secret_access_key',
      sh`aws configure${asIs(profileFlag(name))}`,
    );
  }
  const sessionToken = section.aws_session_token ?? section.aws_security_token;
  return {
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) },
    source: { kind: sessionToken ? 'session' : 'keys', profile: name },
  };
}

/** https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html */
async function ofContainer(): Promise<FoundCredentials | undefined> {
  const { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: relative, AWS_CONTAINER_CREDENTIALS_FULL_URI: full } =
    process.env;
  if (!relative && !full) return undefined;
  const { fromHttp } = await import('@aws-sdk/credential-provider-http');
  const source: Source = { kind: 'container' };
  try {
    return { credentials: await fromHttp({ maxRetries: 1 })(), source };
  } catch (cause) {
    throw new LabError('ERR_CREDENTIALS', 'The credentials endpoint of the container gives no credentials.', {
      cause,
      hint: 'Give the task or the pod a role, or name a profile that has credentials: --profile NAME',
    });
  }
}

/** `undefined` if there is no metadata service, and therefore no instance with a role. */
async function ofInstance(): Promise<FoundCredentials | undefined> {
  if (/^true$/i.test(process.env.AWS_EC2_METADATA_DISABLED ?? '')) return undefined;
  const { fromInstanceMetadata } = await import('@smithy/credential-provider-imds');
  try {
    // Like the AWS CLI: one second, one attempt.
    const credentials = await fromInstanceMetadata({ timeout: 1000, maxRetries: 0 })();
    return { credentials, source: { kind: 'instance' } };
  } catch {
    return undefined;
  }
}
