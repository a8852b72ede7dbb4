import type { Agreement } from './agree.ts';
import type { Opinion } from './opinion.ts';
import type { Situation, Subject } from './situation.ts';

/** A situation, what each command said, and where they do not agree. */
export interface Row {
  readonly situation: Situation;
  readonly agreement: Agreement;
  readonly disagreements: readonly string[];
}

const HEAD = ['Situation', 'Lab', 'Decides', 'doctor', 'plan', 'status', 'verify', 'run', 'Hint', 'Agree'];

export const tableOf = ({ title }: Subject, rows: readonly Row[]): string =>
  [`## ${title}`, '', lineOf(HEAD), lineOf(HEAD.map(() => '---')), ...rows.map(rowOf)].join('\n');

function rowOf({ situation, agreement: { said, hint }, disagreements }: Row): string {
  const { name, expect } = situation;
  return lineOf([
    name,
    expect.runs ? 'runs' : `fails${expect.at ? ` at ${expect.at}` : ''}`,
    expect.runs ? '' : (expect.names.exec(said.run.says)?.[0] ?? '?'),
    ...[said.doctor, said.plan, said.status, said.verify, said.run].map(shortly),
    hint?.split(':')[0] ?? '',
    disagreements.length === 0 ? 'yes' : `no: ${disagreements.join('; ')}`,
  ]);
}

/** `0`, `3 ERR_PREDICTED` */
const shortly = ({ exitCode, code }: Opinion): string =>
  [exitCode, code].filter((part) => part !== undefined).join(' ');

const lineOf = (cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
