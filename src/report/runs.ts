import Table from 'cli-table3';
import type { ErrorCode, ExitCode } from '../contract/errors.ts';
import type { RunName } from '../contract/journal.ts';
import { noteText } from './note.ts';
import type { Story } from './report-model.ts';
import { dateOf } from './report-words.ts';
import { heading, type Style } from './style.ts';
import { nextBlock } from './suggestions.ts';
import { NO_BORDERS } from './table.ts';
import { count, fold, wrap } from './wrap.ts';

/** A run, and its exit code, the error it ended with, or that its journal stops before the end. */
export interface EndedRun extends RunName {
  /** Its place in the list, where 1 is the latest. */
  readonly number: number;
  readonly ending: ExitCode | ErrorCode | 'cut off';
}

/** The runs that a report can be made of, latest first. */
export function runList(runs: readonly EndedRun[], style: Style): string {
  if (runs.length === 0)
    return noteText(
      { text: 'Nothing has been run yet.', next: [{ run: ['run'] }, { run: ['report'] }] },
      style,
    );
  const accounts = new Set(runs.map(accountOf));
  const [only] = accounts.size === 1 ? accounts : [];
  const table = new Table(NO_BORDERS);
  for (const run of runs) {
    const { number, id, command, startedAt, ending } = run;
    const columns = [
      `${number}`,
      id,
      dateOf(startedAt),
      command,
      endingText(ending),
      ...(only ? [] : [accountOf(run)]),
    ];
    table.push(columns.map((column) => `${column}  `));
  }
  return [
    ...wrap(`Runs${only ? ` on ${only}` : ''}, latest first`, style.width).map((line) =>
      heading(line, style),
    ),
    '',
    ...table
      .toString()
      .split('\n')
      .flatMap((line) => fold(line.trimEnd(), style.width)),
    '',
    ...nextBlock([{ run: ['report', '1'], why: 'writes the report of the latest' }], style),
  ].join('\n');
}

const accountOf = ({ accountId, target, region }: RunName): string => `${accountId} (${target}, ${region})`;

const endingText = (ending: EndedRun['ending']): string => {
  if (typeof ending === 'string') return ending;
  return ending === 0 ? 'done' : `exit code ${ending}`;
};

/** The path of a report, and its run. */
export const wroteText = (
  { run, command, startedAt, damage }: Story,
  path: string,
  { width }: Style,
): string =>
  [
    `Wrote ${path}: kms-lab ${command} of ${dateOf(startedAt)}, run ${run}.`,
    ...(damage.length > 0
      ? [`The journal is damaged in ${count(damage.length, 'line')}; the report says where.`]
      : []),
  ]
    .flatMap((line) => wrap(line, width))
    .join('\n');
