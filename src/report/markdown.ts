import { structuredPatch } from 'diff';
import { MATRIX_ACTIONS } from '../contract/access.ts';
import { groupBy } from '../contract/group.ts';
import type { Finding } from '../contract/step.ts';
import { commandLine, type Suggestion } from '../contract/suggestion.ts';
import { actionNames, disagrees, OUTCOMES, outcomeOf } from './cell.ts';
import { changeTitle, documentText } from './changes.ts';
import { checkSign } from './checks.ts';
import { noticesOf } from './notices.ts';
import { quizLines } from './quiz.ts';
import type {
  Passage,
  Story,
  StoryCell,
  StoryChange,
  StoryCheck,
  StoryError,
  StoryMatrix,
  StoryStep,
} from './report-model.ts';
import {
  attemptText,
  durationText,
  factsOf,
  isEmpty,
  isFailed,
  isPassed,
  isTold,
  isWorthTelling,
  knownBy,
  knownFrom,
  missingOf,
  moveLines,
  obstaclesOf,
  principalName,
  statusText,
  toneText,
  tookText,
  verdictOf,
} from './report-words.ts';
import { visible } from './visible.ts';
import { count } from './wrap.ts';

/** The report as Markdown for GitHub: tables, diffs, and passed checks folded away. */
export function markdownReport(story: Story): string {
  const verdict = verdictOf(story);
  const paragraphs = [
    '# Working with Key Policies',
    `**${toneText(verdict)}.** ${inline(verdict.text)}`,
    ...missing(story),
    ...errorQuote(story.ending?.error),
    table(
      ['', `kms-lab ${story.command}`],
      factsOf(story).map(([name, value]) => [`**${name}**`, value]),
    ),
    ...damage(story),
    ...glance(story),
    ...story.steps.flatMap((step, index) => (isTold(step) ? stepText(step, index + 1) : [])),
    ...(isEmpty(story.aside)
      ? []
      : [`## ${story.steps.length > 0 ? 'Beside the steps' : 'What happened'}`, ...passage(story.aside)]),
    ...timeLine(story),
  ];
  return `${paragraphs.join('\n\n')}\n`;
}

const missing = (story: Story): readonly string[] => {
  const left = missingOf(story);
  return left.length > 0
    ? [left.map(([word, titles]) => `- ${word}: ${inline(titles.join('; '))}`).join('\n')]
    : [];
};

/** Every step as a row: its outcome, and whose access it changed. */
const glance = ({ steps }: Story): readonly string[] =>
  steps.length > 0
    ? [
        '## At a glance',
        table(
          ['Step', 'Status', 'What changed for whom'],
          steps.map((step, index) => [
            `${index + 1}. ${step.title}`,
            statusText(step),
            step.matrix ? moveLines(step.matrix).join('. ') : '',
          ]),
        ),
        ...findingLines(steps),
      ]
    : [];

const findingLines = (steps: readonly StoryStep[]): readonly string[] => {
  const lines = steps.flatMap(({ findings }, index) =>
    findings.map(({ inShort, awsDoes }) => `- ${index + 1}. ${inline(inShort ?? awsDoes)}`),
  );
  return lines.length > 0 ? ['**Where the page and AWS differ**', lines.join('\n')] : [];
};

function stepText(step: StoryStep, number: number): readonly string[] {
  const took = tookText(step);
  return [
    `## ${number}. ${inline(step.title)}`,
    `${statusText(step)}${took ? `, ${took}` : ''}${step.section ? ` · the page’s section: ${inline(step.section)}` : ''}`,
    ...(step.why ? [inline(step.why)] : []),
    ...errorQuote(step.error),
    ...triedText(step),
    ...step.findings.map(findingQuote),
    ...(step.shown === undefined ? [] : [folded('What was seen', fenced(step.shown, ''))]),
    ...passage(step),
    ...(step.lastKnown
      ? [
          `**Who may do what with the key**, ${inline(knownFrom(step.lastKnown))}`,
          matrixTable(step.lastKnown),
        ]
      : []),
  ];
}

function triedText(step: StoryStep): readonly string[] {
  if (!isWorthTelling(step)) return [];
  const lines = step.attempts.flatMap((attempt) => [
    `1. ${inline(attemptText(attempt))}`,
    ...attempt.hints.map(({ at, text }) => `   - hint at +${durationText(at)}: ${inline(text)}`),
    ...(attempt.quiz ? quizLines(attempt.quiz).map((text) => `   - ${inline(text)}`) : []),
    ...obstaclesOf(attempt).map((text) => `   - ${checkSign('failed')} ${inline(text)}`),
    ...(attempt.error ? [`   - ${attempt.error.code}: ${inline(attempt.error.message)}`] : []),
  ]);
  return ['**What was tried**', lines.join('\n')];
}

const passage = ({ notes, changes, matrix, checks }: Passage): readonly string[] => [
  ...notes.map((note) => `> ${inline(note)}`),
  ...changes.map(changeText),
  ...(matrix
    ? [
        '**Who may do what with the key**',
        matrixTable(matrix),
        ...noticesOf(matrix.cells).map((notice) => `> **!** ${inline(notice)}`),
      ]
    : []),
  ...checksText(checks),
];

const findingQuote = ({ pageSays, awsDoes, source }: Finding): string =>
  [
    `> **The page says:** ${inline(pageSays)}  `,
    `> **AWS does:** ${inline(awsDoes)}  `,
    `> <sub>${linked(source)}</sub>`,
  ].join('\n');

const errorQuote = (error: StoryError | undefined): readonly string[] =>
  error
    ? [
        [
          `> **${error.code}:** ${inline(error.message)}`,
          ...(error.cause ? [`> Why: ${inline(error.cause)}`] : []),
          ...(error.hint ? [`> Next: ${inline(error.hint)}`] : []),
          ...(error.next ?? []).map((one) => `> ${typedCode(one)}`),
        ].join('  \n'),
      ]
    : [];

function changeText(change: StoryChange): string {
  const text = (document: StoryChange['before']) => (document ? `${documentText(document)}\n` : '');
  const { hunks } = structuredPatch('', '', text(change.before), text(change.after), '', '', { context: 3 });
  const lines = hunks.flatMap(({ lines }, index) => [...(index > 0 ? ['@@'] : []), ...lines]);
  const state = change.applied ? '' : ' (not applied)';
  return [
    `**${inline(changeTitle(change))}**${state}: ${inline(change.calls.join(', '))}`,
    fenced(lines.join('\n'), 'diff'),
  ].join('\n\n');
}

/** A changed cell shows its old value; one that was not tried is in italics. */
function matrixTable({ cells }: StoryMatrix): string {
  const rows = [...groupBy(cells, principalName)].map(([principal, row]) => [
    inline(principal),
    ...MATRIX_ACTIONS.map((action) => {
      const cell = row.find((one) => one.action === action);
      return cell ? cellText(cell) : '';
    }),
  ]);
  return [
    `| Who | ${MATRIX_ACTIONS.map((action) => actionNames([action])).join(' | ')} |`,
    `|${' --- |'.repeat(MATRIX_ACTIONS.length + 1)}`,
    ...rows.map((row) => `| ${row.join(' | ')} |`),
    '',
    '<sub>In italics: predicted only, not tried. In bold: changed by the step, ← from what.</sub>',
  ].join('\n');
}

function cellText(cell: StoryCell): string {
  const { sign, word } = OUTCOMES[outcomeOf(cell)];
  const answer = cell.observed ? `${sign} ${word}` : `*${sign} ${word}*`;
  const moved = cell.was ? `**${answer}** ← ${OUTCOMES[cell.was].word}` : answer;
  return disagrees(cell) || cell.unenforced ? `${moved}<br>${knownBy(cell)}` : moved;
}

function checksText(checks: readonly StoryCheck[]): readonly string[] {
  const failed = checks.filter(isFailed);
  const passed = checks.filter(isPassed);
  const unseen = checks.filter((check) => !isFailed(check) && !isPassed(check));
  return [
    ...(failed.length > 0 ? [`**${count(failed.length, 'check')} failed**`, checkTable(failed)] : []),
    ...(unseen.length > 0
      ? [`**${count(unseen.length, 'check')} could not be seen**`, checkTable(unseen)]
      : []),
    ...(passed.length > 0 ? [folded(`${count(passed.length, 'check')} passed`, checkTable(passed))] : []),
  ];
}

const checkTable = (checks: readonly StoryCheck[]): string =>
  table(
    ['Check', 'Expected', 'Seen', 'Evidence'],
    checks.map(({ status, title, expected, observed, evidence }) => [
      `${checkSign(status)} ${title}`,
      expected,
      observed,
      evidence,
    ]),
  );

const damage = ({ damage }: Story): readonly string[] =>
  damage.length > 0
    ? [
        '> [!WARNING]\n> The journal is damaged. The report uses the lines that can be read. Missing:\n>\n' +
          damage.map(({ line, why }) => `> - line ${line}: ${inline(why)}`).join('\n'),
      ]
    : [];

const timeLine = ({ moments }: Story): readonly string[] =>
  moments.length > 0
    ? [
        '## Time line',
        folded(
          count(moments.length, 'moment'),
          table(
            ['After', 'What'],
            moments.map(({ at, text }) => [durationText(at), text]),
          ),
        ),
      ]
    : [];

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows.map((row) => row.map(inlineOrBold))]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');

/** A command, and what it does; the code span's fence is longer than any backticks in the command. */
function typedCode(suggestion: Suggestion): string {
  const line = visible(commandLine(suggestion));
  const ticks = '`'.repeat(Math.max(0, ...(line.match(/`+/g) ?? []).map(({ length }) => length)) + 1);
  return `${ticks} ${line} ${ticks}${suggestion.why ? ` ${inline(suggestion.why)}` : ''}`;
}

/** Blank lines around folded content, so that it is parsed as Markdown. */
const folded = (title: string, content: string): string =>
  `<details><summary>${title}</summary>\n\n${content}\n\n</details>`;

/** With a fence that is longer than any in the text. */
function fenced(text: string, language: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${visible(text)}\n${fence}`;
}

const OUR_BOLD = /^\*\*[A-Za-z ]+\*\*$/;
const inlineOrBold = (text: string): string => (OUR_BOLD.test(text) ? text : inline(text));

/** Plain text: nothing in it is parsed as markup, a link or a mention, and it stays on its line. */
const inline = (text: string): string =>
  visible(text)
    .replace(/[\\`*_{}[\]|~#]/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/@/g, '@<!-- -->')
    .replace(/\s*\n\s*/g, ' ');

const URL_IN_TEXT = /(https?:\/\/[^\s()<>"]+)/;

const linked = (text: string): string =>
  text
    .split(URL_IN_TEXT)
    .map((part) => (URL_IN_TEXT.test(part) ? `<${part}>` : inline(part)))
    .join('');
