import type { EventOf, LabEvent, Summary } from '../contract/event.ts';
import { eventsOf } from '../contract/events-of.ts';
import type { Change } from '../contract/resource.ts';
import type { PartResult } from '../contract/workshop.ts';
import { accessChanges } from './access-change.ts';
import { changeDiff } from './changes.ts';
import { checkText, checkTexts } from './checks.ts';
import { conditionText } from './conditions.ts';
import { driftText } from './drift.ts';
import { findingsBlock } from './findings.ts';
import { hintText } from './hint.ts';
import { interruptedText } from './interrupted.ts';
import { leftText } from './left.ts';
import { matrixTable, noticesText } from './matrix.ts';
import { waysOn } from './next.ts';
import { noteText } from './note.ts';
import { quizText } from './quiz.ts';
import { reasons } from './reasons.ts';
import { standingText } from './standing.ts';
import { heading, type Style } from './style.ts';
import { nextBlock, suggestionLines } from './suggestions.ts';
import { summaryText } from './summary.ts';
import { wrap } from './wrap.ts';

export interface EndOfCommand {
  /** Whether an event already had a line, so that only what needs more than a line is left. */
  readonly told: (event: LabEvent) => boolean;
  /** Only the result: what failed, and the summary. */
  readonly quiet?: boolean;
}

/**
 * What is worth reading when a command has ended, in paragraphs: first its result, last the summary and what to type
 * next.
 */
export function closing(
  events: readonly LabEvent[],
  style: Style,
  { told, quiet = false }: EndOfCommand,
): string {
  const summary = eventsOf(events, 'summary').at(-1);
  if (!summary) return '';
  const standing = eventsOf(events, 'standing').at(-1);
  const plan = eventsOf(events, 'plan-saved').at(-1)?.path;
  const interrupted = eventsOf(events, 'interrupted').at(-1);
  const hint = eventsOf(events, 'hint').at(-1);
  const predictedToFail = failingPredictions(events).length > 0;
  const paragraphs = [
    ...untold(
      events.filter((event) => !told(event)),
      style,
    ),
    ...eventsOf(events, 'quiz').map((quiz) => quizText(quiz, style)),
    ...(ASKING.includes(summary.command) && !quiet ? passed(events, told, style) : []),
    ...(summary.command === 'status' || !standing || told(standing)
      ? []
      : [driftText(standing.drift, style)]),
    ...eventsOf(events, 'moved').map(({ changes }) => movedText(changes, style)),
    ...((quiet ? QUIET : BODIES)[summary.command] ?? failures)(events, style),
    ...notLookedAt(summary, style),
    summaryText(summary, style),
    ...(quiet && summary.ok
      ? []
      : nextBlock(waysOn(summary, { standing, plan, interrupted, hint, predictedToFail }), style)),
  ];
  return paragraphs.filter((paragraph) => paragraph !== '').join('\n\n');
}

/** Empty if everything could be seen, and if the command failed because it could not: then its error says more. */
export function notLookedAt(
  { notLookedAt: lacking = [], error, command }: Summary,
  style: Style,
): readonly string[] {
  if (lacking.length === 0 || error?.code === 'ERR_ACCESS') return [];
  return [
    noteText(
      {
        text: `Not looked at, because you are not allowed to: ${lacking.join(', ')}. What depends on it is not known.`,
        next: [
          {
            run: ['permissions', ...command.split(' ').slice(0, 1)],
            why: 'prints the policy that this command needs',
          },
        ],
      },
      style,
    ),
  ];
}

type Body = (events: readonly LabEvent[], style: Style) => readonly string[];

/** Notes, and what the only step of a run showed. */
function untold(events: readonly LabEvent[], style: Style): readonly string[] {
  return [
    ...(eventsOf(events, 'step-started').length === 1
      ? eventsOf(events, 'step-showed').map(({ text }) => text)
      : []),
    ...eventsOf(events, 'interrupted').map((event) => noteText({ text: interruptedText(event) }, style)),
    ...eventsOf(events, 'note').map((note) => noteText(note, style)),
    ...eventsOf(events, 'plan-saved').map(({ path }) => `The plan is kept in ${path}.`),
  ];
}

/** Met conditions and passed checks, a line each: what `verify` and `check` are for. */
const passed = (events: readonly LabEvent[], told: EndOfCommand['told'], style: Style): readonly string[] => [
  eventsOf(events, 'condition')
    .filter((event) => event.met && !told(event))
    .map((event) => conditionText(event, style))
    .join('\n'),
  eventsOf(events, 'check-settled')
    .filter((event) => event.verdict.status === 'passed' && !told(event))
    .map((event) => askedText(event, style))
    .join('\n'),
];

const askedText = ({ check, verdict }: EventOf<'check-settled'>, style: Style): string =>
  checkText({ title: check.title, verdict }, style);

/** And what could not be seen. */
const failures: Body = (events, style) =>
  checkTexts(
    eventsOf(events, 'check-settled')
      .filter(({ verdict }) => verdict.status !== 'passed')
      .map(({ check: { title }, verdict }) => ({ title, verdict })),
    style,
  );

const unmet: Body = (events, style) =>
  eventsOf(events, 'condition')
    .filter(({ met }) => !met)
    .map((event) => conditionText(event, style));

/** Commands that are only about checks. */
const ASKING: readonly string[] = ['verify', 'check'];

const taken: Body = (events, style) => [
  ...failures(events, style),
  ...findings(events, style),
  ...movements(events, style),
  ...notices(events, style),
  ...lastMatrix(events, style),
];

function restored(events: readonly LabEvent[], style: Style): readonly string[] {
  const left = eventsOf(events, 'left-as-is');
  return [
    ...failures(events, style),
    ...(left.length > 0 ? [leftText('What could not be restored', left, style)] : []),
  ];
}

const BODIES: Readonly<Record<string, Body>> = {
  check: (events, style) => [...unmet(events, style), ...failures(events, style), ...findings(events, style)],
  hint: (events, style) => eventsOf(events, 'hint').map((hint) => hintText(hint, style)),
  run: taken,
  solve: taken,
  back: restored,
  goto: restored,
  reset: restored,
  rollback: restored,
  plan: (events, style) => [...planned(events, style), ...predicted(events, style)],
  matrix: (events, style) => [
    ...lastMatrix(events, style),
    ...eventsOf(events, 'matrix').map(({ matrix }) => reasons(matrix, style)),
  ],
  setup: (events, style) => [
    ...failures(events, style),
    ...(eventsOf(events, 'summary').some(({ ok, parts = [] }) => ok && parts.every(isThere))
      ? [
          wrap('Nothing was missing: the account has everything that the page requires.', style.width).join(
            '\n',
          ),
        ]
      : []),
  ],
  status: (events, style) => [
    ...eventsOf(events, 'standing').map((standing) => standingText(standing, stepsOf(events), style)),
    ...predicted(events, style),
  ],
};

const stepsOf = (events: readonly LabEvent[]) => eventsOf(events, 'run-started').at(-1)?.steps ?? [];

/** The tables and findings of a run are not asked for. */
const QUIET: typeof BODIES = { ...BODIES, run: failures, solve: failures };

const failingPredictions = (events: readonly LabEvent[]) =>
  eventsOf(events, 'check-predicted').filter(({ verdict }) => verdict.status === 'failed');

/** Checks that are predicted to fail: at the account's place, or after a step. */
function predicted(events: readonly LabEvent[], style: Style): readonly string[] {
  const failing = failingPredictions(events);
  if (failing.length === 0) return [];
  return [
    heading('Checks that are predicted to fail', style),
    ...failing.map(({ step, check, verdict }) =>
      [
        checkText({ title: step ? `${check.title} (after ${step})` : check.title, verdict }, style),
        ...suggestionLines(verdict.next ?? [], style),
      ].join('\n'),
    ),
  ];
}

const isThere = ({ status }: PartResult): boolean => status === 'present';

function findings(events: readonly LabEvent[], style: Style): readonly string[] {
  const found = eventsOf(events, 'finding').map(({ finding }) => finding);
  return found.length > 0 ? [findingsBlock(found, style)] : [];
}

/** Notices of the matrices before the last one, which has its own below its table. */
function notices(events: readonly LabEvent[], style: Style): readonly string[] {
  const lines = eventsOf(events, 'matrix')
    .slice(0, -1)
    .flatMap(({ step, matrix }) => {
      const said = noticesText(matrix, style);
      return step && said.length > 0 ? ['', `  ${step}`, ...said.filter(Boolean)] : [];
    });
  return lines.length > 0 ? [[heading('What the account showed', style), ...lines].join('\n')] : [];
}

function lastMatrix(events: readonly LabEvent[], style: Style): readonly string[] {
  const last = eventsOf(events, 'matrix').at(-1);
  return last ? [matrixTable(last.matrix, style, { predictedOnly: last.predictedOnly })] : [];
}

/** The account as a plan saw it, and as it is now. */
const movedText = (changes: readonly Change[], style: Style): string =>
  [
    heading('What was changed since the plan was made', style),
    ...changes.map((change) => changeDiff(change, style)),
  ].join('\n\n');

/** Step by step, whose access was gained or lost. */
function movements(events: readonly LabEvent[], style: Style): readonly string[] {
  const matrices = eventsOf(events, 'matrix');
  const lines = matrices.flatMap(({ step, matrix }, index) => {
    const before = matrices[index - 1]?.matrix;
    const moved = before ? accessChanges(before, matrix, style, '    ') : [];
    return moved.length > 0 && step ? [`  ${step}`, ...moved] : [];
  });
  return lines.length > 0
    ? [[heading('What the steps changed for whom', style), '', ...lines].join('\n')]
    : [];
}

/** Step by step: the difference, the calls, and whose access would be gained or lost. */
function planned(events: readonly LabEvent[], style: Style): readonly string[] {
  let before = eventsOf(events, 'matrix').find(({ step }) => step === undefined)?.matrix;
  return eventsOf(events, 'step-started').flatMap(({ step }) => {
    const changes = eventsOf(events, 'change-planned').filter((event) => event.step === step.id);
    const after = eventsOf(events, 'matrix').find((event) => event.step === step.id)?.matrix;
    const moved = before && after ? accessChanges(before, after, style) : [];
    before = after ?? before;
    if (changes.length === 0) return [];
    return [
      [...wrap(`${step.id}: ${step.title}`, style.width).map((line) => heading(line, style))].join('\n'),
      ...changes.map(({ change }) => plannedChange(change, style)),
      moved.length > 0 ? ['for whom, predicted:', ...moved].join('\n') : '',
    ];
  });
}

const plannedChange = (change: Change, style: Style): string =>
  [changeDiff(change, style), ...wrap(`calls: ${change.calls.join(', ')}`, style.width)].join('\n');
