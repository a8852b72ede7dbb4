import { describe, expect, test } from 'vitest';
import { unusable } from '../../src/aws/key-usable.ts';

const commands = (KeyState: string) =>
  unusable({ KeyId: 'k', KeyState: KeyState as 'Enabled' }, 'us-east-1')?.next.map((one) =>
    'shell' in one ? one.shell : one.run,
  );

describe('a key that cannot be used is told with what to type', () => {
  test('not while it is enabled', () => {
    expect(commands('Enabled')).toBeUndefined();
    expect(unusable({}, 'us-east-1')).toBeUndefined();
  });

  test.each([
    ['Disabled', ['aws kms enable-key --key-id k --region us-east-1']],
    [
      'PendingDeletion',
      [
        'aws kms cancel-key-deletion --key-id k --region us-east-1',
        'aws kms enable-key --key-id k --region us-east-1',
      ],
    ],
    ['Unavailable', ['aws kms describe-key --key-id k --region us-east-1']],
  ])('%s', (state, expected) => {
    expect(commands(state)).toEqual(expected);
  });

  test('PendingImport: parameters, wrapping, import', () => {
    expect(commands('PendingImport')).toMatchObject([
      expect.stringMatching(/^aws kms get-parameters-for-import --key-id k --region us-east-1 /),
      expect.stringMatching(/^openssl pkeyutl -encrypt .* -in PlaintextKeyMaterial.bin /),
      expect.stringMatching(/^aws kms import-key-material --key-id k --region us-east-1 /),
    ]);
    expect(unusable({ KeyId: 'k', KeyState: 'PendingImport' }, 'r')?.says).toBe(
      'The key k has no key material, and KMS takes no other than the material it had.',
    );
  });
});
