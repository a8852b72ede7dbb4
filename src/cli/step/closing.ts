import type { AccessMatrix } from '../../contract/access.ts';
import type { Standing } from '../../contract/event.ts';
import type { Change } from '../../contract/resource.ts';
import type { Finding } from '../../contract/step.ts';
import type { Suggestion } from '../../contract/suggestion.ts';
import type { Session } from '../../engine/session.ts';
import { changeDiff } from '../../report/changes.ts';
import { matrixTable } from '../../report/matrix.ts';
import { heading, type Style } from '../../report/style.ts';
import { suggestionLines } from '../../report/suggestions.ts';
import { labelled, wrap } from '../../report/wrap.ts';
import { SANDBOX_ENV } from '../next-line.ts';
import { leftFailed, leftUndone, type Place } from './conversation.ts';

/** Said once, before the first step. */
export function welcome(
  { target, lab: { facts, variant } }: Session,
  { done, steps }: Place,
  style: Style,
): string {
  const at = done === 0 ? 'The page begins.' : `${done} of ${steps.length} steps are in place.`;
  const lines = [
    `Account ${facts.accountId} (${target}, ${facts.region}), key ${facts.key.alias}, variant ${variant}. ${at}`,
    ...(target === 'sandbox'
      ? ['This account lives on your machine, without a console. For the AWS CLI, type in another terminal:']
      : []),
  ];
  return [
    ...lines.flatMap((line) => wrap(line, style.width)),
    ...(target === 'sandbox' ? suggestionLines([SANDBOX_ENV], style) : []),
  ].join('\n');
}

/** What somebody did to the account that no step does. */
export function driftText({ drift }: Pick<Standing, 'drift'>, style: Style): string {
  return [
    ...wrap(
      'The account is not as a step leaves it: somebody changed it. This would take that back:',
      style.width,
    ),
    ...drift.flatMap((change) => ['', changeDiff(change, style)]),
  ].join('\n');
}

/** What became another one while a question was open. */
export function changedMeanwhile(changes: readonly Change[], style: Style): string {
  return [
    heading('What somebody changed meanwhile', style),
    ...changes.map((change) => changeDiff(change, style)),
  ].join('\n');
}

/** Which steps before this one were skipped; empty where none was. */
export function undoneText(place: Place, style: Style): string {
  const names = leftUndone(place).map(({ id }) => id);
  if (names.length === 0) return '';
  const text = `Not in place yet: ${names.join(', ')}. “Do it for me” does that first; “go back” returns to it.`;
  return wrap(text, style.width).join('\n');
}

export const SKIPPING =
  'Later steps build on this one. Left undone, “do it for me” at a later step does it first; by hand, no later step is right before this one is.';

/** The end of the page: where it and AWS part, who may do what now, and the ways on. */
export function closingText(
  place: Place,
  matrix: AccessMatrix | undefined,
  session: Session,
  style: Style,
): string {
  const { steps } = place;
  const undone = leftUndone(place);
  const failed = leftFailed(place);
  const findings = steps
    .filter((step) => !undone.includes(step))
    .flatMap((step) => step.findings?.(session.lab.variant) ?? []);
  return [
    heading(undone.length + failed.length === 0 ? 'The page is done' : 'The end of the page', style),
    ...[
      ['Not in place', undone] as const,
      ['In place, but the checks failed when they were last asked', failed] as const,
    ].map(([what, some]) =>
      some.length === 0
        ? ''
        : wrap(`${what}: ${some.map(({ id }) => id).join(', ')}.`, style.width).join('\n'),
    ),
    findings.length > 0
      ? [heading('The page says, and AWS does', style), ...findings.map((one) => claim(one, style))].join(
          '\n\n',
        )
      : '',
    matrix ? matrixTable(matrix, style) : '',
    suggestionLines(WAYS_ON, style).join('\n'),
  ]
    .filter((paragraph) => paragraph !== '')
    .join('\n\n');
}

const WAYS_ON: readonly Suggestion[] = [
  { run: ['report'], why: 'writes a report of this walk, as a page' },
  { run: ['reset'], why: 'restores the account to its baseline and verifies it' },
];

const COLUMN = 10;

/** Without its source, which the step has named. */
const claim = ({ pageSays, awsDoes }: Finding, { width }: Style): string =>
  [labelled('page says', pageSays, width, COLUMN), labelled('AWS does', awsDoes, width, COLUMN)].join('\n');

/** How to come back. */
export const resumption = (style: Style): string =>
  suggestionLines([{ run: ['step'], why: 'goes on from here, on any day' }], style).join('\n');
