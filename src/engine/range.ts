import { LabError } from '../contract/errors.ts';
import { shortened } from '../contract/shortened.ts';
import type { Pipeline } from '../contract/step.ts';
import { nearest } from './nearest.ts';

/** The part of the page that a command is for; all of it if nothing is named. */
export interface Range {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly only?: string | undefined;
}

/** Places in the route, both included: the step that leads to place `n` is the n-th of the page. */
export interface Span {
  readonly first: number;
  readonly last: number;
}

/** Throws `ERR_UNKNOWN_NAME` with the nearest step, `ERR_USAGE` for an empty range. */
export function spanOf(pipeline: Pipeline, { from, to, only }: Range, command = 'run'): Span {
  if (only !== undefined && (from !== undefined || to !== undefined)) {
    throw new LabError('ERR_USAGE', '--only names one step; --from and --to name several.', {
      next: [{ run: [command, '--only', only] }],
    });
  }
  const placeOf = (name: string): number => indexOfStep(pipeline, name) + 1;
  const first = only ?? from;
  const last = only ?? to;
  const span = {
    first: first === undefined ? 1 : placeOf(first),
    last: last === undefined ? pipeline.stages.length : placeOf(last),
  };
  if (span.first <= span.last) return span;
  throw new LabError('ERR_USAGE', `${from} comes after ${to} on the page.`, {
    next: [{ run: [command, '--from', `${to}`, '--to', `${from}`] }],
  });
}

/** Steps build on one another: throws `ERR_ORDER` if the first one to apply is not the next one. */
export function requireOrder({ stages }: Pipeline, { first, last }: Span, stands: number): void {
  if (first <= stands + 1 || last <= stands) return;
  const stepAt = (place: number) => `${stages[place - 1]?.step.id}`;
  throw new LabError(
    'ERR_ORDER',
    `${stepAt(first)} builds on steps that are not in place; ${stepAt(stands + 1)} comes next.`,
    { next: [{ run: ['run', '--from', stepAt(stands + 1), '--to', stepAt(last)] }] },
  );
}

/**
 * How many steps of the page come before this one: the place at which it begins. `typed`: its id, or its number from
 * 1. Throws `ERR_UNKNOWN_NAME`.
 */
export function indexOfStep(pipeline: Pipeline, typed: string): number {
  const ids = pipeline.stages.map(({ step }) => step.id);
  const index = knownStep(pipeline, typed);
  return index >= 0 ? index : requireKnown('step', typed.trim(), ids, numbered);
}

/** The same, and -1 if there is no such step. */
export function knownStep({ stages }: Pipeline, typed: string): number {
  const name = typed.trim();
  const number = /^\d+$/.test(name) ? Number(name) : 0;
  if (number >= 1 && number <= stages.length) return number - 1;
  return stages.findIndex(({ step }) => step.id === name);
}

const numbered = (id: string, index: number): string => `${id} (${index + 1})`;

/** `show-key-policy (1), strip-decrypt (2)` */
export const stepNames = ({ stages }: Pipeline): string =>
  stages.map(({ step }, index) => numbered(step.id, index)).join(', ');

/** The id of the step with this id or number. Throws `ERR_UNKNOWN_NAME`. */
export const stepNamed = (pipeline: Pipeline, name: string): string =>
  pipeline.stages[indexOfStep(pipeline, name)]!.step.id;

/** The index of a name; throws `ERR_UNKNOWN_NAME` with the list of names, each as `listed`. */
export function requireKnown(
  kind: 'step' | 'checkpoint' | 'command' | 'policy',
  name: string,
  known: readonly string[],
  listed: (name: string, index: number) => string = (one) => one,
): number {
  const index = known.indexOf(name);
  if (index >= 0) return index;
  const close = nearest(shortened(name), known);
  throw new LabError('ERR_UNKNOWN_NAME', `There is no ${kind} “${shortened(name)}”.`, {
    hint: `${close ? `did you mean ${close}? ` : ''}${known.length > 0 ? `There are ${known.map(listed).join(', ')}.` : `There are none yet.`}`,
  });
}
