import type { Credentials } from '@aws-sdk/client-sts';
import type { Session } from '../world.ts';

export const credentialsOf = ({ accessKeyId, secret, token, expires }: Session): Credentials => ({
  AccessKeyId: accessKeyId,
  SecretAccessKey: secret,
  SessionToken: token,
  Expiration: new Date(expires),
});
