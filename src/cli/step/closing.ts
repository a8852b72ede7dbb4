import type { AccessMatrix } from '../../contract/access.ts';
import type { Standing } from '../../contract/event.ts';
import type { Change } from '../../contract/resource.ts';
import type { Finding } from '../../contract/step.ts';
import type { Suggestion } from '../../contract/suggestion.ts';
import type { CommandSession } from '../../engine/session.ts';
import { changeDiff } from '../../report/changes.ts';
import { matrixTable } from '../../report/matrix.ts';
import { heading, type Style } from '../../report/style.ts';
import { suggestionLines } from '../../report/suggestions.ts';
import { leftFailed, leftUndone, type WalkPosition } from '../../report/walk-position.ts';
import { labelled, wrap } from '../../report/wrap.ts';
import { SANDBOX_ENV } from '../suggested-commands.ts';
import { stepsText } from './page.ts';
import { paragraphs, sentence, type Text, type View } from './view.ts';

/** Shown once, before the first step: the account, all steps, and how to use another terminal. */
export function welcome({ target, lab: { facts, variant } }: CommandSession, place: WalkPosition): View {
  const { done, steps } = place;
  const { accountId, region, key } = facts;
  const at = done === 0 ? '' : ` ${done} of ${steps.length} steps ${done === 1 ? 'is' : 'are'} in place.`;
  const where = `Account ${accountId} (${target}, ${region}), key ${key.alias}, variant ${variant}.${at}`;
  return {
    title: 'Working with Key Policies',
    body: paragraphs(sentence(where), stepsText(place), (style) =>
      target === 'sandbox' ? byHand(style) : '',
    ),
  };
}

const byHand = (style: Style): string =>
  [
    ...wrap('To work by hand with the AWS CLI, type this in another terminal:', style.width),
    ...suggestionLines([{ ...SANDBOX_ENV, why: undefined }], style),
  ].join('\n');

/** What another user did to the account and no step does. */
export const walkDriftText =
  ({ drift }: Pick<Standing, 'drift'>): Text =>
  (style) =>
    [
      ...wrap(
        'The account does not match any step: it was changed by hand. This would undo that:',
        style.width,
      ),
      ...drift.flatMap((change) => ['', changeDiff(change, style)]),
    ].join('\n');

/** What changed while a question was open. */
export const changedMeanwhile =
  (changes: readonly Change[]): Text =>
  (style) =>
    [
      heading('What changed while the question was open', style),
      ...changes.map((change) => changeDiff(change, style)),
    ].join('\n');

export const SKIPPING =
  'Later steps build on this one. Left undone, “do it for me” at a later step does it first; by hand, no later step is right before this one is.';

/**
 * The end of the page: what is done and what is not, where it differs from AWS, who may do what now, and what to do
 * next.
 */
export function closingView(
  place: WalkPosition,
  matrix: AccessMatrix | undefined,
  session: CommandSession,
): View {
  const undone = leftUndone(place);
  const failed = leftFailed(place);
  const findings = place.steps
    .filter((step) => !undone.includes(step))
    .flatMap((step) => step.findings?.(session.lab.variant) ?? []);
  return {
    title: undone.length + failed.length === 0 ? 'The page is done' : 'The end of the page',
    body: paragraphs(
      ({ width }) => named('Not in place', undone, width),
      ({ width }) => named('In place, but the last checks failed', failed, width),
      stepsText(place),
      (style) => suggestionLines(WAYS_ON, style).join('\n'),
      (style) => (findings.length > 0 ? claims(findings, style) : ''),
      (style) => (matrix ? matrixTable(matrix, style) : ''),
    ),
  };
}

const named = (what: string, steps: WalkPosition['steps'], width: number): string =>
  steps.length === 0 ? '' : wrap(`${what}: ${steps.map(({ id }) => id).join(', ')}.`, width).join('\n');

const WAYS_ON: readonly Suggestion[] = [
  { run: ['report'], why: 'writes a report of this walk, as a page' },
  { run: ['reset'], why: 'restores the account to its baseline and verifies it' },
];

const COLUMN = 10;

/** Without their sources, which the steps have named. */
const claims = (findings: readonly Finding[], style: Style): string =>
  [
    heading('The page says, and AWS does', style),
    ...findings.map(({ pageSays, awsDoes }) =>
      [
        labelled('page says', pageSays, style.width, COLUMN),
        labelled('AWS does', awsDoes, style.width, COLUMN),
      ].join('\n'),
    ),
  ].join('\n\n');

/** How to come back. */
export const resumption: Text = (style) =>
  suggestionLines([{ run: ['step'], why: 'continues from here, on any day' }], style).join('\n');
