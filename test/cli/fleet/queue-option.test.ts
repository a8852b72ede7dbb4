import { describe, expect, test } from 'vitest';
import { queueAddress, requireSharedState } from '../../../src/cli/fleet/queue-option.ts';

describe('the address of the queue', () => {
  test.each<[string | undefined, string | undefined, string | undefined]>([
    ['redis://h', undefined, 'redis://h'],
    ['redis://h', 'redis://other', 'redis://h'],
    [undefined, 'redis://:secret@h', 'redis://:secret@h'],
    [undefined, '', undefined],
    [undefined, undefined, undefined],
    ['postgres://user@h/db', undefined, 'postgres://user@h/db'],
    ['no address', undefined, 'no address'],
  ])('of --queue %s and KMS_LAB_QUEUE %s is %s', (queue, variable, address) => {
    expect(queueAddress({ queue }, { env: { KMS_LAB_QUEUE: variable } })).toBe(address);
  });

  test.each(['redis://:secret@h', 'rediss://u:secret@h', 'postgres://h/db?password=secret'])(
    'is refused on the command line with a password: %s',
    (queue) => {
      expect(() => queueAddress({ queue }, { env: {} })).toThrow(/has a password/);
      expect(() => queueAddress({ queue }, { env: {} })).not.toThrow(/secret/);
    },
  );
});

test('machines need a state that they share', () => {
  expect(requireSharedState('s3://room')).toBe('s3://room');
  expect(() => requireSharedState(undefined)).toThrow(/a state that they share/);
});
