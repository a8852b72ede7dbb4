import { LabError } from '../contract/errors.ts';
import { nearest } from '../engine/nearest.ts';
import type { Lent } from '../sandbox/credentials.ts';
import type { SandboxHandle } from '../sandbox/sandbox.ts';

/** The sessions available besides the keys of root and users. */
const SESSIONS = ['instance-role', 'user-a', 'user-a-fresh-mfa', 'user-a-stale-mfa'];

/**
 * A principal's credentials. Throws `ERR_UNKNOWN_NAME` with the name that was probably meant; `flag` is the option
 * that named it.
 */
export async function requirePrincipal(
  sandbox: Pick<SandboxHandle, 'credentials' | 'info'>,
  name: string,
  flag: string,
): Promise<Lent> {
  const credentials = await sandbox.credentials(name);
  if (credentials) return credentials;
  const { users } = await sandbox.info();
  const known = ['root', ...users, ...SESSIONS];
  if (known.includes(name)) {
    throw new LabError('ERR_UNKNOWN_NAME', `The sandbox has no userA yet, whom ${name} stands for.`, {
      next: [
        { run: ['run'], why: 'creates it' },
        { shell: 'aws iam create-user --user-name userA', why: 'creates it without the rest of the page' },
      ],
    });
  }
  const close = nearest(name, known);
  throw new LabError('ERR_UNKNOWN_NAME', `The sandbox has no user ${name} with an access key.`, {
    hint: `${close ? `did you mean ${flag} ${close}? ` : ''}It has ${known.join(', ')}.`,
  });
}
