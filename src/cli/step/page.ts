import type { Here } from '../../contract/guide.ts';
import type { Change } from '../../contract/resource.ts';
import type { Step } from '../../contract/step.ts';
import { changeDiff } from '../../report/changes.ts';
import { type GuideTarget, guideLines } from '../../report/guide.ts';
import { signOf } from '../../report/marks.ts';
import { paintOf, type Style } from '../../report/style.ts';
import { leftUndone, type WalkPosition } from '../../report/walk-position.ts';
import { labelled, wrap } from '../../report/wrap.ts';
import { paragraphs, type Text, type View } from './view.ts';

/** `Step 3 of 7: Start the web app on the instance` */
export function stepTitle({ steps, shown }: WalkPosition): string {
  const step = steps[shown];
  return step ? `Step ${shown + 1} of ${steps.length}: ${step.title}` : 'The end of the page';
}

/** A step as it is first shown, short enough for a small screen: what it is, why, and what to do. */
export function stepView(place: WalkPosition, step: Step, here: Here): View {
  return {
    title: stepTitle(place),
    body: paragraphs(
      (style) =>
        [
          ...wrap(`The page’s section: ${step.section}`, style.width).map(paintOf(style).dim),
          ...wrap(step.guide.why, style.width),
        ].join('\n'),
      (style) => [taskText(step, here)(style), ...undoneLines(place, style)].join('\n'),
    ),
  };
}

const TASK_COLUMN = 7;

/** What to do, in a sentence or two. */
export const taskText =
  ({ guide }: Step, here: Here): Text =>
  ({ width }) =>
    labelled('To do', guide.task(here), width, TASK_COLUMN);

/** Which steps before this one were skipped. */
function undoneLines(place: WalkPosition, { width }: Style): readonly string[] {
  const names = leftUndone(place).map(({ id }) => id);
  return names.length === 0 ? [] : wrap(`Not in place yet, and done first: ${names.join(', ')}.`, width);
}

/** How to do the step by hand. */
export const walkGuideText =
  (step: Step, at: GuideTarget): Text =>
  (style) =>
    guideLines(step, at, style).join('\n');

/** What would change, as removed and added lines. */
export function diffText(changes: readonly Change[], style: Style): string {
  if (changes.length === 0)
    return wrap('Nothing to change: the account already matches this step.', style.width).join('\n');
  const removed = changes.some(({ before }) => before !== undefined);
  return [
    ...(removed ? wrap('- is a line that goes, + a line that comes.', style.width) : []),
    ...changes.flatMap((change, index) => [...(index > 0 ? [''] : []), changeDiff(change, style)]),
  ].join('\n');
}

/** All steps, and the status of each. */
export const stepsText =
  ({ steps, done, shown, failed }: WalkPosition): Text =>
  (style) =>
    steps
      .map(({ id, title }, index) => {
        const hasFailed = failed.includes(id);
        const mark = hasFailed ? 'failed' : index < done ? 'done' : index === shown ? 'next' : 'open';
        return labelled(`${signOf(mark)} ${index + 1}`, title, style.width, STEPS_COLUMN);
      })
      .join('\n');

const STEPS_COLUMN = 5;
