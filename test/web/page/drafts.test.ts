import { describe, expect, test } from 'vitest';
import {
  draftKey,
  isOvertaken,
  keepDrafts,
  keptDrafts,
  settled,
  typed,
} from '../../../src/web/page/drafts.ts';
import { FACTS } from '../../engine/fake-account.ts';

describe('what was typed and not saved', () => {
  test('begins from the account’s policy, and stays begun from it', () => {
    const first = typed({}, 'key-policy', 'a', 'account');
    expect(first).toEqual({ 'key-policy': { text: 'a', base: 'account' } });
    expect(typed(first, 'key-policy', 'b', 'changed')).toEqual({
      'key-policy': { text: 'b', base: 'account' },
    });
  });

  test.each([
    [
      'is none once it is the account’s again',
      typed(typed({}, 'key-policy', 'a', 'x'), 'key-policy', 'x', 'x'),
      {},
    ],
    [
      'is none once the account has it',
      settled({ 'key-policy': { text: 'a', base: 'x' } }, 'key-policy', 'a'),
      {},
    ],
    [
      'stays if the account has something else',
      settled({ 'key-policy': { text: 'a', base: 'x' } }, 'key-policy', 'y'),
      { 'key-policy': { text: 'a', base: 'x' } },
    ],
  ])('%s', (_, drafts, wanted) => {
    expect(drafts).toEqual(wanted);
  });

  test('is overtaken if the account changed underneath', () => {
    expect([isOvertaken({ text: 'a', base: 'x' }, 'x'), isOvertaken({ text: 'a', base: 'x' }, 'y')]).toEqual([
      false,
      true,
    ]);
    expect(isOvertaken(undefined, 'y')).toBe(false);
  });
});

const storage = (content: Record<string, string> = {}) => ({
  content,
  getItem: (key: string) => content[key] ?? null,
  setItem(key: string, value: string) {
    content[key] = value;
  },
  removeItem(key: string) {
    delete content[key];
  },
});

describe('what a browser keeps', () => {
  const key = draftKey(FACTS);

  test('comes back, and not for another account', () => {
    const kept = storage();
    const drafts = { 'role-policy': { text: '{', base: '{}' } };
    expect(keepDrafts(kept, key, drafts)).toBe(true);
    expect(keptDrafts(kept, key)).toEqual(drafts);
    expect(keptDrafts(kept, draftKey({ ...FACTS, accountId: '444455556666' }))).toEqual({});
    keepDrafts(kept, key, {});
    expect(kept.content).toEqual({});
  });

  test.each([
    '',
    '{',
    'null',
    '[]',
    '7',
    '{"key-policy":7}',
    '{"key-policy":{"text":1,"base":""}}',
    '{"__proto__":{"text":"","base":""}}',
    '{"user":{"text":"","base":""}}',
  ])('is ignored if it is damaged: %s', (text) => {
    expect(keptDrafts(storage({ [key]: text }), key)).toEqual({});
  });

  test('is said if it keeps nothing', () => {
    const full = {
      ...storage(),
      setItem: () => {
        throw new Error('QuotaExceededError');
      },
    };
    expect(keepDrafts(full, key, { 'key-policy': { text: 'a', base: 'b' } })).toBe(false);
  });
});
