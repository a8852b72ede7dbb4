import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonFlaw } from '../../src/contract/json-flaw.ts';

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** Objects of fast-check may repeat no name, so a text without a flaw is exactly what `JSON.parse` accepts. */
const spoilt = fc
  .tuple(
    fc.json(),
    fc.nat(),
    fc.constantFrom('', ',', '"', '}', ']', '[', '{', ':', '0', '.', 'e', '\\', '\n', 'nul', ' '),
  )
  .map(([text, at, sign]) => {
    const place = at % (text.length + 1);
    return text.slice(0, place) + sign + text.slice(place + (at % 2));
  });

test('a text has a flaw exactly if JSON.parse refuses it', () => {
  fc.assert(
    fc.property(fc.oneof(fc.json(), spoilt, fc.string()), (text) => {
      const flaw = jsonFlaw(text);
      if (flaw?.what.endsWith('in this object twice')) return;
      expect([text, flaw === undefined]).toEqual([text, isJson(text)]);
    }),
    { numRuns: 3000 },
  );
});

test.each<[string, number, string]>([
  ['', 0, 'the text ends too early'],
  ['[1, 2', 5, 'the text ends too early'],
  ['{"a": tru', 9, 'the text ends too early'],
  ['[01]', 1, 'unexpected 01'],
  ['[1.]', 1, 'unexpected 1.'],
  ['{"a" 1}', 5, 'unexpected 1'],
  ['{"a":1 "b":2}', 7, 'unexpected "'],
  ['["\t"]', 1, 'this text has a character that JSON forbids'],
  ['["\\x"]', 1, 'this text has a character that JSON forbids'],
  ['["a\n"]', 1, 'this text does not end on its line'],
  ['{"a":{"b":1,"b":2},"a":1}', 12, '"b" is in this object twice'],
  ['{"a":1,"\\u0061":2}', 7, '"a" is in this object twice'],
  [`${'['.repeat(100_000)}x`, 100_000, 'unexpected x'],
])('the place is exact: %j', (text, offset, what) => {
  expect(jsonFlaw(text)).toMatchObject({ offset, what });
});

test('a name may be in several objects', () => {
  expect(jsonFlaw('{"a":{"a":[{"a":1},{"a":1}]}}')).toBeUndefined();
});
