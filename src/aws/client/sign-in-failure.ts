import { LabError } from '../../contract/errors.ts';

/** Why nobody answers to the credentials: told by the error's code and words, what it means, and the way out. */
interface Reason {
  readonly when: RegExp;
  /** `whose` is `in use`, or `of profile workshop`. */
  readonly says: (whose: string) => string;
  readonly hint: (login: string) => string;
}

const IN_USE = 'in use';
const GO_ON = 'then the same command goes on where this one stopped: nothing is lost';

const REASONS: readonly Reason[] = [
  {
    // What the SDK says of a session of IAM Identity Center, and of aws login.
    when: /^TokenProviderError|SSO session|session has expired/i,
    says: (whose) => `The sign-in ${whose} has expired.`,
    hint: (login) => `${login}, ${GO_ON}`,
  },
  {
    // EC2 calls it RequestExpired: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
    when: /^(ExpiredToken(Exception)?|TokenRefreshRequired|RequestExpired)\b|^\w+: .*(security token|credentials?)\b.* expired/i,
    says: (whose) => `The credentials ${whose} have expired.`,
    hint: (login) => `${login}, or fetch new ones, ${GO_ON}`,
  },
  {
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/signature-v4-troubleshooting.html
    when: /^(RequestInTheFuture|RequestTimeTooSkewed)\b|Signature (expired|not yet current)/,
    says: () => 'This machine’s clock is wrong: AWS takes no request that is more than some minutes off.',
    hint: () => 'set the clock (timedatectl set-ntp true, or the system’s settings), then the same command',
  },
  {
    when: /Could not load credentials from any providers/,
    says: (whose) =>
      whose === IN_USE
        ? 'There are no credentials: no profile, no variables, no role of this machine.'
        : `There are no credentials ${whose}: neither keys, nor a role, a session or a program that gives some.`,
    hint: (login) => `--profile NAME, or ${login}`,
  },
  {
    when: /^CredentialsProviderError/,
    says: (whose) => `The credentials ${whose} could not be fetched.`,
    hint: (login) => `aws sts get-caller-identity tells more; ${login}, ${GO_ON}`,
  },
];

const UNKNOWN: Reason = {
  when: /^/,
  says: (whose) => `AWS does not accept the credentials ${whose}.`,
  hint: () => 'check the profile: aws sts get-caller-identity',
};

/** An `ERR_CREDENTIALS` with the precise reason. `operation` is the call that found out, `GetUser`. */
export function signInFailure(error: Error, operation: string, profile: string | undefined): LabError {
  const said = `${error.name}: ${error.message}`;
  const { says, hint } = REASONS.find(({ when }) => when.test(said)) ?? UNKNOWN;
  const login = profile === undefined ? 'aws sso login' : `aws sso login --profile ${profile}`;
  const whose = profile === undefined ? IN_USE : `of profile ${profile}`;
  return new LabError('ERR_CREDENTIALS', `${operation} failed: ${says(whose)}`, {
    hint: hint(login),
    cause: error,
  });
}
