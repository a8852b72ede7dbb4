import { CsvError, type InfoRecord, parse } from 'csv-parse/sync';
import { MIB, readFile } from '../../disk/read-file.ts';
import { reasonOf } from '../../disk/reason.ts';
import { visibleWord } from '../../report/visible.ts';
import {
  ACCOUNT_ID,
  EXTERNAL_ID,
  type KeptOut,
  MOST_SEATS,
  REGION_NAME,
  ROLE_NAME,
  type Roster,
  type Seat,
} from '../seat.ts';
import { COLUMNS, type Column, type Problem, quoted, refusal } from './problems.ts';

/** Bytes: 5,000 accounts with long names take a fifth of it. */
const LARGEST = 4 * MIB;
const LONGEST_NAME = 100;

/**
 * Reads a roster from a file of comma-separated values whose first line names the columns. Throws `ERR_ROSTER` with
 * every problem and its line.
 */
export async function readCsvRoster(path: string, keptOut: KeptOut = new Map()): Promise<Roster> {
  let content: Buffer;
  try {
    content = await readFile(path, LARGEST);
  } catch (error) {
    throw refusal(path, [{ what: `The file cannot be read: ${reasonOf(error as Error)}` }]);
  }
  return parseCsvRoster(path, content, keptOut);
}

/** The same for the content of such a file. */
export function parseCsvRoster(source: string, content: Uint8Array, keptOut: KeptOut): Roster {
  const text = decoded(content);
  if (text === undefined) throw refusal(source, [{ what: 'The file is not UTF-8 text' }]);
  const { rows, flaw } = rowsOf(text);
  const [head, ...body] = rows;
  if (!head) throw refusal(source, [flaw ?? { what: 'The file is empty' }]);
  const columns = head.cells.map((cell) => cell as Column);
  const problems: Problem[] = [...columnProblems(head), ...(flaw ? [flaw] : [])];
  if (body.length > MOST_SEATS) {
    problems.push({
      what: `It lists ${body.length} accounts, and one command takes at most ${MOST_SEATS}`,
    });
  } else if (problems.length === 0) {
    if (body.length === 0) problems.push({ what: 'It lists no account' });
    problems.push(...body.flatMap((row) => rowProblems(row, columns)));
    problems.push(...repeated(body, columns), ...unwanted(body, columns, keptOut));
  }
  if (problems.length > 0) throw refusal(source, problems);
  return { seats: body.map((row) => seatOf(row, columns)), notes: [] };
}

/** A byte order mark, which a spreadsheet writes, is not part of the text. */
function decoded(content: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    return undefined;
  }
}

interface Row {
  /** Where it begins, counted from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

interface Parsed {
  readonly record: readonly string[];
  readonly info: InfoRecord;
}

/** The rows up to the first place that is not CSV. */
function rowsOf(text: string): { readonly rows: readonly Row[]; readonly flaw?: Problem } {
  const rows: Row[] = [];
  const onRecord = ({ record, info }: Parsed): null => {
    const cells = record.map((cell) => cell.trim());
    const broken = record.join('').split('\n').length - 1;
    if (cells.some((cell) => cell !== '')) rows.push({ line: info.lines - broken, cells });
    return null;
  };
  try {
    parse(text, {
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      record_delimiter: ['\r\n', '\n', '\r'],
      max_record_size: 16 * 1024,
      on_record: onRecord as never,
    });
    return { rows };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const { code, lines } = error as CsvError & { readonly lines?: number };
    const line = code === 'CSV_QUOTE_NOT_CLOSED' ? openedAt(text, rows) : lines;
    return { rows, flaw: { ...(line === undefined ? {} : { line }), what: FLAWS[code] ?? error.message } };
  }
}

const FLAWS: Readonly<Partial<Record<string, string>>> = {
  CSV_QUOTE_NOT_CLOSED: 'a quotation mark is opened and not closed',
  CSV_INVALID_CLOSING_QUOTE: 'a quotation mark ends before the cell does',
  INVALID_OPENING_QUOTE: 'a quotation mark stands in the middle of a cell',
  CSV_MAX_RECORD_SIZE: 'the line is longer than 16 KiB',
};

/** The parser only notices at the end of the file: the quote was opened after the last row that it understood. */
const openedAt = (text: string, rows: readonly Row[]): number => {
  const after = rows.at(-1)?.line ?? 0;
  const lines = text.split(/\r\n|\n|\r/);
  const index = lines.findIndex((line, at) => at >= after && line.includes('"'));
  return index < 0 ? lines.length : index + 1;
};

function columnProblems({ line, cells }: Row): readonly Problem[] {
  const known: readonly string[] = COLUMNS;
  const unknown = cells.filter((cell) => !known.includes(cell));
  const twice = cells.filter((cell, index) => known.includes(cell) && cells.indexOf(cell) < index);
  return [
    ...unknown.map((cell) => ({ line, what: `${quoted(cell)} is not a column of a roster` })),
    ...twice.map((cell) => ({ line, what: `the column ${quoted(cell)} is there twice` })),
    ...(cells.includes('account') ? [] : [{ line, what: 'the column "account" is missing' }]),
  ];
}

/** A spreadsheet that opens the report would run it: https://owasp.org/www-community/attacks/CSV_Injection */
const FORMULA = /^[=+\-@]/;

/** What is wrong with a cell, as the end of a sentence; `undefined` if nothing is. */
const CELLS: { readonly [C in Column]: (cell: string) => string | undefined } = {
  account(cell) {
    if (ACCOUNT_ID.test(cell)) return undefined;
    if (cell === '') return 'the account is missing';
    if (/^\d\.\d+E\+?\d+$/i.test(cell)) {
      return `the account is ${quoted(cell)}: a spreadsheet has rounded it. Format the column as text`;
    }
    const lost = /^\d{1,11}$/.test(cell) ? '; a spreadsheet may have dropped zeros at its beginning' : '';
    return `the account is ${quoted(cell)}, and not twelve digits${lost}`;
  },
  name: (cell) =>
    cell.length > LONGEST_NAME ? `the name is longer than ${LONGEST_NAME} characters` : undefined,
  email: (cell) =>
    /^[^\s@<>"]{1,64}@[^\s@<>"]{1,189}$/.test(cell) ? undefined : `${quoted(cell)} is not an e-mail address`,
  role(cell) {
    if (ROLE_NAME.test(cell)) return undefined;
    return cell.includes('/')
      ? `the role is ${quoted(cell)}: give its name, without a path or an ARN`
      : `${quoted(cell)} is not the name of a role`;
  },
  region: (cell) => (REGION_NAME.test(cell) ? undefined : `${quoted(cell)} is not the name of a region`),
  external_id: (cell) => (EXTERNAL_ID.test(cell) ? undefined : 'the external id is not one that AWS accepts'),
};

function rowProblems({ line, cells }: Row, columns: readonly Column[]): readonly Problem[] {
  if (cells.length > columns.length) {
    return [{ line, what: `it has ${cells.length} cells, and the first line has ${columns.length}` }];
  }
  return columns.flatMap((column, index) => {
    const cell = cells[index] ?? '';
    if (cell === '' && column !== 'account') return [];
    const what =
      visibleWord(cell) === cell
        ? column !== 'external_id' && FORMULA.test(cell)
          ? `the cell ${quoted(cell)} of "${column}" is a formula`
          : CELLS[column](cell)
        : `the cell ${quoted(cell)} of "${column}" has characters that cannot be seen`;
    return what === undefined ? [] : [{ line, what }];
  });
}

const accountIn = ({ cells }: Row, columns: readonly Column[]): string =>
  cells[columns.indexOf('account')] ?? '';

function repeated(rows: readonly Row[], columns: readonly Column[]): readonly Problem[] {
  const first = new Map<string, number>();
  return rows.flatMap((row) => {
    const account = accountIn(row, columns);
    const before = first.get(account);
    if (before === undefined) first.set(account, row.line);
    return before === undefined || account === ''
      ? []
      : [{ line: row.line, what: `account ${quoted(account)} is on line ${before} already` }];
  });
}

const unwanted = (rows: readonly Row[], columns: readonly Column[], keptOut: KeptOut): readonly Problem[] =>
  rows.flatMap((row) => {
    const why = keptOut.get(accountIn(row, columns));
    return why === undefined
      ? []
      : [
          {
            line: row.line,
            what: `account ${accountIn(row, columns)} is ${why}, which a fleet never changes`,
          },
        ];
  });

function seatOf({ cells }: Row, columns: readonly Column[]): Seat {
  const cell = (column: Column): string | undefined => cells[columns.indexOf(column)] || undefined;
  const [name, email, role, region, externalId] = [
    cell('name'),
    cell('email'),
    cell('role'),
    cell('region'),
    cell('external_id'),
  ];
  return {
    account: cell('account') ?? '',
    ...(name ? { name } : {}),
    ...(email ? { email } : {}),
    ...(role ? { role } : {}),
    ...(region ? { region } : {}),
    ...(externalId ? { externalId } : {}),
  };
}
