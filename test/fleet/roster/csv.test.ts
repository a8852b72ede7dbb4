import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LabError } from '../../../src/contract/errors.ts';
import { parseCsvRoster, readCsvRoster } from '../../../src/fleet/roster/csv.ts';
import { COLUMNS } from '../../../src/fleet/roster/problems.ts';

const OURS = '999988887777';
const KEPT_OUT = new Map([
  ['111122223333', 'the account that you are signed in to'],
  [OURS, 'the management account of the organization'],
]);

const rosterOf = (text: string | Uint8Array) =>
  parseCsvRoster('room.csv', typeof text === 'string' ? Buffer.from(text) : text, KEPT_OUT);

/** The problems of a roster that is refused, a line each. */
function problemsOf(text: string | Uint8Array): readonly string[] {
  try {
    rosterOf(text);
  } catch (error) {
    const { code, message } = error as LabError;
    expect(code).toBe('ERR_ROSTER');
    expect(message).toContain('No account was asked or changed.');
    return message.split('\n').slice(1);
  }
  return [];
}

const A = '222200000002';
const B = '222200000003';

describe('a roster that cannot be understood is refused, with the line', () => {
  test.each<[string, string | Uint8Array, readonly string[]]>([
    ['empty', '', ['The file is empty.']],
    ['only blank lines', '\n\r\n  \n', ['The file is empty.']],
    ['no account', 'account\n', ['It lists no account.']],
    [
      'a bad id',
      'account\n1234\n',
      [
        'Line 2: the account is "1234", and not twelve digits; a spreadsheet may have dropped zeros at its beginning.',
      ],
    ],
    [
      'dashes in an id',
      'account\n2222-0000-0002\n',
      ['Line 2: the account is "2222-0000-0002", and not twelve digits.'],
    ],
    [
      'an id that a spreadsheet rounded',
      'account\n2.222E+11\n',
      ['Line 2: the account is "2.222E+11": a spreadsheet has rounded it. Format the column as text.'],
    ],
    ['no id', 'account,name\n,Ann\n', ['Line 2: the account is missing.']],
    ['the same account twice', `account\n${A}\n\n${A}\n`, [`Line 4: account "${A}" is on line 2 already.`]],
    ['an unknown column', `account,phone\n${A},1\n`, ['Line 1: "phone" is not a column of a roster.']],
    ['a column twice', `account,name,name\n${A},a,b\n`, ['Line 1: the column "name" is there twice.']],
    [
      'no header',
      `${A},Ann\n`,
      [
        `Line 1: "${A}" is not a column of a roster.`,
        'Line 1: "Ann" is not a column of a roster.',
        'Line 1: the column "account" is missing.',
      ],
    ],
    [
      'semicolons',
      `account;name\n${A};Ann\n`,
      ['Line 1: "account;name" is not a column of a roster.', 'Line 1: the column "account" is missing.'],
    ],
    [
      'a formula',
      `account,name\n${A},=HYPERLINK("http://x")\n`,
      ['Line 2: a quotation mark stands in the middle of a cell.'],
    ],
    [
      'a quoted formula',
      `account,name\n${A},"=HYPERLINK(""http://x"")"\n`,
      ['Line 2: the cell "=HYPERLINK("http://x")" of "name" is a formula.'],
    ],
    [
      'a formula with @',
      `account,email\n${A},@SUM(1)\n`,
      ['Line 2: the cell "@SUM(1)" of "email" is a formula.'],
    ],
    [
      'a quote that is not closed',
      `account,name\n${A},Ann\n${B},"Bob\n`,
      ['Line 3: a quotation mark is opened and not closed.'],
    ],
    ['too many cells', `account,name\n${A},Ann,Bob\n`, ['Line 2: it has 3 cells, and the first line has 2.']],
    ['a bad region', `account,region\n${A},Virginia\n`, ['Line 2: "Virginia" is not the name of a region.']],
    [
      'a role with a path',
      `account,role\n${A},/team/Lab\n`,
      ['Line 2: the role is "/team/Lab": give its name, without a path or an ARN.'],
    ],
    ['a role with a space', `account,role\n${A},My Role\n`, ['Line 2: "My Role" is not the name of a role.']],
    [
      'a bad address',
      `account,email\n${A},ann at home\n`,
      ['Line 2: "ann at home" is not an e-mail address.'],
    ],
    [
      'a bad external id',
      `account,external_id\n${A},a b\n`,
      ['Line 2: the external id is not one that AWS accepts.'],
    ],
    [
      'a control character',
      `account,name\n${A},A\u0007nn\n`,
      ['Line 2: the cell "A\uFFFDnn" of "name" has characters that cannot be seen.'],
    ],
    [
      'a mark that reverses text',
      `account,name\n${A},\u202Enna\n`,
      ['Line 2: the cell "\uFFFDnna" of "name" has characters that cannot be seen.'],
    ],
    [
      'a line break in a cell',
      `account,name\n${A},"A\nnn"\n${B},x\n`,
      ['Line 2: the cell "A\uFFFDnn" of "name" has characters that cannot be seen.'],
    ],
    [
      'a long name',
      `account,name\n${A},${'n'.repeat(101)}\n`,
      ['Line 2: the name is longer than 100 characters.'],
    ],
    [
      'another encoding',
      Buffer.from('account,name\n222200000002,Andr\xe9\n', 'latin1'),
      ['The file is not UTF-8 text.'],
    ],
    [
      'a long line',
      `account,name\n${A},${'n'.repeat(20_000)}\n`,
      ['Line 2: the line is longer than 16 KiB.'],
    ],
    [
      'your own account',
      'account\n111122223333\n',
      ['Line 2: account 111122223333 is the account that you are signed in to, which a fleet never changes.'],
    ],
    [
      'the management account',
      `account\n${A}\n${OURS}\n`,
      [`Line 3: account ${OURS} is the management account of the organization, which a fleet never changes.`],
    ],
    [
      '100,000 lines',
      `account\n${Array.from({ length: 100_000 }, (_, at) => 100_000_000_000 + at).join('\n')}\n`,
      ['It lists 100000 accounts, and one command takes at most 5000.'],
    ],
  ])('%s', (_, text, problems) => {
    expect(problemsOf(text)).toEqual(problems);
  });
});

test('all problems are said at once, in order, and no more than 20 of them', () => {
  expect(
    problemsOf(`account,region\n12,x\n${A},us-east-1\n${A},y\n`).map((line) => line.slice(0, 6)),
  ).toEqual(['Line 2', 'Line 2', 'Line 4', 'Line 4']);
  const many = problemsOf(`account\n${Array.from({ length: 30 }, (_, at) => `x${at}`).join('\n')}\n`);
  expect(many).toHaveLength(21);
  expect(many.at(-1)).toBe('… and 10 more.');
});

describe('what is accepted', () => {
  test.each<[string, string]>([
    ['a byte order mark', `\uFEFFaccount,name\n${A},Ann\n`],
    ['CRLF', `account,name\r\n${A},Ann\r\n`],
    ['CR', `account,name\r${A},Ann\r`],
    ['quotes', `"account","name"\n"${A}","Ann"\n`],
    ['spaces around cells', ` account , name \n ${A} , Ann \n`],
    ['no line end at the end', `account,name\n${A},Ann`],
    ['blank lines', `\naccount,name\n\n${A},Ann\n,\n\n`],
    ['a row that is shorter', `account,name,email,role,region,external_id\n${A},Ann\n`],
    ['another order', `name,account\nAnn,${A}\n`],
  ])('%s', (_, text) => {
    expect(rosterOf(text)).toEqual({ seats: [{ account: A, name: 'Ann' }], notes: [] });
  });

  test('every column', () => {
    const row = `${A},"Łukasz, the 2nd",a.b@example.com,Lab-Operator,eu-west-1,"room=7"`;
    expect(rosterOf(`${COLUMNS.join(',')}\n${row}\n`).seats).toEqual([
      {
        account: A,
        name: 'Łukasz, the 2nd',
        email: 'a.b@example.com',
        role: 'Lab-Operator',
        region: 'eu-west-1',
        externalId: 'room=7',
      },
    ]);
  });
});

test('whatever a file holds, it is a roster or it is refused', () => {
  const text = fc.array(
    fc.oneof(fc.constantFrom('account', ',', '\n', '"', '\r\n', A, B, '=1', 'name'), fc.string()),
  );
  fc.assert(
    fc.property(text, (parts) => {
      try {
        expect(rosterOf(parts.join('')).seats.length).toBeGreaterThan(0);
      } catch (error) {
        expect((error as LabError).code).toBe('ERR_ROSTER');
      }
    }),
  );
});

describe('a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kms-lab-roster-'));
  test('is read', async () => {
    const path = join(folder, 'room.csv');
    writeFileSync(path, `account\n${A}\n`);
    expect((await readCsvRoster(path)).seats).toEqual([{ account: A }]);
  });

  test.each([
    [
      'that is not there',
      join(folder, 'none.csv'),
      'The file cannot be read: there is no such file or directory.',
    ],
    ['that is a directory', folder, 'The file cannot be read: it is a directory.'],
  ])('%s is refused', async (_, path, why) => {
    await expect(readCsvRoster(path)).rejects.toMatchObject({
      code: 'ERR_ROSTER',
      message: expect.stringContaining(why),
    });
  });

  test('that is too large is refused', async () => {
    const path = join(folder, 'large.csv');
    writeFileSync(path, 'x'.repeat(5 * 1024 * 1024));
    await expect(readCsvRoster(path)).rejects.toMatchObject({
      message: expect.stringContaining('it is larger than 4 MiB'),
    });
  });
});
