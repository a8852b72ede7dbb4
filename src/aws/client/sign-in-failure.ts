import { LabError } from '../../contract/errors.ts';
import { asIs, type Suggestion, sh } from '../../contract/suggestion.ts';
import { profileFlag } from './aws-command.ts';

/** Where credentials are from. */
export interface Source {
  readonly kind: keyof typeof KINDS;
  readonly profile?: string;
  /** The credentials with which a role was assumed. */
  readonly base?: Source;
}

interface Kind {
  /** As the end of a sentence: `an access key, …`. */
  readonly is: string;
  /** How to get new ones when these no longer work. */
  readonly renew: (profile: string | undefined) => readonly Suggestion[];
}

const ssoLogin = (profile: string | undefined): Suggestion => ({
  shell: sh`aws sso login${asIs(profileFlag(profile))}`,
  why: 'signs in to IAM Identity Center again',
});
const login = (profile: string | undefined): Suggestion => ({
  shell: sh`aws login${asIs(profileFlag(profile))}`,
  why: 'signs in again with the browser',
});
const whoIs = (profile: string | undefined): Suggestion => ({
  shell: sh`aws sts get-caller-identity${asIs(profileFlag(profile))}`,
  why: 'shows whether AWS accepts them now',
});
const configure = (profile: string | undefined): Suggestion => ({
  shell: sh`aws configure${asIs(profileFlag(profile))}`,
  why: 'asks for a new access key',
});

const KINDS = {
  given: { is: 'lent by the sandbox', renew: () => [] },
  environment: {
    is: 'of the environment',
    renew: () => [
      {
        shell: 'unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN',
        why: 'lets the profile sign in; or export new ones, as you got these',
      },
    ],
  },
  keys: { is: 'of the profile', renew: (profile) => [configure(profile)] },
  session: { is: 'of the profile', renew: (profile) => [configure(profile)] },
  sso: { is: 'of IAM Identity Center', renew: (profile) => [ssoLogin(profile)] },
  login: { is: 'of aws login', renew: (profile) => [login(profile)] },
  process: { is: 'of a credential_process', renew: (profile) => [whoIs(profile)] },
  role: { is: 'of an assumed role', renew: (profile) => [whoIs(profile)] },
  'web-identity': { is: 'of a web identity', renew: (profile) => [whoIs(profile)] },
  container: { is: 'of a credentials endpoint', renew: () => [whoIs(undefined)] },
  instance: { is: 'of this instance’s role', renew: () => [whoIs(undefined)] },
} as const satisfies Readonly<Record<string, Kind>>;

/** The credentials that the role was assumed with have to be renewed. */
const root = (source: Source): Source => (source.base ? root(source.base) : source);

/** How to get new credentials from the same source. */
export function renewing(source: Source | undefined): readonly Suggestion[] {
  if (!source) return [];
  const { kind, profile } = root(source);
  return KINDS[kind].renew(profile);
}

/** `of an assumed role, of the profile workshop`: `doctor`'s wording. */
export function sourceWords({ kind, profile }: Source): string {
  const { is } = KINDS[kind];
  if (profile === undefined) return is;
  const name = profile === 'default' ? 'of the default profile' : `of the profile ${profile}`;
  return is === 'of the profile' ? name : `${is}, ${name}`;
}

/** `in use`, `in the environment`, `of profile "workshop"`. */
const whoseIs = (source: Source | undefined): string => {
  if (source?.kind === 'environment') return 'in the environment';
  return source?.profile === undefined ? 'in use' : `of profile "${source.profile}"`;
};

/** How AWS answers credentials that it does not accept, by the error's code and message. */
interface Reason {
  readonly when: RegExp;
  readonly says: (whose: string) => string;
  readonly hint?: string;
  readonly next: (source: Source | undefined) => readonly Suggestion[];
}

const GO_ON = 'then type the same command again: it continues where this one stopped';

const REASONS: readonly Reason[] = [
  {
    // EC2 calls it RequestExpired: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
    when: /^(ExpiredToken(Exception)?|TokenRefreshRequired|RequestExpired)\b|^\w+: .*(security token|credentials?|session|token)\b.* expired/i,
    says: (whose) => `The credentials ${whose} have expired.`,
    hint: `get new ones, ${GO_ON}`,
    next: renewing,
  },
  {
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/signature-v4-troubleshooting.html
    when: /^(RequestInTheFuture|RequestTimeTooSkewed)\b|Signature (expired|not yet current)/,
    says: () => 'The clock of this machine is wrong: AWS accepts no request that is more than 5 minutes off.',
    next: () => [{ shell: 'sudo timedatectl set-ntp true', why: 'sets the clock' }],
  },
  {
    when: /^(InvalidClientTokenId|UnrecognizedClientException|InvalidAccessKeyId|AuthFailure)\b/,
    says: (whose) => `AWS does not know the access key ${whose}.`,
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_enable-regions.html
    hint: 'it was deleted or deactivated, or its session token is missing; or the account has not enabled the region',
    next: renewing,
  },
  {
    when: /^(SignatureDoesNotMatch|InvalidSignatureException)\b/,
    says: (whose) => `The secret access key ${whose} does not belong to its access key.`,
    next: renewing,
  },
];

const UNKNOWN: Reason = {
  when: /^/,
  says: (whose) => `AWS does not accept the credentials ${whose}.`,
  next: (source) => [whoIs(source?.profile)],
};

/** An `ERR_CREDENTIALS` with the precise reason; the cause is AWS's error. */
export function signInFailure(error: Error, source: Source | undefined): LabError {
  const said = `${error.name}: ${error.message}`;
  const { says, hint, next } = REASONS.find(({ when }) => when.test(said)) ?? UNKNOWN;
  return new LabError('ERR_CREDENTIALS', says(whoseIs(source)), {
    ...(hint ? { hint } : {}),
    next: next(source),
    cause: error,
  });
}

/** No source has credentials; `known`: the existing profiles. */
export function noCredentials(profile: string | undefined, known: readonly string[]): LabError {
  const others = known.filter((name) => name !== profile).sort();
  const next = [
    {
      shell: sh`aws login${asIs(profileFlag(profile))}`,
      why: 'signs in with the browser (AWS CLI 2.32 or later)',
    },
  ];
  const names = others.length > 0 ? `, one of ${others.join(', ')}` : '';
  const hint = `Sign in, or name a profile that has credentials: --profile NAME${names}`;
  return profile === undefined
    ? new LabError(
        'ERR_CREDENTIALS',
        'There are no credentials: no access key in the environment, no default profile that has any, and no role of this machine.',
        { hint, next },
      )
    : new LabError(
        'ERR_CREDENTIALS',
        `The profile "${profile}" has no credentials: no access key, role, session or credential_process.`,
        { hint, next },
      );
}
