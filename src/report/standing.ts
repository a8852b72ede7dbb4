import type { EventOf, Standing } from '../contract/event.ts';
import { driftText } from './drift.ts';
import { leftText } from './left.ts';
import { type Mark, signOf } from './marks.ts';
import { heading, type Style } from './style.ts';
import { labelled } from './wrap.ts';

const COLUMN = 11;

type Steps = EventOf<'run-started'>['steps'];

/** The state of a step: its symbol, and the word for it. */
const STATES = {
  done: { mark: 'done', word: 'done' },
  failed: { mark: 'failed', word: 'failed' },
  begun: { mark: 'begun', word: 'half done' },
  next: { mark: 'next', word: 'next' },
  open: { mark: 'open', word: 'not yet' },
} as const satisfies Readonly<Record<string, { readonly mark: Mark; readonly word: string }>>;

/** The state of each step; if the account matches none, as the lab left it. */
function statesOf(
  steps: Steps,
  { at, last, halfDone, next, failed = [] }: Standing,
): readonly (keyof typeof STATES)[] {
  const done = steps.findIndex(({ id }) => (at ?? last) === `after-${id}`) + 1;
  return steps.map(({ id }, index) => {
    if (failed.includes(id) && index <= done) return 'failed';
    if (id === halfDone) return 'begun';
    if (id === next) return 'next';
    return index < done ? 'done' : 'open';
  });
}

/** `  3 ▸ next       Start the web app on the instance` */
function stepList(steps: Steps, standing: Standing, style: Style): readonly string[] {
  const states = statesOf(steps, standing);
  const width = Math.max(...Object.values(STATES).map(({ word }) => word.length)) + 2;
  const digits = String(steps.length).length;
  return steps.map(({ title }, index) => {
    const { mark, word } = STATES[states[index] ?? 'open'];
    const label = `  ${String(index + 1).padStart(digits)} ${signOf(mark)} ${word.padEnd(width)}`;
    return labelled(label, title, style.width, label.length);
  });
}

/** Where the account is among the steps, and what has changed since the lab left it. */
export function standingText(standing: Standing, steps: Steps, style: Style): string {
  const { at, last, drift, missing = [], changedAround = [] } = standing;
  const line = (label: string, text: string) => labelled(`  ${label}`, text, style.width, COLUMN);
  return [
    heading('Where the account stands', style),
    '',
    ...stepList(steps, standing, style),
    '',
    line('at', at ?? `no step: changed since ${last ?? 'the lab left it'}`),
    line('drift', drift.length === 0 ? 'none' : drift.map(({ title }) => title).join(', ')),
    ...changedAround.map((text) => line('changed', text)),
    ...missing.map(({ title, error }) =>
      line('missing', `${title}: ${error.code === 'ERR_NOT_FOUND' ? 'gone' : 'cannot be read'}`),
    ),
    ...(missing.length > 0 ? ['', leftText('What is missing', missing, style)] : []),
    ...(drift.length > 0 ? ['', driftText(drift, style)] : []),
  ].join('\n');
}
