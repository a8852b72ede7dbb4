import { describe, expect, test } from 'vitest';
import { whyOthersWrite } from '../../src/disk/trust.ts';

const [US, THEM] = [1000, 1001];
const found = (uid: number, mode: number, { gid = uid, folder = false } = {}) => ({
  ...{ uid, gid, mode },
  isDirectory: () => folder,
});

describe('another user could have written it', () => {
  test.each<[string, ReturnType<typeof found>, string | undefined]>([
    ['ours, for us alone', found(US, 0o600), undefined],
    ['ours, for all to read', found(US, 0o644), undefined],
    ['of root', found(0, 0o644), undefined],
    ['of another user', found(THEM, 0o600), 'belongs to another user (1001)'],
    ['ours, for all to write', found(US, 0o646), 'can be written by every user'],
    ['ours, for a group to write', found(US, 0o664, { gid: 100 }), 'can be written by its group'],
    ['ours, for our own group to write', found(US, 0o664), undefined],
    ['a folder of ours for all to write', found(US, 0o777, { folder: true }), 'can be written by every user'],
    ['a folder like /tmp', found(0, 0o1777, { folder: true }), undefined],
    [
      'such a folder of another user',
      found(THEM, 0o1777, { folder: true }),
      'belongs to another user (1001)',
    ],
    ['a sticky file', found(US, 0o1666), 'can be written by every user'],
  ])('%s', (_, one, why) => expect(whyOthersWrite(one, { uid: US })).toBe(why));
});
