import type { Summary } from '../../src/contract/event.ts';
import type { JsonEvent, Typed } from './account.ts';

/** What a command made of the account. */
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

/** Plain data of a command’s work: it names every policy, whether or not that policy decides anything. */
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
  const settled = events.filter(({ type, status }) => type === 'step-settled' && status === 'failed');
  return {
    exitCode,
    ...(summary?.error ? { code: summary.error.code } : {}),
    ...(settled.length > 0 ? { at: settled[0]!.step as string } : {}),
    says: events.flatMap(complaint).join('\n'),
    warns: events
      .filter(({ state }) => state === 'warning')
      .map(words)
      .join('\n'),
    writes: summary?.writes ?? 0,
    calls: summary?.calls ?? 0,
  };
}

function complaint(event: JsonEvent): readonly string[] {
  if (DATA.has(event.type)) return [];
  if (event.type === 'examination') return event.state === 'broken' ? [words(event)] : [];
  if (event.type === 'check-settled')
    return (event.verdict as { status: string }).status === 'failed' ? [words(event)] : [];
  if (event.type === 'summary') return event.error === undefined ? [] : [words(event.error)];
  return [words(event)];
}

/** Every text in it, but for stack traces. */
function words(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return '';
  return Object.entries(value)
    .filter(([key]) => key !== 'stack')
    .map(([, each]) => words(each))
    .filter(Boolean)
    .join(' ');
}
