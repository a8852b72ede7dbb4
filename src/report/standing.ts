import type { Standing } from '../contract/event.ts';
import { driftText } from './drift.ts';
import { leftText } from './left.ts';
import { heading, type Style } from './style.ts';
import { labelled } from './wrap.ts';

const COLUMN = 11;

/** Where the account stands, what comes next, and what has changed since the lab left it. */
export function standingText(standing: Standing, style: Style): string {
  const { at, halfDone, next, drift, missing = [], changedAround = [] } = standing;
  const line = (label: string, text: string) => labelled(`  ${label}`, text, style.width, COLUMN);
  return [
    heading('Where the account stands', style),
    '',
    line('at', at ?? 'no step leaves the account like this'),
    ...(halfDone ? [line('begun', `${halfDone} was begun and not finished`)] : []),
    line('next', next ?? (at ? 'nothing: the page is done' : 'nothing, before the drift is settled')),
    line('drift', drift.length === 0 ? 'none' : drift.map(({ title }) => title).join(', ')),
    ...changedAround.map((text) => line('changed', text)),
    ...missing.map(({ title, error }) =>
      line('missing', `${title}: ${error.code === 'ERR_NOT_FOUND' ? 'gone' : 'cannot be read'}`),
    ),
    ...(missing.length > 0 ? ['', leftText('What is missing', missing, style)] : []),
    ...(drift.length > 0 ? ['', driftText(drift, style)] : []),
  ].join('\n');
}
