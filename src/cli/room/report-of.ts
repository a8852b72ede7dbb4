import type { LabEvent } from '../../contract/event.ts';
import { eventsOf } from '../../contract/events-of.ts';
import type { SeatSays } from '../../web/board/seat-shapes.ts';
import { summaryOf } from '../step/outcome.ts';

type SeatReport = Extract<SeatSays, { do: 'report' }>;

/** What a task has settled: a step passed, a check failed and by which mistake, or only where the person stands. */
export function reportOf(events: readonly LabEvent[]): SeatReport {
  const checks = eventsOf(events, 'check-settled');
  const hint = eventsOf(events, 'hint').at(-1);
  const step = checks.at(-1)?.step ?? hint?.step ?? eventsOf(events, 'standing').at(-1)?.next;
  const hasFailed = checks.some(({ verdict }) => verdict.status === 'failed');
  const hasPassed = checks.length > 0 && summaryOf(events)?.exitCode === 0;
  return {
    do: 'report',
    settled: hasFailed ? 'failed' : hasPassed ? 'passed' : 'stands',
    ...(step === undefined ? {} : { step }),
    ...(hint ? { hint: hint.hint.id } : {}),
  };
}
