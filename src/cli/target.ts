import type { AwsTarget, CredentialSource } from '../aws/client/target.ts';
import { LabError } from '../contract/errors.ts';
import type { TargetName } from '../contract/event.ts';
import type { Suggestion } from '../contract/suggestion.ts';
import type { SandboxHandle } from '../sandbox/sandbox.ts';
import type { GlobalOptions } from './global-options.ts';
import { flagOf, GLOBAL_OPTIONS, type OptionRow } from './options.ts';
import { requirePrincipal } from './principal.ts';

/** What the options say about where a command runs, and as which principal. */

/** The chosen target: the sandbox if one is open, otherwise AWS. */
export async function targetOf(
  sandbox: SandboxHandle | undefined,
  options: GlobalOptions,
  command: string,
): Promise<AwsTarget> {
  const words = command.split(' ');
  const permitted: Suggestion = {
    run: ['permissions', ...words.slice(0, 1)],
    why: 'prints the policy that the operator needs',
  };
  const asRoot: Suggestion = {
    run: [...words, '--operator', 'root'],
    why: 'acts as the account root of the sandbox',
  };
  return sandbox
    ? {
        ...(await sandboxTarget(sandbox, options)),
        whenRefused: options.operator === 'root' ? [permitted] : [permitted, asRoot],
        whenGone: {
          says: 'The sandbox has stopped: the command that served it has ended. What was done is kept.',
          next: [{ run: words, why: 'starts the sandbox again' }],
        },
      }
    : { ...awsTarget(options), whenRefused: [permitted] };
}

const awsTarget = ({
  region,
  endpointUrl,
  profile,
  webAppUrl,
  otherProfile,
  outsiderProfile,
  askMfaCode,
  allowHttp,
  credentials,
}: GlobalOptions): AwsTarget => ({
  name: 'aws',
  allowHttp,
  profiles: {
    ...(otherProfile ? { 'another-admin': otherProfile } : {}),
    ...(outsiderProfile ? { outsider: outsiderProfile } : {}),
  },
  ...(region ? { region } : {}),
  ...(endpointUrl ? { endpoint: endpointUrl } : {}),
  ...(credentials ? { credentials } : profile ? { profile } : {}),
  ...(webAppUrl ? { webAppUrl } : {}),
  ...(askMfaCode ? { askMfaCode } : {}),
  actAs: async () => ({}),
});

/** Where an option was set, if not typed: the variable, or the path of the configuration file. */
function setForGood({ given = {} }: Pick<GlobalOptions, 'given'>, key: string): string | undefined {
  const row = (GLOBAL_OPTIONS as readonly OptionRow[]).find((one) => one.key === key);
  return row && given[key] !== flagOf(row) ? given[key] : undefined;
}

/** The sentences about permanently set options that the target does not use. */
export function unusedOptions(
  options: GlobalOptions,
  { webAppUrl }: Pick<AwsTarget, 'webAppUrl'>,
): readonly string[] {
  const { target, given = {} } = options;
  const forOther = othersIn(target, given)
    .filter(({ key }) => setForGood(options, key))
    .map(({ key, only }) => `${key} of ${given[key]} is not used: it is for --target ${only}.`);
  const where = setForGood(options, 'webAppUrl');
  // Exported for a sandbox that is gone, or for another of its accounts: each has a web app of its own.
  return target === 'aws' || where === undefined || options.webAppUrl === webAppUrl
    ? forOther
    : [...forOther, `webAppUrl of ${where} is not used: the web app of this account is at ${webAppUrl}.`];
}

const STATE_ROWS: readonly OptionRow[] = GLOBAL_OPTIONS.filter(
  ({ key }) => key === 'stateProfile' || key === 'stateEndpoint',
);

/** Throws `ERR_USAGE` for an option of the command line that this target or state would ignore. */
export function requireOptionsOf({ target, given = {}, state }: GlobalOptions): void {
  for (const row of STATE_ROWS) {
    if (state !== undefined || given[row.key] !== flagOf(row)) continue;
    throw new LabError('ERR_USAGE', `${flagOf(row)} is for a state in S3, and none is named.`, {
      hint: `add --state s3://BUCKET/PREFIX, or leave ${flagOf(row)} out`,
    });
  }
  const typed = othersIn(target, given).find((row) => given[row.key] === flagOf(row));
  if (!typed) return;
  const flag = flagOf(typed);
  const where = target === 'sandbox' ? 'this command is for the sandbox' : 'this command is for AWS';
  throw new LabError('ERR_USAGE', `${flag} is for ${NAMES[typed.only]} only, and ${where}.`, {
    hint: `add --target ${typed.only}, or leave ${flag} out`,
  });
}

const NAMES: { readonly [target in TargetName]: string } = {
  aws: 'a real account or another endpoint',
  sandbox: 'the sandbox',
};

type Only = OptionRow & { readonly only: TargetName };

/** The options that were given and that are for the other target. */
const othersIn = (target: TargetName, given: NonNullable<GlobalOptions['given']>): readonly Only[] =>
  (GLOBAL_OPTIONS as readonly OptionRow[]).filter(
    (row): row is Only => row.only !== undefined && row.only !== target && given[row.key] !== undefined,
  );

/** The sandbox provides the credentials of every principal in it, so the whole matrix is observed. */
async function sandboxTarget(sandbox: SandboxHandle, options: GlobalOptions): Promise<AwsTarget> {
  const { region, webAppUrl, given } = options;
  requireRegion(sandbox, region, given?.region);
  const { credentials, accountId } = await operatorOf(sandbox, options);
  const its = setForGood(options, 'webAppUrl') ? undefined : webAppUrl;
  const another = await sandbox.credentials(`another-admin@${accountId}`);
  const usual = await sandbox.credentials(`${USUAL_OPERATOR}@${accountId}`);
  const isOther = another !== undefined && isSame(credentials, another);
  return {
    name: 'sandbox',
    region: sandbox.region,
    endpoint: sandbox.endpoint,
    credentials,
    ...(usual && !isSame(credentials, usual) ? { usualOperator: USUAL_OPERATOR } : {}),
    // The operator may be the other admin; then the usual operator takes the other admin's row.
    actAs: async (ids) => {
      const names = ids.map((id) =>
        id === 'outsider' ? id : `${id === 'another-admin' && isOther ? 'operator' : id}@${accountId}`,
      );
      const lent = await sandbox.credentialsOf(names);
      return Object.fromEntries(ids.map((id, index) => [id, lent[index]]));
    },
    webAppUrl: its ?? (await sandbox.webAppUrlOf(accountId)) ?? sandbox.webAppUrl,
  };
}

/** Who runs the lab on the sandbox if no option names another. */
const USUAL_OPERATOR = 'operator';

const isSame = (credentials: CredentialSource, { accessKeyId }: { readonly accessKeyId: string }): boolean =>
  'accessKeyId' in credentials && credentials.accessKeyId === accessKeyId;

/** Who runs the lab, and in which account: a session in an account of a fleet, or a principal of the sandbox. */
async function operatorOf(
  sandbox: SandboxHandle,
  { credentials, account, operator = USUAL_OPERATOR }: GlobalOptions,
): Promise<{ readonly credentials: CredentialSource; readonly accountId: string }> {
  if (credentials && account !== undefined) return { credentials, accountId: account };
  const lent = await requirePrincipal(sandbox, operator, '--operator');
  return { credentials: lent, accountId: lent.accountId };
}

/** Throws `ERR_NOT_FOUND`: the sandbox is in one Region, and no other Region has anything of the lab. */
function requireRegion(sandbox: SandboxHandle, region: string | undefined, where = '--region'): void {
  if (region === undefined || region === sandbox.region) return;
  const remedy = where === '--region' ? 'leave --region out, or' : `correct region in ${where}, or type`;
  throw new LabError('ERR_NOT_FOUND', `The sandbox is in ${sandbox.region}, and has nothing in ${region}.`, {
    hint: `${remedy} --region ${sandbox.region}; --target aws for a region of AWS`,
  });
}
