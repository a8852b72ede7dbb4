import { describe, expect, test } from 'vitest';
import { labelled, wrap } from '../../src/report/wrap.ts';

const URL = 'https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html';

describe('what is copied as a whole', () => {
  test('stays behind the indent where it fits there', () => {
    expect(wrap(`see ${URL}`, 100, '    ')).toEqual([`    see ${URL}`]);
  });

  test.each([
    [80, `  ${URL}`],
    [78, URL],
    [60, URL],
  ])('moves to the left where that lets it fit: %i columns', (width, line) => {
    expect(wrap(`see ${URL} there`, width, '          ')).toEqual(['          see', line, '          there']);
  });

  test('stands below its label where it needs the label’s place', () => {
    expect(labelled('source', URL, 80, 10)).toBe(`source\n  ${URL}`);
    expect(labelled('source', URL, 100, 10)).toBe(`source    ${URL}`);
  });
});
