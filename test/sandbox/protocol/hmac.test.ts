import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { hmac, hmacKey } from '../../../src/sandbox/protocol/hmac.ts';

/** https://www.rfc-editor.org/rfc/rfc4231 */
test('the example of RFC 4231 with a key and a text in words', () => {
  expect(hmac(hmacKey(Buffer.from('Jefe')), 'what do ya want for nothing?')).toBe(
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  );
});

test.each([0, 1, 32, 63, 64, 65, 131])('what node:crypto makes of a key of %i bytes', (length) => {
  const key = Buffer.alloc(length, 0xaa);
  for (const text of ['', 'a', 'Größe 🔑', 'x'.repeat(10_000)]) {
    expect(hmac(hmacKey(key), text)).toBe(createHmac('sha256', key).update(text).digest('hex'));
  }
});
