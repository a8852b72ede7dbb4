import type { KeyMetadata } from '@aws-sdk/client-kms';
import type { Prospect } from '../contract/prospect.ts';
import type { Suggestion } from '../contract/suggestion.ts';

export type Unusable = NonNullable<Prospect['unusable']>;

interface State {
  readonly says: string;
  next(key: Named): readonly Suggestion[];
}

/** How a command names the key. */
interface Named {
  readonly id: string;
  readonly region: string;
}

const kms = (operation: string, { id, region }: Named): string =>
  `aws kms ${operation} --key-id ${id} --region ${region}`;

const enable = (key: Named): Suggestion => ({ why: 'enables the key', shell: kms('enable-key', key) });

/** https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html */
const STATES: Readonly<Record<string, State>> = {
  Disabled: { says: 'is disabled', next: (key) => [enable(key)] },
  PendingDeletion: {
    says: 'is scheduled for deletion',
    // A key whose deletion is canceled is disabled.
    next: (key) => [
      { why: 'cancels the deletion of the key', shell: kms('cancel-key-deletion', key) },
      enable(key),
    ],
  },
  PendingImport: {
    says: 'has no key material, and KMS takes no other than the material it had',
    next: importAgain,
  },
};

/**
 * The page's own commands; the file is the one that the material was first imported from.
 * https://docs.aws.amazon.com/kms/latest/developerguide/importing-keys-encrypt-key-material.html
 */
function importAgain(key: Named): readonly Suggestion[] {
  const wrapping = '--wrapping-algorithm RSAES_OAEP_SHA_256 --wrapping-key-spec RSA_2048';
  return [
    {
      why: 'downloads the wrapping key and the import token',
      shell: `${kms('get-parameters-for-import', key)} ${wrapping} --query '[PublicKey,ImportToken]' --output text | (read wrapping token; echo "$wrapping" | base64 --decode > PublicKey.bin; echo "$token" | base64 --decode > ImportToken.bin)`,
    },
    {
      why: 'wraps the material that the key had',
      shell:
        'openssl pkeyutl -encrypt -pubin -keyform DER -inkey PublicKey.bin -in PlaintextKeyMaterial.bin -out EncryptedKeyMaterial.bin -pkeyopt rsa_padding_mode:oaep -pkeyopt rsa_oaep_md:sha256 -pkeyopt rsa_mgf1_md:sha256',
    },
    {
      why: 'imports the same material again',
      shell: `${kms('import-key-material', key)} --encrypted-key-material fileb://EncryptedKeyMaterial.bin --import-token fileb://ImportToken.bin --expiration-model KEY_MATERIAL_DOES_NOT_EXPIRE`,
    },
  ];
}

/** Why no principal can use the key, and what to type; `undefined` while it is enabled. */
export function unusable(
  { KeyId = '', KeyState }: Partial<KeyMetadata>,
  region: string,
): Unusable | undefined {
  if (KeyState === undefined || KeyState === 'Enabled') return undefined;
  const key = { id: KeyId, region };
  const state = Object.hasOwn(STATES, KeyState) ? STATES[KeyState] : undefined;
  return state
    ? { says: `The key ${KeyId} ${state.says}.`, next: state.next(key) }
    : {
        says: `The key ${KeyId} is in the state ${KeyState}, in which it cannot be used.`,
        next: [{ why: 'shows the state of the key', shell: kms('describe-key', key) }],
      };
}
