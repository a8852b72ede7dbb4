import type { Credentials } from '@aws-sdk/client-sts';
import type { RoleSession } from '../world.ts';

export const credentialsOf = ({ accessKeyId, secret, token, expires }: RoleSession): Credentials => ({
  AccessKeyId: accessKeyId,
  SecretAccessKey: secret,
  SessionToken: token,
  Expiration: new Date(expires),
});
