import type { TargetName } from '../contract/event.ts';
import { GUIDE_FILES, type GuideLine, type Here } from '../contract/guide.ts';
import type { Step } from '../contract/step.ts';
import { commandLine, type Suggestion } from '../contract/suggestion.ts';
import { findingsBlock } from './findings.ts';
import { heading, paintOf, type Style } from './style.ts';
import { brokenCommand, suggestionLines } from './suggestions.ts';
import { wrap } from './wrap.ts';

/** The target of a guide: the sandbox has no console. */
export interface GuideTarget {
  readonly target: TargetName;
  readonly here: Here;
}

/** A step explained: why, what to do and how, and where the page differs from AWS. */
export function guideText(step: Step, at: GuideTarget, style: Style): string {
  const { id, title, section, guide } = step;
  const found = step.findings?.(at.here.variant) ?? [];
  return [
    ...wrap(`${id}: ${title}`, style.width).map((line) => heading(line, style)),
    ...wrap(`the page’s section: ${section}`, style.width).map(paintOf(style).dim),
    '',
    ...wrap(guide.why, style.width),
    '',
    ...guideLines(step, at, style),
    '',
    heading('Or have it done', style),
    ...suggestionLines([{ run: ['solve', id], why: 'does the step for you' }], style),
    ...(found.length > 0 ? ['', findingsBlock(found, style)] : []),
  ].join('\n');
}

/** How to take a step by hand on this target: what to do, and each way to do it. */
export function guideLines(step: Step, { target, here }: GuideTarget, style: Style): readonly string[] {
  const { guide } = step;
  const edits = editsOf(step);
  return [
    heading('What to do', style),
    ...wrap(guide.task(here), style.width, '  '),
    ...(guide.values?.(here) ?? []).map(([what, value]) => `  ${what.padEnd(VALUE_COLUMN)}${value}`),
    ...(edits.length > 0 ? ['', heading('In your editor', style), ...suggestionLines(edits, style)] : []),
    ...(target === 'aws'
      ? ['', heading('In the console', style), ...consoleLines(guide.console(here), style)]
      : []),
    '',
    heading('With the AWS CLI', style),
    ...[...entering(target), ...cliOf(step, here)].flatMap((line) => lineOf(line, style)),
  ];
}

const VALUE_COLUMN = 13;

/** The lines of the AWS CLI, after those that look up what they need. */
export function cliOf({ guide }: Step, here: Here): readonly GuideLine[] {
  const lines = guide.cli(here);
  const needed: GuideLine[] = [];
  let text = lines.map((line) => (typeof line === 'object' && 'shell' in line ? line.shell : '')).join('\n');
  for (const { variable, shell } of [...here.lookups].reverse()) {
    if (!text.includes(`$${variable}"`)) continue;
    needed.unshift({ shell });
    text += `\n${shell}`;
  }
  return [...needed, ...lines];
}

/** Makes the shell act as the sandbox's operator. */
const entering = (target: TargetName): readonly GuideLine[] =>
  target === 'sandbox' ? [{ run: ['sandbox', 'env'], evaluated: true }] : [];

/** The policies of the step that can be edited and saved with kms-lab. */
const editsOf = (step: Step): readonly Suggestion[] =>
  (step.kind === 'edit' ? step.edits : [])
    .filter(({ resource }) => Object.hasOwn(GUIDE_FILES, resource))
    .map(({ resource }) => ({
      run: ['edit', resource],
      why: 'opens it, shows what your change would do, and saves it',
    }));

/** Consecutive clicks form one paragraph; what is to be typed is on a line of its own. */
function consoleLines(lines: readonly GuideLine[], style: Style): readonly string[] {
  const shown: string[] = [];
  let clicks: string[] = [];
  const flush = (): void => {
    if (clicks.length > 0) shown.push(...wrap(clicks.join(' → '), style.width, '  '));
    clicks = [];
  };
  for (const line of lines) {
    if (typeof line === 'string') clicks.push(line);
    else {
      flush();
      shown.push(...lineOf(line, style));
    }
  }
  flush();
  return shown;
}

const lineOf = (line: GuideLine, style: Style): readonly string[] =>
  typeof line === 'string'
    ? wrap(line, style.width, '  ')
    : brokenCommand(commandLine(line, style.typed), style.width);
