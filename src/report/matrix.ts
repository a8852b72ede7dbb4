import Table from 'cli-table3';
import {
  type AccessMatrix,
  type Cell,
  type LabAction,
  MATRIX_ACTIONS,
  PRINCIPALS,
} from '../contract/access.ts';
import { groupBy } from '../contract/group.ts';
import { actionNames, disagrees, OUTCOMES, outcomeOf } from './cell.ts';
import { noticesOf } from './notices.ts';
import { heading, paintOf, type Style } from './style.ts';
import { NO_BORDERS } from './table.ts';
import { wrap } from './wrap.ts';

/** The actions' names, with the points where a narrow column may break them. */
const COLUMNS = {
  'kms:Encrypt': ['Encrypt'],
  'kms:GenerateDataKey': ['Generate', 'DataKey'],
  'kms:Decrypt': ['Decrypt'],
  'kms:PutKeyPolicy': ['PutKey', 'Policy'],
  'kms:ScheduleKeyDeletion': ['Schedule', 'Key', 'Deletion'],
} as const satisfies Record<LabAction, readonly string[]>;

const MARKS = {
  predicted: { mark: '~', means: 'evaluated from the policies, not tried' },
  unenforced: { mark: '?', means: 'evaluated; tried, but the target does not enforce policies' },
  disagrees: { mark: '!', means: 'tried, and not what the policies let expect' },
} as const;

/** `✓ allowed~` and the space before it. */
const CELL = 11;
/** `allowed~` and the space before it: narrow screens omit the symbol. */
const NARROW_CELL = 9;
/** In narrower columns, the names would be cut into pieces. */
const LEAST_TABLE = MATRIX_ACTIONS.length * NARROW_CELL + 12;
/** The wide table fits into eighty columns, with one name on two lines. */
const LABEL = 24;

interface Options {
  /** Nothing was tried, so cells need no mark. */
  readonly predictedOnly?: boolean | undefined;
}

/** Who may do what with the key: principals as rows, actions as columns, and what the symbols mean. */
export function matrixTable(matrix: AccessMatrix, style: Style, options: Options = {}): string {
  const title = options.predictedOnly ? 'Who may do what, predicted' : 'Who may do what';
  const rows = style.width < LEAST_TABLE ? list(matrix, style, options) : table(matrix, style, options);
  return [
    heading(title, style),
    '',
    ...rows,
    '',
    ...legend(matrix, style, options),
    ...noticesText(matrix, style),
  ].join('\n');
}

function table(matrix: AccessMatrix, style: Style, options: Options): readonly string[] {
  const wide = style.width >= LABEL + MATRIX_ACTIONS.length * CELL;
  const cell = wide ? CELL : NARROW_CELL;
  const label = Math.min(LABEL, style.width - MATRIX_ACTIONS.length * cell);
  const table = new Table({
    ...NO_BORDERS,
    colWidths: [label, ...MATRIX_ACTIONS.map(() => cell)],
    wordWrap: true,
  });
  table.push(['', ...MATRIX_ACTIONS.map((action) => COLUMNS[action].map((line) => ` ${line}`).join('\n'))]);
  for (const [principal, cells] of groupBy(matrix, ({ principal }) => PRINCIPALS[principal])) {
    const row = MATRIX_ACTIONS.map((action) => cells.find((cell) => cell.action === action));
    table.push([principal, ...row.map((found) => (found ? ` ${show(found, style, wide, options)}` : ' -'))]);
  }
  const lines = table.toString().split('\n');
  return lines.map((line) => line.trimEnd());
}

/** The same for screens that are too narrow for five columns. */
const list = (matrix: AccessMatrix, style: Style, options: Options): readonly string[] =>
  [...groupBy(matrix, ({ principal }) => PRINCIPALS[principal])].flatMap(([principal, cells]) => [
    ...wrap(principal, style.width),
    ...[...groupBy(cells, (cell) => show(cell, { ...style, color: false }, true, options))].flatMap(
      ([answer, alike]) =>
        wrap(`${answer}: ${actionNames(alike.map(({ action }) => action))}`, style.width, '  '),
    ),
  ]);

function show(cell: Cell, style: Style, wide: boolean, { predictedOnly }: Options): string {
  const { sign, word, color } = OUTCOMES[outcomeOf(cell)];
  const surprise = disagrees(cell) ? MARKS.disagrees.mark : '';
  const mark = cell.observed || predictedOnly ? surprise : MARKS[basisOf(cell)].mark;
  return paintOf(style)[color](wide ? `${sign} ${word}${mark}` : `${word}${mark}`);
}

const UNTRIED = ['predicted', 'unenforced'] as const;

/** Why a cell has no answer from the account. */
const basisOf = ({ unenforced }: Cell): (typeof UNTRIED)[number] => (unenforced ? 'unenforced' : 'predicted');

const isOn = (cell: Cell, basis: (typeof UNTRIED)[number]): boolean =>
  !cell.observed && basisOf(cell) === basis;

function legend(matrix: AccessMatrix, style: Style, { predictedOnly }: Options): readonly string[] {
  const shown = new Set(matrix.map(outcomeOf));
  const outcomes = Object.entries(OUTCOMES)
    .filter(([outcome]) => shown.has(outcome as keyof typeof OUTCOMES))
    .map(([, { word, means }]) => `${word}: ${means}`);
  const marks = [
    ...(predictedOnly ? [] : UNTRIED.filter((basis) => matrix.some((cell) => isOn(cell, basis)))).map(
      (basis) => MARKS[basis],
    ),
    ...(matrix.some(disagrees) ? [MARKS.disagrees] : []),
  ].map(({ mark, means }) => `${mark} ${means}`);
  return [...outcomes, ...marks].flatMap((line) => wrap(line, style.width, '  ')).map(paintOf(style).dim);
}

/** Notable facts, a paragraph each. */
export const noticesText = (matrix: AccessMatrix, style: Style): readonly string[] =>
  noticesOf(matrix).flatMap((notice) => ['', ...wrap(`! ${notice}`, style.width).map(paintOf(style).yellow)]);
