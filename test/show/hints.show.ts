import { test } from 'vitest';
import type { Hint } from '../../src/contract/hint.ts';
import { commandLine } from '../../src/contract/suggestion.ts';
import { pipeline, type StepId } from '../../steps/index.ts';
import { type Bench, openBench } from '../hints/done/bench.ts';
import { PAIRS } from '../hints/done/pairs.ts';
import type { Row } from '../hints/done/row.ts';
import { SINGLES } from '../hints/done/singles.ts';
import { writeDocs } from './docs.ts';

const ABOUT = `# Mistakes and their hints

Each mistake was made in a sandbox over the wire, as a participant would make it with the AWS CLI, and kms-lab was asked for a
hint. A hint has three grades, each after another \`h\`: where to look, what is different, and what to do, with what to type.
The third also shows the document that the step wants, and for a policy how to save a file of your own with the AWS CLI.

The tests make each of these mistakes again, and type what the hint says until the step is done. \`npm run show\` writes this page.`;

interface Shown {
  readonly row: Row;
  readonly hint: Hint;
}

/** A page is read more easily without what every row repeats, and written anew without what chance decides. */
const SHORTER: readonly (readonly [RegExp, string])[] = [
  [/(policy )KMSWorkshop-AdditionalPermissions of role KMSWorkshop-InstanceInitRole/g, '$1of the role'],
  [/\(\d\d:\d\d\)/g, '(14:50)'],
  [/\bA(IDA|ROA)[A-Z0-9]{17}\b/g, 'A$1…'],
  [/\b(?!1b2c3d4e)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, 'KEY-ID'],
  [/\b1b2c3d4e(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, '1b2c3d4e…'],
  [/\b[0-9a-f]{64}\b/g, 'GRANT-ID'],
  [/ --region us-east-1/g, ''],
];

const shortened = (text: string): string =>
  SHORTER.reduce((soFar, [long, short]) => soFar.replaceAll(long, short), text);

/** In a cell, a line break and a bar would end it; `<` would begin an element. */
const cell = (text: string): string =>
  shortened(text).replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('\n', ' ');

/** Long scripts are cut: the hint on the terminal has them whole. */
const LONGEST = 150;
const code = (text: string): string => {
  const line = shortened(text).replaceAll('|', '\\|');
  return `\`${line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line}\``;
};

/** Without the second of two ways, which is the same in every row. */
const typed = ({ next = [] }: Hint): string =>
  next
    .map((one) => commandLine(one))
    .filter((line) => !line.includes('file://policy.json'))
    .map(code)
    .join('<br>');

const rowOf = ({ row: { name }, hint: { nudge = '', says, do: what, ...hint } }: Shown): string =>
  `| ${[cell(name), cell(nudge), cell(says), [cell(what), typed(hint as Hint)].filter(Boolean).join('<br>')].join(' | ')} |`;

const table = (shown: readonly Shown[]): string =>
  [
    '| What was done | 1. Where to look | 2. What is different | 3. What to do |',
    '| --- | --- | --- | --- |',
    ...shown.map(rowOf),
  ].join('\n');

async function showAll(rows: readonly Row[]): Promise<readonly Shown[]> {
  const benches = new Map<StepId, Bench>();
  const shown: Shown[] = [];
  try {
    for (const row of rows) {
      const bench = benches.get(row.step) ?? (await openBench(row.step));
      benches.set(row.step, bench);
      const given = await bench.after(...row.does);
      if (!given) throw new Error(`There is no hint after: ${row.name}`);
      shown.push({ row, hint: given.hint });
    }
    return shown;
  } finally {
    for (const bench of benches.values()) await bench.close();
  }
}

test('hints.md', { timeout: 900_000 }, async () => {
  const singles = await showAll(SINGLES);
  const pairs = await showAll(PAIRS);
  const steps = pipeline.stages.flatMap(({ step: { id, title } }, index) => {
    const ofStep = singles.filter(({ row }) => row.step === id);
    return ofStep.length > 0 ? [`## Step ${index + 1}: ${title}`, table(ofStep)] : [];
  });
  const counts = `${singles.length} single mistakes, and ${pairs.length} times two at once.`;
  const both = [
    '## Two mistakes at once',
    'At step 2, in both orders. The hint is about the first that stands in the way, and says where to look for the other.',
    table(pairs),
  ];
  writeDocs('hints.md', [ABOUT, counts, ...steps, ...both].join('\n\n'));
});
