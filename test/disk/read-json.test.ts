import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseJsonText, readJson } from '../../src/disk/read-json.ts';

const folder = mkdtempSync(join(tmpdir(), 'kms-lab-json-'));
const file = join(folder, 'file.json');

describe('JSON of a file', () => {
  test.each([
    ['{"a":[1,"x{[\\"",{"b":"\\\\"}],"b":{"a":"a"}}'],
    ['"text: {"'],
    ['[["a","a"],{"a":"a"}]'],
    [`${'['.repeat(100)}${']'.repeat(100)}`],
  ])('%s', (text) => expect(parseJsonText(text)).toEqual(JSON.parse(text)));

  test.each([
    ['{"a":1,"b":2,"a":3}', 'an object in it has “a” twice'],
    ['[{"a":1,"\\u0061" : 3}]', 'an object in it has “a” twice'],
    ['{"x":{"__proto__":{}}}', 'an object in it has the member “__proto__”'],
    ['{"\\u005f_proto__":{}}', 'an object in it has the member “__proto__”'],
    [`${'['.repeat(101)}${']'.repeat(101)}`, 'it is nested more than 100 levels deep'],
    ['{"a":'.repeat(1_000_000), 'it is nested more than 100 levels deep'],
    ['{\n"a": 1\n"b": 2}', 'line 3 is not JSON'],
    ['{"a":\n', 'line 1 is not JSON'],
    ['{"a', 'line 1 is not JSON'],
    ['{"\\x": 1}', 'line 1 is not JSON'],
    ['', 'line 1 is not JSON'],
  ])('is refused: %.40s', (text, why) => expect(() => parseJsonText(text)).toThrow(why));

  test('may have any name where users choose the names', () => {
    const read = parseJsonText('{"__proto__":1}', { anyName: true });
    expect(Object.keys(read as object)).toEqual(['__proto__']);
  });
});

describe('a file of JSON', () => {
  test('that does not exist is undefined', async () => {
    expect(await readJson(join(folder, 'none'))).toBeUndefined();
    writeFileSync(file, '{}');
    expect(await readJson(join(file, 'below'))).toBeUndefined();
  });

  test('is read up to its limit', async () => {
    writeFileSync(file, '"1234"');
    expect(await readJson(file, { limit: 6 })).toBe('1234');
    await expect(readJson(file, { limit: 5 })).rejects.toThrow('it is larger than');
  });

  test.each<[string, (path: string) => void]>([
    ['a folder', (path) => mkdirSync(path)],
    ['a device without an end', (path) => symlinkSync('/dev/zero', path)],
    ['a device', (path) => symlinkSync('/dev/null', path)],
  ])('is not %s', async (name, make) => {
    const path = join(folder, name);
    make(path);
    await expect(readJson(path)).rejects.toThrow('it is not a regular file');
  });
});
