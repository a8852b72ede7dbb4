import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keyArnOf, seal, unseal } from '../../../src/sandbox/kms/cipher.ts';
import type { Key } from '../../../src/sandbox/world.ts';
import { KEY_ARN, openAccount } from './account.ts';

const { key } = openAccount();
const another: Key = { ...key, material: Buffer.alloc(32, 8).toString('base64') };

const plaintexts = fc.uint8Array({ maxLength: 4096 });
const contexts = fc.dictionary(fc.string(), fc.string(), { maxKeys: 4 });
const invalid = expect.objectContaining({ code: 'InvalidCiphertextException', message: '' });

describe('a ciphertext', () => {
  test('opens with its key and its context, in any order', () => {
    fc.assert(
      fc.property(plaintexts, contexts, (plaintext, context) => {
        const reversed = Object.fromEntries(Object.entries(context).reverse());
        const blob = seal(key, plaintext, context);
        expect(Buffer.from(unseal(key, blob, reversed))).toEqual(Buffer.from(plaintext));
        expect(keyArnOf(blob)).toBe(KEY_ARN);
      }),
    );
  });

  test('does not open with another context', () => {
    fc.assert(
      fc.property(plaintexts, contexts, contexts, (plaintext, context, other) => {
        fc.pre(JSON.stringify(sorted(context)) !== JSON.stringify(sorted(other)));
        const blob = seal(key, plaintext, context);
        expect(() => unseal(key, blob, other)).toThrow(invalid);
      }),
    );
  });

  test('does not open when a single bit has changed', () => {
    fc.assert(
      fc.property(plaintexts, contexts, fc.nat(), fc.nat({ max: 7 }), (plaintext, context, place, bit) => {
        const blob = seal(key, plaintext, context);
        const at = place % blob.length;
        blob[at] = (blob[at] as number) ^ (1 << bit);
        expect(() => unseal(key, blob, context)).toThrow(invalid);
      }),
    );
  });

  test('does not open when its end is missing', () => {
    const blob = seal(key, Buffer.from('secret'), {});
    for (let length = 0; length < blob.length; length++) {
      expect(() => unseal(key, blob.subarray(0, length), {})).toThrow(invalid);
    }
  });

  test('does not open with other material', () => {
    const blob = seal(key, Buffer.from('secret'), {});
    expect(() => unseal(another, blob, {})).toThrow(invalid);
  });

  test('is never the same twice', () => {
    const [one, two] = [0, 0].map(() => Buffer.from(seal(key, Buffer.from('secret'), {})));
    expect(one).not.toEqual(two);
  });

  test('of 4096 bytes fits into what KMS accepts back', () => {
    expect(seal(key, new Uint8Array(4096), {}).length).toBeLessThanOrEqual(6144);
  });
});

test('other bytes name no key', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => keyArnOf(bytes) === undefined));
});

const sorted = (context: Readonly<Record<string, string>>) =>
  Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1));
