import type { Conformance, ConformanceResult } from '../contract/conformance.ts';
import { signOf } from './marks.ts';
import { heading, paintOf, type Style } from './style.ts';
import { visible } from './visible.ts';
import { count, labelled, wrap } from './wrap.ts';
import { xmlAttribute } from './xml-text.ts';

const COLUMN = 13;
const MARKS = { conforms: 'done', differs: 'failed', unarranged: 'skipped' } as const;
const WORDS: Readonly<Record<ConformanceResult['status'], string>> = {
  conforms: 'as AWS',
  differs: 'differs',
  unarranged: 'could not be asked',
};

/** Every answer that is not AWS's, with what AWS answers; then how many are. */
export function conformanceText({ endpoint, rows, left }: Conformance, style: Style): string {
  const others = rows.filter(({ status }) => status !== 'conforms');
  return [
    heading(`What ${endpoint} answers, beside AWS`, style),
    ...others.map((row) => rowText(row, style)),
    ...wrap(totals(rows), style.width),
    ...left.flatMap((one) => wrap(one, style.width).map(paintOf(style).yellow)),
  ].join('\n');
}

const rowText = ({ status, says, expected, answered, source }: ConformanceResult, style: Style): string =>
  [
    ...wrap(`${signOf(MARKS[status])} ${says}`, style.width),
    labelled('  AWS', expected, style.width, COLUMN),
    labelled(status === 'differs' ? '  answered' : '  not asked', answered, style.width, COLUMN),
    labelled('  see', source, style.width, COLUMN),
  ].join('\n');

function totals(rows: Conformance['rows']): string {
  const number = (status: ConformanceResult['status']) => rows.filter((row) => row.status === status).length;
  const inferred = rows.filter((row) => row.inferred).length;
  return `${number('conforms')} of ${count(rows.length, 'answer')} as AWS; ${number('differs')} differ; ${number('unarranged')} could not be asked. AWS does not document ${inferred} of them.`;
}

/** A table for a page of documentation. */
export const conformanceMarkdown = ({ rows, left }: Conformance): string =>
  [
    totals(rows),
    '',
    '| | What AWS does | Answer | Source |',
    '| --- | --- | --- | --- |',
    ...rows.map(
      ({ status, says, answered, source, inferred }) =>
        `| ${WORDS[status]} | ${says}${inferred ? ' *Inferred.*' : ''} | ${code(answered)} | [AWS](${source}) |`,
    ),
    ...left.map((one) => `\n${code(one)}`),
    '',
  ].join('\n');

/** Only the kind of answer: ids and times in a message would differ each time. */
const code = (text: string): string => `\`${visible(text.split(':')[0] ?? '').replace(/[`|\n]/g, ' ')}\``;

/** One suite, one test case for each answer: https://github.com/testmoapp/junitxml */
export function conformanceJUnit({ endpoint, rows }: Conformance): string {
  const failed = rows.filter(({ status }) => status === 'differs').length;
  const skipped = rows.filter(({ status }) => status === 'unarranged').length;
  const numbers = `tests="${rows.length}" failures="${failed}" errors="0" skipped="${skipped}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="conformance" ${numbers}>`,
    `  <testsuite name="${xmlAttribute(endpoint)}" ${numbers}>`,
    ...rows.map(
      (row) =>
        `    <testcase classname="kms-lab.conformance" name="${xmlAttribute(row.id)}: ${xmlAttribute(row.says)}" time="0">${outcome(row)}</testcase>`,
    ),
    '  </testsuite>',
    '</testsuites>\n',
  ].join('\n');
}

function outcome({ status, expected, answered, source }: ConformanceResult): string {
  if (status === 'conforms') return '';
  if (status === 'unarranged') return `<skipped message="${xmlAttribute(answered)}"/>`;
  return `<failure message="${xmlAttribute(`expected ${expected}; answered ${answered}`)}">${xmlAttribute(source)}</failure>`;
}
