import type { Verdict } from '../../contract/check.ts';
import type { EventOf, EventType, LabEvent } from '../../contract/event.ts';
import { eventLine } from '../../report/event-line.ts';
import { stepLine } from '../../report/step-line.ts';

/** One event as a line; `undefined` if it is not shown, or not yet. */
export type Telling = (event: LabEvent) => string | undefined;

/** Events with a line of their own. All others are part of a step's line, or of the end. */
const TOLD: ReadonlySet<EventType> = new Set([
  'run-started',
  'interrupted',
  'matrix',
  'plan-saved',
  'moved',
  'standing',
  'part-settled',
  'left-as-is',
  'note',
]);

/** Milliseconds: a wait is shown only once it lasts this long. */
const LONG_WAIT = 10_000;

/** One line per step, when it has ended. `now`: milliseconds. */
export function briefly(now: () => number): Telling {
  let steps: EventOf<'run-started'>['steps'] = [];
  let open = begun(now());
  const ended = ({ step, status, error }: EventOf<'step-settled'>): string => {
    const index = steps.findIndex(({ id }) => id === step);
    const title = steps[index]?.title ?? step;
    const { at, changes, verdicts } = open;
    const tookMs = now() - at;
    return stepLine({ number: index + 1, of: steps.length, title, status, changes, verdicts, error, tookMs });
  };
  return (event) => {
    switch (event.type) {
      case 'run-started':
        steps = event.steps;
        return eventLine(event);
      case 'step-started':
        open = begun(now());
        return undefined;
      case 'change-planned':
        open.changes += 1;
        return undefined;
      case 'check-settled':
        open.verdicts.push(event.verdict);
        return undefined;
      case 'change-applied':
        return event.step === undefined ? eventLine(event) : undefined;
      case 'waiting':
        return event.elapsedMs >= LONG_WAIT ? eventLine(event) : undefined;
      case 'step-settled':
        return ended(event);
      default:
        return TOLD.has(event.type) ? eventLine(event) : undefined;
    }
  };
}

const begun = (at: number) => ({ at, changes: 0, verdicts: [] as Verdict[] });
