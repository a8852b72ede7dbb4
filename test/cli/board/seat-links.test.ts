import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openSeatLinks } from '../../../src/cli/board/seat-links.ts';

const ADA = { account: '222200000001', name: 'Ada' };
const BO = { account: '222200000002', name: '=1+1' };
const CY = { account: '222200000003' };
const freshFile = (): string => join(mkdtempSync(join(tmpdir(), 'kms-lab-seats-')), 'seats.csv');
const ORIGIN = 'https://board.example.com';

test('each seat has a link of its own, in a file that only this user may read', async () => {
  const path = freshFile();
  const { tokens, save } = await openSeatLinks(path, [ADA, BO], true);
  await save(ORIGIN);
  expect(new Set(tokens).size).toBe(2);
  for (const token of tokens) expect(token).toMatch(/^[\w-]{43}$/);
  expect(readFileSync(path, 'utf8').split('\r\n')).toEqual([
    '"seat","account","name","link"',
    `1,"222200000001","Ada","${ORIGIN}/seat/${tokens[0]}"`,
    `2,"222200000002","'=1+1","${ORIGIN}/seat/${tokens[1]}"`,
    '',
  ]);
  expect(statSync(path).mode & 0o077).toBe(0);
});

test('names are left out if they are asked to be', async () => {
  const path = freshFile();
  await (await openSeatLinks(path, [ADA], false)).save(ORIGIN);
  expect(readFileSync(path, 'utf8')).not.toContain('Ada');
});

test('the next board keeps them by account, wherever the account is on its roster', async () => {
  const path = freshFile();
  const first = await openSeatLinks(path, [ADA, BO], true);
  await first.save(ORIGIN);
  const next = await openSeatLinks(path, [CY, BO, ADA], true);
  expect(next.tokens.slice(1)).toEqual(first.tokens.toReversed());
  expect(first.tokens).not.toContain(next.tokens[0]);
  await next.save('http://127.0.0.1:8443');
  expect((await openSeatLinks(path, [ADA], true)).tokens).toEqual([first.tokens[0]]);
});

describe('a file that is something else is not replaced', () => {
  const LINK = `${ORIGIN}/seat/${'x'.repeat(43)}`;
  test.each([
    ['a roster', 'account,name\n222200000001,Ada\n'],
    ['no CSV', 'account,link\n"'],
    ['bytes', '\u0000\u0001'],
    ['a link that anyone can guess', `account,link\n222200000001,${ORIGIN}/seat/1\n`],
    ['one link for two seats', `account,link\n222200000001,${LINK}\n222200000002,${LINK}\n`],
  ])('%s', async (_, content) => {
    const path = freshFile();
    writeFileSync(path, content);
    const refused = await openSeatLinks(path, [ADA], true).catch((error) => error);
    expect(refused).toMatchObject({ code: 'ERR_CONFIG', hint: 'name another file with --seat-links' });
    // What is in it may be a secret.
    expect(refused.message).not.toContain('xxx');
    expect(readFileSync(path, 'utf8')).toBe(content);
  });

  test('nor a folder', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kms-lab-seats-'));
    await expect(openSeatLinks(folder, [ADA], true)).rejects.toMatchObject({ code: 'ERR_CONFIG' });
  });
});

test('a place where nothing can be written is told, with the option', async () => {
  const { save } = await openSeatLinks('/nowhere/seats.csv', [ADA], true);
  await expect(save(ORIGIN)).rejects.toMatchObject({
    code: 'ERR_OUTPUT',
    hint: 'name another file with --seat-links',
  });
});
