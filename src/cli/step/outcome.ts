import type { AccessMatrix } from '../../contract/access.ts';
import type { LabEvent } from '../../contract/event.ts';
import { eventsOf } from '../../contract/events-of.ts';
import { accessChanges } from '../../report/access-change.ts';
import { checkTexts, withoutAnswer } from '../../report/checks.ts';
import { checksLine } from '../../report/checks-line.ts';
import { conditionText } from '../../report/conditions.ts';
import { errorText } from '../../report/error.ts';
import { findingsBlock } from '../../report/findings.ts';
import { noteText } from '../../report/note.ts';
import { quizText } from '../../report/quiz.ts';
import { heading, type Style } from '../../report/style.ts';
import { withSuggestions } from '../../report/suggestions.ts';
import { fold, wrap } from '../../report/wrap.ts';
import { paragraphs, type Text } from './view.ts';

export const summaryOf = (events: readonly LabEvent[]) => eventsOf(events, 'summary').at(-1);

export const lastMatrix = (events: readonly LabEvent[]): AccessMatrix | undefined =>
  eventsOf(events, 'matrix').at(-1)?.matrix;

/** The outcome of a task: why it failed, what was seen, the checks, whose access changed, and the findings. */
export function outcomeText(events: readonly LabEvent[], before: AccessMatrix | undefined): Text {
  const after = lastMatrix(events);
  const findings = eventsOf(events, 'finding').map(({ finding }) => finding);
  const error = summaryOf(events)?.error;
  return paragraphs(
    (style) => (error ? errorText(error, style) : ''),
    ...eventsOf(events, 'quiz').map(
      (quiz): Text =>
        (style) =>
          quizText(quiz, style),
    ),
    ...eventsOf(events, 'step-showed').map(
      ({ text }): Text =>
        (style) =>
          shownText(text, style),
    ),
    ...eventsOf(events, 'note').map(
      (note): Text =>
        (style) =>
          noteText(note, style),
    ),
    (style) =>
      eventsOf(events, 'condition')
        .map((condition) => conditionText(condition, style))
        .join('\n'),
    (style) => checksText(events, style),
    (style) => (before && after ? accessText(before, after, style) : ''),
    (style) => (findings.length > 0 ? findingsBlock(findings, style) : ''),
  );
}

/**
 * The same for what a user did by hand, without what to type about a failed check: that would be the answer, which
 * only a hint may give.
 */
export const checkedText: typeof outcomeText = (events, before) =>
  outcomeText(events.map(withoutAnswer), before);

/** A sentence, or a document, whose indentation matters. */
const shownText = (text: string, { width }: Style): string =>
  text
    .split('\n')
    .flatMap((line) => (/^[\s{}[\]]/.test(line) ? fold(line, width) : wrap(line, width)))
    .join('\n');

/** How many passed; those that did not, in full. */
function checksText(events: readonly LabEvent[], style: Style): string {
  const asked = eventsOf(events, 'check-settled');
  if (asked.length === 0) return '';
  const failed = asked.filter(({ verdict }) => verdict.status === 'failed');
  const unseen = asked.filter(({ verdict }) => verdict.status === 'skipped');
  const line = checksLine(asked.map(({ verdict }) => verdict)) ?? '';
  return [
    ...wrap(line, style.width),
    ...checkTexts(
      [...failed, ...unseen].map(({ check: { title }, verdict }) => ({ title, verdict })),
      style,
      (text, { verdict }) => withSuggestions(text, verdict.next, style, '    '),
    ),
  ].join('\n');
}

function accessText(before: AccessMatrix, after: AccessMatrix, style: Style): string {
  const moved = accessChanges(before, after, style);
  if (moved.length === 0) return wrap('Access to the key has not changed.', style.width).join('\n');
  return [heading('What it changed for whom', style), ...moved].join('\n');
}
