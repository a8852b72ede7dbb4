import { describe, expect, test } from 'vitest';
import { type Directories, type ListedAccount, readRoster, rosterSource } from '../../src/fleet/roster.ts';

describe('what --accounts means', () => {
  test.each([
    ['room.csv', { from: 'csv', path: 'room.csv' }],
    ['./sandbox', { from: 'csv', path: './sandbox' }],
    ['sandbox', { from: 'sandbox' }],
    ['org:', { from: 'organization' }],
    ['ou:ou-abcd-12345678', { from: 'organization', unit: 'ou-abcd-12345678' }],
    ['ou:r-kmsw', { from: 'organization', unit: 'r-kmsw' }],
    ['sso:training', { from: 'identity-center', session: 'training' }],
  ])('%s', (accounts, source) => {
    expect(rosterSource(accounts)).toEqual(source);
  });

  test.each([
    ['org:acme', 'org: takes no name'],
    ['ou:Students', 'ou:ou-abcd-12345678'],
    ['ou:', 'ou:ou-abcd-12345678'],
    ['sso:', 'sso:my-session'],
  ])('%s is refused', (accounts, hint) => {
    expect(() => rosterSource(accounts)).toThrow(
      expect.objectContaining({ code: 'ERR_USAGE', hint: expect.stringContaining(hint) }),
    );
  });
});

const account = (number: number, isActive = true): ListedAccount => ({
  id: String(222200000000 + number),
  name: `workshop-${number}`,
  email: `w${number}@example.com`,
  isActive,
});

const directoriesOf = (listed: readonly ListedAccount[]): Directories => ({
  organization: async () => listed,
  identityCenter: async () => listed,
  sandbox: async () => listed,
});

const KEPT_OUT = new Map([['222200000001', 'the management account of the organization']]);

describe('accounts that a directory lists', () => {
  test('are the room, without the ones that are kept out or not active', async () => {
    const listed = [account(1), account(2), account(3, false), account(4)];
    const roster = await readRoster({ from: 'organization' }, directoriesOf(listed), KEPT_OUT);
    expect(roster.seats).toEqual([
      { account: '222200000002', name: 'workshop-2', email: 'w2@example.com' },
      { account: '222200000004', name: 'workshop-4', email: 'w4@example.com' },
    ]);
    expect(roster.notes).toEqual([
      'Left out: account 222200000001 is the management account of the organization.',
      'Left out: account 222200000003 is not active.',
    ]);
  });

  test.each([
    ['none', [], 'There is no account for the room.'],
    ['none that may be changed', [account(1)], 'There is no account for the room. Left out'],
    ['too many', Array.from({ length: 5001 }, (_, at) => account(at + 2)), 'There are 5001 accounts'],
  ])('are refused: %s', async (_, listed, message) => {
    await expect(
      readRoster({ from: 'identity-center', session: 's' }, directoriesOf(listed), KEPT_OUT),
    ).rejects.toMatchObject({ code: 'ERR_ROSTER', message: expect.stringContaining(message) });
  });
});
