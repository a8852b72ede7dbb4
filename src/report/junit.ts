import type { Damage } from '../contract/journal.ts';
import { commandLine } from '../contract/suggestion.ts';
import { noticesOf } from './notices.ts';
import type { Passage, Story, StoryAttempt, StoryCheck, StoryError, StoryStep } from './report-model.ts';
import {
  attemptText,
  factsOf,
  isEmpty,
  isWorthTelling,
  obstaclesOf,
  STATUSES,
  tookOf,
} from './report-words.ts';
import { xmlAttribute, xmlText } from './xml-text.ts';

/** One test case. `outcome` is the element in it that says how it went; without one, it passed. */
interface Case {
  readonly name: string;
  readonly outcome?: 'failure' | 'error' | 'skipped';
  readonly xml: string;
}

interface Suite {
  readonly name: string;
  readonly title: string;
  readonly seconds: number;
  readonly from: number;
  readonly cases: readonly Case[];
  /** What its matrix shows besides the checks. */
  readonly notices?: readonly string[];
}

/**
 * The report as JUnit XML, in the subset that CI systems agree on: a suite per step, a case per check. A step that
 * ended in an error has a case for the error; one that was not reached or was undone has a skipped case.
 * https://github.com/testmoapp/junitxml
 */
export function junitReport(story: Story): string {
  const suites = suitesOf(story);
  const cases = suites.flatMap((suite) => suite.cases);
  const attributes = `name="kms-lab ${xmlAttribute(story.command)}" ${numbers(cases)} time="${seconds(story.durationMs)}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${attributes}>`,
    ...suites.map((suite) => suiteXml(suite, story)),
    '</testsuites>\n',
  ].join('\n');
}

function suitesOf(story: Story): readonly Suite[] {
  const { steps, aside, ending, durationMs, damage } = story;
  const told = steps.some(({ error }) => error);
  return [
    ...steps.map((step) => stepSuite(step, durationMs)),
    ...(isEmpty(aside) && (told || !ending?.error)
      ? []
      : [
          {
            name: story.command,
            title: `kms-lab ${story.command}`,
            seconds: durationMs,
            from: 0,
            notices: noticesOf(aside.matrix?.cells ?? []),
            cases: [
              ...casesOf(aside),
              ...(told ? [] : errorCases(`kms-lab ${story.command}`, ending?.error)),
            ],
          },
        ]),
    ...(damage.length > 0
      ? [{ name: 'journal', title: 'The journal', seconds: 0, from: 0, cases: damage.map(damagedCase) }]
      : []),
  ];
}

/** An incomplete report proves nothing. */
const damagedCase = ({ line, why }: Damage): Case => ({
  name: `line ${line}`,
  outcome: 'error',
  xml: `<error type="damaged" message="${xmlAttribute(why)}"/>`,
});

const stepSuite = (step: StoryStep, durationMs: number): Suite => {
  const cases = [...casesOf(step), ...errorCases(step.title, step.error)];
  return {
    name: step.id,
    title: step.title,
    seconds: tookOf(step),
    from: step.attempts[0]?.from ?? durationMs,
    cases: [...cases, ...statusCases(step, cases)],
    notices: [
      ...(isWorthTelling(step) ? step.attempts.flatMap(attemptLines) : []),
      ...noticesOf(step.matrix?.cells ?? []),
    ],
  };
};

const attemptLines = (attempt: StoryAttempt): readonly string[] => [
  attemptText(attempt),
  ...attempt.hints.map(({ text }) => `hint: ${text}`),
  ...obstaclesOf(attempt),
];

/** What happened to a step, if its checks alone do not show it. */
function statusCases({ title, status }: StoryStep, told: readonly Case[]): readonly Case[] {
  const { word } = STATUSES[status];
  if (status === 'unfinished')
    return [
      { name: title, outcome: 'error', xml: '<error type="unfinished" message="the journal stops here"/>' },
    ];
  if (status === 'failed' && told.every(({ outcome }) => outcome === undefined || outcome === 'skipped'))
    return [{ name: title, outcome: 'failure', xml: `<failure type="failed" message="${word}"/>` }];
  return status === 'not-reached' ||
    status === 'undone' ||
    ((status === 'skipped' || status === 'incomplete') && told.length === 0)
    ? [{ name: title, outcome: 'skipped', xml: `<skipped message="${word}"/>` }]
    : [];
}

const casesOf = ({ checks }: Passage): readonly Case[] =>
  checks.map((check) => ({
    name: check.title,
    ...OUTCOMES[check.status],
    xml: checkXml(check),
  }));

const OUTCOMES = {
  passed: {},
  failed: { outcome: 'failure' },
  skipped: { outcome: 'skipped' },
} as const satisfies Record<StoryCheck['status'], Pick<Case, 'outcome'>>;

/** The line that a CI system shows, then everything. */
function checkXml({ id, status, expected, observed, evidence }: StoryCheck): string {
  const all = `expected: ${expected}\n${evidence}: ${observed}`;
  if (status === 'skipped') return `<skipped message="${xmlAttribute(observed)}"/>`;
  return status === 'failed'
    ? `<failure type="${xmlAttribute(id)}" message="${xmlAttribute(`expected ${expected}; ${evidence} ${observed}`)}">${xmlText(all)}</failure>`
    : `<system-out>${xmlText(all)}</system-out>`;
}

const errorCases = (name: string, error: StoryError | undefined): readonly Case[] =>
  error
    ? [
        {
          name,
          outcome: 'error',
          xml: `<error type="${xmlAttribute(error.code)}" message="${xmlAttribute(error.message)}">${xmlText([error.cause, error.hint, ...(error.next ?? []).map((one) => commandLine(one))].filter(Boolean).join('\n'))}</error>`,
        },
      ]
    : [];

function suiteXml({ name, title, seconds: time, from, cases, notices = [] }: Suite, story: Story): string {
  // Without a time zone, as the schema requires; UTC.
  const timestamp = new Date(Date.parse(story.startedAt) + from).toISOString().slice(0, 19);
  return [
    `  <testsuite name="${xmlAttribute(name)}" ${numbers(cases)} time="${seconds(time)}" timestamp="${timestamp}">`,
    '    <properties>',
    ...[['title', title] as const, ...factsOf(story)].map(
      ([property, value]) =>
        `      <property name="${xmlAttribute(property)}" value="${xmlAttribute(value)}"/>`,
    ),
    '    </properties>',
    ...cases.map(
      (one) =>
        `    <testcase classname="kms-lab.${xmlAttribute(name)}" name="${xmlAttribute(one.name)}" time="0">${one.xml}</testcase>`,
    ),
    ...(notices.length > 0 ? [`    <system-out>${xmlText(notices.join('\n'))}</system-out>`] : []),
    '  </testsuite>',
  ].join('\n');
}

const numbers = (cases: readonly Case[]): string => {
  const number = (kind: Case['outcome']) => cases.filter(({ outcome }) => outcome === kind).length;
  return `tests="${cases.length}" failures="${number('failure')}" errors="${number('error')}" skipped="${number('skipped')}"`;
};

const seconds = (ms: number): string => (ms / 1000).toFixed(3);
