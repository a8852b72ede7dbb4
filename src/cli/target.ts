import type { Target } from '../aws/client/target.ts';
import type { PrincipalId } from '../contract/access.ts';
import { LabError } from '../contract/errors.ts';
import type { SandboxHandle } from '../sandbox/sandbox.ts';
import type { GlobalOptions } from './options.ts';
import { requirePrincipal } from './principal.ts';

/** What the options say of where a command runs, and as whom. */

/** The target that was asked for: the sandbox where one is open, else AWS. */
export async function targetOf(
  sandbox: SandboxHandle | undefined,
  options: GlobalOptions,
  command: string,
): Promise<Target> {
  const permitted = `kms-lab permissions ${command.split(' ')[0]} prints the policy that it takes`;
  return sandbox
    ? sandboxTarget(sandbox, options, permitted)
    : { ...awsTarget(options), whenRefused: permitted };
}

const awsTarget = ({
  region,
  endpointUrl,
  profile,
  webAppUrl,
  otherProfile,
  outsiderProfile,
}: GlobalOptions): Target => ({
  name: 'aws',
  profiles: {
    ...(otherProfile ? { 'another-admin': otherProfile } : {}),
    ...(outsiderProfile ? { outsider: outsiderProfile } : {}),
  },
  ...(region ? { region } : {}),
  ...(endpointUrl ? { endpoint: endpointUrl } : {}),
  ...(profile ? { profile } : {}),
  ...(webAppUrl ? { webAppUrl } : {}),
  actAs: async () => undefined,
});

export function requireNoProfiles({ otherProfile, outsiderProfile }: GlobalOptions): void {
  const [flag] = [otherProfile && '--other-profile', outsiderProfile && '--outsider-profile'].filter(Boolean);
  if (!flag) return;
  throw new LabError(
    'ERR_USAGE',
    `${flag} is for a real account: the sandbox lends everybody’s credentials.`,
    {
      hint: `--target aws, or leave ${flag} out`,
    },
  );
}

/** The sandbox lends the credentials of everybody in it, so the whole matrix is observed. */
async function sandboxTarget(
  sandbox: SandboxHandle,
  { operator = 'operator', webAppUrl = sandbox.webAppUrl, region }: GlobalOptions,
  permitted: string,
): Promise<Target> {
  requireRegion(sandbox, region);
  const credentials = await requirePrincipal(sandbox, operator, '--operator');
  const another = await sandbox.credentials('another-admin');
  const stranger = credentials.accessKeyId === another?.accessKeyId;
  return {
    name: 'sandbox',
    region: sandbox.region,
    endpoint: sandbox.endpoint,
    credentials,
    whenRefused:
      operator === 'root'
        ? permitted
        : `${permitted}; or, on the sandbox, be the account root: --operator root`,
    // The operator may be the other admin; then the usual operator is another one.
    actAs: async (id: PrincipalId) =>
      sandbox.credentials(id === 'another-admin' && stranger ? 'operator' : id),
    webAppUrl,
  };
}

/** Throws `ERR_NOT_FOUND`: the sandbox is in one region, and nothing of the lab is in another. */
function requireRegion(sandbox: SandboxHandle, region: string | undefined): void {
  if (region === undefined || region === sandbox.region) return;
  throw new LabError('ERR_NOT_FOUND', `The sandbox is in ${sandbox.region}, and has nothing in ${region}.`, {
    hint: `leave --region out, or --region ${sandbox.region}; --target aws for a region of AWS`,
  });
}
