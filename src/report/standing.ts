import type { Standing } from '../contract/event.ts';
import { driftText } from './drift.ts';
import { heading, type Style } from './style.ts';
import { labelled } from './wrap.ts';

const COLUMN = 11;

/** Where the account stands, what comes next, and what somebody changed. */
export function standingText({ at, halfDone, next, drift }: Standing, style: Style): string {
  const line = (label: string, text: string) => labelled(`  ${label}`, text, style.width, COLUMN);
  return [
    heading('Where the account stands', style),
    '',
    line('at', at ?? 'no step leaves the account like this'),
    ...(halfDone ? [line('begun', `${halfDone} was begun and not finished`)] : []),
    line('next', next ?? (at ? 'nothing: the page is done' : 'nothing, before the drift is settled')),
    line('drift', drift.length === 0 ? 'none' : drift.map(({ title }) => title).join(', ')),
    ...(drift.length > 0 ? ['', driftText(drift, style)] : []),
  ].join('\n');
}
