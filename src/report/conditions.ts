import type { Condition } from '../contract/condition.ts';
import { signOf } from './marks.ts';
import { paintOf, type Style } from './style.ts';
import { withSuggestions } from './suggestions.ts';
import { labelled, wrap } from './wrap.ts';

const COLUMN = 13;

/** A condition of a step on one line; if it is not met, what there is instead, and what to type. */
export function conditionText({ condition, met, observed, next }: Condition, style: Style): string {
  const shade = met ? paintOf(style).green : paintOf(style).red;
  const line = `${signOf(met ? 'done' : 'failed')} ${condition.title}`;
  const text = [
    ...wrap(line, style.width).map(shade),
    ...(observed === undefined ? [] : [labelled('  observed', observed, style.width, COLUMN)]),
  ];
  return withSuggestions(text.join('\n'), next, style);
}
