import Table from 'cli-table3';
import type { RunName } from '../contract/journal.ts';
import type { Story } from './story.ts';
import { dateOf } from './story-words.ts';
import { heading, type Style } from './style.ts';
import { NO_BORDERS } from './table.ts';
import { count, fold, wrap } from './wrap.ts';

/** The runs that a report can be made of, latest first. */
export function runList(runs: readonly RunName[], style: Style): string {
  if (runs.length === 0)
    return wrap('Nothing has been run yet: kms-lab run, then kms-lab report.', style.width).join('\n');
  const table = new Table(NO_BORDERS);
  for (const { id, command, startedAt, target, accountId, region } of runs) {
    table.push([`${id}  `, `${dateOf(startedAt)}  `, `${command}  `, `${accountId} (${target}, ${region})`]);
  }
  const lines = table.toString().split('\n');
  return [
    heading('Runs, latest first', style),
    '',
    ...lines.flatMap((line) => fold(line.trimEnd(), style.width)),
    '',
    ...wrap(`kms-lab report ${runs[0]?.id} makes the report of the first.`, style.width),
  ].join('\n');
}

/** Where a report is, and of what. */
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
