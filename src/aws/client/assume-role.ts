import { AssumeRoleCommand, AssumeRoleWithWebIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { LabError } from '../../contract/errors.ts';
import { asIs, sh } from '../../contract/suggestion.ts';
import { readFile } from '../../disk/read-file.ts';
import { profileFlag } from './aws-command.ts';
import type { Profile } from './aws-config.ts';
import { isNobody, toLabError } from './failure.ts';
import { type CredentialSearch, type FoundCredentials, misconfigured } from './found-credentials.ts';
import { requestHandlerOf } from './request-handler.ts';
import { signInFailure } from './sign-in-failure.ts';

interface Assuming {
  /** The profile that names the role. */
  readonly name: string;
  readonly profile: Profile;
  readonly base: FoundCredentials;
  readonly search: CredentialSearch;
}

const ATTEMPTS = 3;

/**
 * Assumes the role of a profile; asks for an MFA code if the profile names a device. Throws `ERR_CREDENTIALS`.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-assume-role-credentials.html
 */
export async function assumeRole(assuming: Assuming): Promise<FoundCredentials> {
  const { name, profile, base, search } = assuming;
  const { mfa_serial: serial, external_id: externalId, duration_seconds: duration } = profile;
  const sts = await stsOf(search, base);
  const assume = async (code?: string): Promise<FoundCredentials> => {
    const { Credentials } = await sts.send(
      new AssumeRoleCommand({
        RoleArn: profile.role_arn,
        RoleSessionName: profile.role_session_name ?? `kms-lab-${Date.now()}`,
        ...(externalId ? { ExternalId: externalId } : {}),
        ...(duration && Number.isInteger(Number(duration)) ? { DurationSeconds: Number(duration) } : {}),
        ...(serial && code ? { SerialNumber: serial, TokenCode: code } : {}),
      }),
    );
    return sessionFrom(Credentials, { kind: 'role', profile: name, base: base.source });
  };
  for (let attempt = 1; ; attempt++) {
    const code = serial === undefined ? undefined : await askForCode(name, serial, search, attempt);
    try {
      return await assume(code);
    } catch (error) {
      const again = isWrongCode(error) && attempt < ATTEMPTS;
      if (!again) throw assumeFailure(error as Error, assuming);
    }
  }
}

async function askForCode(
  name: string,
  serial: string,
  { target }: CredentialSearch,
  attempt: number,
): Promise<string> {
  if (target.askMfaCode) return target.askMfaCode({ serial, profile: name, wrong: attempt > 1 });
  throw new LabError(
    'ERR_CREDENTIALS',
    `The role of profile "${name}" needs an MFA code, which only a person at a terminal can give.`,
    {
      hint: 'run the command in a terminal, without --json: it asks for the code. Or sign in first, and leave --profile out',
      next: [
        {
          shell: sh`eval "$(aws configure export-credentials${asIs(profileFlag(name))} --format env)"`,
          why: 'asks for the code, and puts the credentials of the role into the environment',
        },
        {
          shell: sh`aws sts get-session-token --serial-number ${serial} --token-code CODE`,
          why: 'gives MFA credentials of your user, where it needs no role',
        },
      ],
    },
  );
}

/** Matched by STS's wording: the only error code for it is AccessDenied. */
const isWrongCode = (error: unknown): boolean =>
  error instanceof Error && /invalid MFA one time pass code/i.test(error.message);

function assumeFailure(cause: Error, { name, profile, base }: Assuming): LabError {
  const { role_arn: role, mfa_serial: serial } = profile;
  if (isNobody(cause)) return signInFailure(cause, base.source);
  if (isWrongCode(cause)) {
    return new LabError('ERR_CREDENTIALS', `AWS refused the MFA code ${ATTEMPTS} times.`, {
      cause,
      hint: 'wait for the next code: each is accepted once; and see that the clocks of this machine and of the device are right',
    });
  }
  if (/unable to validate MFA code/i.test(cause.message)) {
    return misconfigured(
      name,
      `has mfa_serial "${serial}", which is not an MFA device of the user who assumes the role`,
      `correct mfa_serial in [profile ${name}]: aws iam list-mfa-devices${profileFlag(base.source.profile)}`,
      cause,
    );
  }
  if (/^AccessDenied/.test(cause.name)) {
    return new LabError('ERR_CREDENTIALS', `The role "${role}" of profile "${name}" cannot be assumed.`, {
      cause,
      hint: 'either its trust policy does not name you, a condition in it is not met (MFA, an external id), or no policy of yours allows sts:AssumeRole',
      next: [
        {
          shell: sh`aws sts get-caller-identity${asIs(profileFlag(base.source.profile))}`,
          why: 'shows who would assume it',
        },
      ],
    });
  }
  if (/^ValidationError/.test(cause.name)) {
    return misconfigured(name, `has a role_arn that AWS does not accept: "${role}"`, 'correct it', cause);
  }
  return toLabError(cause, 'AssumeRoleCommand', { source: base.source });
}

interface WithToken extends Pick<Assuming, 'name' | 'search'> {
  readonly tokenFile: string;
  readonly roleArn: string | undefined;
  readonly sessionName: string | undefined;
}

/** Bytes of 20,000 characters: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html */
const LONGEST_TOKEN = 80_000;

/**
 * Assumes a role with the token of a web identity, as in an EKS pod. Throws `ERR_CREDENTIALS`.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-assume-role-credentials.html
 */
export async function assumeRoleWithToken(given: WithToken): Promise<FoundCredentials> {
  const { name, tokenFile, roleArn, sessionName, search } = given;
  if (!roleArn) {
    throw misconfigured(
      name,
      `has the web identity token file "${tokenFile}", and no role_arn`,
      'add role_arn, or set AWS_ROLE_ARN',
    );
  }
  let token: string;
  try {
    token = (await readFile(tokenFile, LONGEST_TOKEN)).toString().trim();
  } catch (cause) {
    throw new LabError('ERR_CREDENTIALS', `The web identity token file "${tokenFile}" cannot be read.`, {
      cause,
      hint: `correct web_identity_token_file in [profile ${name}], or AWS_WEB_IDENTITY_TOKEN_FILE`,
    });
  }
  const sts = await stsOf(search);
  try {
    const { Credentials } = await sts.send(
      new AssumeRoleWithWebIdentityCommand({
        RoleArn: roleArn,
        RoleSessionName: sessionName ?? `kms-lab-${Date.now()}`,
        WebIdentityToken: token,
      }),
    );
    return sessionFrom(Credentials, { kind: 'web-identity', profile: name });
  } catch (cause) {
    if (cause instanceof LabError) throw cause;
    throw new LabError(
      'ERR_CREDENTIALS',
      /Expired/.test((cause as Error).name)
        ? `The web identity token in "${tokenFile}" has expired.`
        : `The role "${roleArn}" cannot be assumed with the web identity token in "${tokenFile}".`,
      {
        cause,
        hint: 'get a new token, and see that the trust policy of the role names its provider and subject',
      },
    );
  }
}

async function stsOf({ target, region }: CredentialSearch, base?: FoundCredentials): Promise<STSClient> {
  return new STSClient({
    region: await region(),
    requestHandler: requestHandlerOf(target),
    ...(target.endpoint ? { endpoint: target.endpoint } : {}),
    ...(base ? { credentials: base.credentials } : {}),
  });
}

interface SessionKeys {
  readonly AccessKeyId?: string | undefined;
  readonly SecretAccessKey?: string | undefined;
  readonly SessionToken?: string | undefined;
  readonly Expiration?: Date | undefined;
}

function sessionFrom(keys: SessionKeys | undefined, source: FoundCredentials['source']): FoundCredentials {
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '', Expiration } = keys ?? {};
  return {
    credentials: {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
      ...(Expiration ? { expiration: Expiration } : {}),
    },
    source,
  };
}
