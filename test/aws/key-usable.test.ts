import { describe, expect, test } from 'vitest';
import { unusable } from '../../src/aws/key-usable.ts';

const commands = (KeyState: string) =>
  unusable({ KeyId: 'k', KeyState: KeyState as 'Enabled' })?.next.map((one) =>
    'shell' in one ? one.shell : one.run,
  );

describe('a key that cannot be used is reported with what to type', () => {
  test('but not while it is enabled', () => {
    expect(commands('Enabled')).toBeUndefined();
    expect(unusable({})).toBeUndefined();
  });

  test.each([
    ['Disabled', ['aws kms enable-key --key-id k']],
    ['PendingDeletion', ['aws kms cancel-key-deletion --key-id k', 'aws kms enable-key --key-id k']],
    ['Unavailable', ['aws kms describe-key --key-id k']],
  ])('%s', (state, expected) => {
    expect(commands(state)).toEqual(expected);
  });

  test('PendingImport: a new key replaces it, unless the material was kept', () => {
    expect(commands('PendingImport')).toEqual([['teardown', '--delete-key', 'k'], ['setup']]);
    const ValidTo = new Date('2026-01-02T00:00:00Z');
    expect(unusable({ KeyId: 'k', KeyState: 'PendingImport', ValidTo })?.says).toBe(
      'The key k has no key material, which expired on 2026-01-02. If you kept the material it had, import it again; otherwise create a new key.',
    );
  });

  test('PendingDeletion, and no material: canceling the deletion is not enough', () => {
    const told = unusable({ KeyId: 'k', KeyState: 'PendingDeletion', Origin: 'EXTERNAL' });
    expect(told?.says).toBe('The key k is scheduled for deletion, and has no key material.');
    expect(told?.next).toMatchObject([{ run: ['teardown', '--delete-key', 'k'] }, { run: ['setup'] }]);
    const ExpirationModel = 'KEY_MATERIAL_DOES_NOT_EXPIRE';
    const material = unusable({
      KeyId: 'k',
      KeyState: 'PendingDeletion',
      Origin: 'EXTERNAL',
      ExpirationModel,
    });
    expect(material?.next).toHaveLength(2);
    expect(material?.next).toMatchObject([{ shell: 'aws kms cancel-key-deletion --key-id k' }, {}]);
  });

  test('PendingDeletion: until when', () => {
    const DeletionDate = new Date('2026-01-02T00:00:00Z');
    expect(unusable({ KeyId: 'k', KeyState: 'PendingDeletion', DeletionDate })?.says).toBe(
      'The key k is scheduled for deletion on 2026-01-02.',
    );
  });
});
