import { EncryptCommand } from '@aws-sdk/client-kms';
import { iamArn } from '../../contract/facts.ts';
import type { Statement } from '../../policy/document.ts';
import type { ExpectedRefusal } from '../row.ts';
import type { ConformanceScene, Signed } from '../scene.ts';

/** Parts that many rows share. */

export const KMS_GUIDE = 'https://docs.aws.amazon.com/kms/latest/developerguide';
export const KMS_API = 'https://docs.aws.amazon.com/kms/latest/APIReference';
export const IAM_GUIDE = 'https://docs.aws.amazon.com/IAM/latest/UserGuide';

export const PLAINTEXT = new TextEncoder().encode('conformance');

export const encrypt = ({ kms }: Signed, { keyId: KeyId }: ConformanceScene) =>
  kms.send(new EncryptCommand({ KeyId, Plaintext: PLAINTEXT }));

/** A statement of a key policy. */
export const keyStatement = (
  AWS: string,
  Action: string | string[],
  more: Partial<Statement> = {},
): Statement => ({
  Effect: 'Allow',
  Principal: { AWS },
  Action,
  Resource: '*',
  ...more,
});

export const delegated = (scene: ConformanceScene): Statement => keyStatement(iamArn(scene, 'root'), 'kms:*');

/** A statement of an IAM policy. */
export const iamStatement = (Action: string, more: Partial<Statement> = {}): Statement => ({
  Effect: 'Allow',
  Action,
  Resource: '*',
  ...more,
});

export const denied = (says: RegExp): ExpectedRefusal => ({ code: 'AccessDeniedException', says });
export const NO_IAM = denied(/no identity-based policy allows the kms:\w+ action/);
export const NO_KEY_POLICY = denied(/no resource-based policy allows the kms:\w+ action/);
export const BY_KEY_POLICY = denied(/with an explicit deny in a resource-based policy/);
export const BY_IAM = denied(/with an explicit deny in an identity-based policy/);
