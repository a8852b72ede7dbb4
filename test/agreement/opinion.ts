import type { Verdict } from '../../src/contract/check.ts';
import type { Summary } from '../../src/contract/event.ts';
import type { JsonEvent, Typed } from './account.ts';

/** What a command said about the account. */
export interface Opinion {
  readonly exitCode: number;
  /** Of the error it ended with. */
  readonly code?: string;
  /** The step that failed, or was predicted to fail. */
  readonly at?: string;
  /** Everything it said about what is wrong, as one text. */
  readonly says: string;
  /** What it only warned of. */
  readonly warns: string;
  readonly writes: number;
  readonly calls: number;
}

/** Plain data of a command’s work: it names every policy, whether or not it decides anything. */
const DATA = new Set([
  'run-started',
  'matrix',
  'change-planned',
  'change-begun',
  'change-applied',
  'step-started',
  'step-showed',
  'checkpoint-saved',
  'plan-saved',
  'set-out',
  'finding',
  'waiting',
  'moved',
]);

export function opinionOf({ exitCode, events }: Typed): Opinion {
  const summary = events.at(-1) as (Summary & JsonEvent) | undefined;
  const failed = events.find(
    (event) => (event.type === 'step-settled' && event.status === 'failed') || isPredictedToFail(event),
  );
  return {
    exitCode,
    ...(summary?.error ? { code: summary.error.code } : {}),
    ...(typeof failed?.step === 'string' ? { at: failed.step } : {}),
    says: events.flatMap(complaint).join('\n'),
    warns: events
      .filter(({ state }) => state === 'warning')
      .map(words)
      .join('\n'),
    writes: summary?.writes ?? 0,
    calls: summary?.calls ?? 0,
  };
}

/** Checks that were asked, and checks that were only predicted. */
const VERDICTS = new Set(['check-settled', 'check-predicted']);

const hasFailed = ({ verdict }: JsonEvent): boolean => (verdict as Verdict).status === 'failed';
const isPredictedToFail = (event: JsonEvent): boolean => event.type === 'check-predicted' && hasFailed(event);

/** What could not be read also prevents the lab from running, if others depend on it: those only name it. */
const hinders = ({ state, needs }: JsonEvent): boolean =>
  state === 'broken' || (state === 'unknown' && needs === undefined);

function complaint(event: JsonEvent): readonly string[] {
  if (DATA.has(event.type)) return [];
  if (event.type === 'examination') return hinders(event) ? [words(event)] : [];
  if (VERDICTS.has(event.type)) return hasFailed(event) ? [words(event)] : [];
  if (event.type === 'summary') return event.error === undefined ? [] : [words(event.error)];
  return event.type === 'step-settled' && event.error === undefined ? [] : [words(event)];
}

/** Parts without meaning: the kind of an event, and stack traces. */
const NO_WORDS = new Set(['type', 'stack']);

/** Every text in it. */
function words(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return '';
  return Object.entries(value)
    .filter(([key]) => !NO_WORDS.has(key))
    .map(([, each]) => words(each))
    .filter(Boolean)
    .join(' ');
}
