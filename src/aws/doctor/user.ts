import {
  GetLoginProfileCommand,
  GetUserCommand,
  ListAccessKeysCommand,
  ListMFADevicesCommand,
} from '@aws-sdk/client-iam';
import { ifExists } from '../client/failure.ts';
import { isOurUser } from '../resources/user.ts';
import type { DoctorContext } from './context.ts';
import { type Examination, fine, warning } from './examination.ts';

/**
 * The page's last step lets this user change the key policy, so the lab requires it to have no permissions and no
 * credentials.
 */
const user: Examination = {
  id: 'user',
  topic: 'user',
  title: 'user',
  needs: ['account', 'identity'],
  async look(context) {
    const { iam } = context.clients;
    const UserName = context.names.userName;
    const found = await ifExists(iam.send(new GetUserCommand({ UserName })));
    if (!found) return fine(`${UserName} does not exist yet; the lab creates it`);
    const ours = found.User !== undefined && isOurUser(found.User);
    const [credentials, policies] = await Promise.all([
      credentialsOf(context, UserName),
      context.reader.ofUser(UserName),
    ]);
    const granted = (policies?.identity ?? []).map(({ name }) => name);
    const odd = [
      ...(ours ? [] : ['was not made by the lab, which will leave it there']),
      ...(credentials.length > 0 ? [`has ${credentials.join(', ')}`] : []),
      ...(granted.length > 0 ? [`has permissions: ${granted.join(', ')}`] : []),
    ];
    if (odd.length === 0) return fine(`${UserName}, made by the lab`);
    return warning(
      `${UserName} ${odd.join('; it ')}`,
      credentials.length + granted.length > 0
        ? 'the last step allows anyone who signs in as this user to change the key policy: remove them, or --user NAME of another'
        : '--user NAME, if another user owns it',
    );
  },
};

async function credentialsOf(
  { clients: { iam } }: DoctorContext,
  UserName: string,
): Promise<readonly string[]> {
  const [keys, login, devices] = await Promise.all([
    iam.send(new ListAccessKeysCommand({ UserName })),
    ifExists(iam.send(new GetLoginProfileCommand({ UserName }))),
    iam.send(new ListMFADevicesCommand({ UserName })),
  ]);
  const { length } = keys.AccessKeyMetadata ?? [];
  return [
    ...(length > 0 ? [length === 1 ? 'an access key' : `${length} access keys`] : []),
    ...(login ? ['a password'] : []),
    ...((devices.MFADevices ?? []).length > 0 ? ['an MFA device'] : []),
  ];
}

export const USER_EXAMINATIONS: readonly Examination[] = [user];
