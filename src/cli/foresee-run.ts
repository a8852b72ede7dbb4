import { broken, type Examination, fine, unknown } from '../aws/doctor/examination.ts';
import type { LabEvent } from '../contract/event.ts';
import type { Seen } from '../contract/examination.ts';
import { plan } from '../engine/plan.ts';
import type { CommandSession } from '../engine/session.ts';

/** What has to be there for the lab to open whole; what is wrong with one of them is said where it is examined. */
const NEEDS = ['account', 'identity', 'memory', 'key', 'role-policy', 'instance-role'] as const;

/**
 * Whether `run` would come to its end from where the account stands, by what `plan` and `run` ask themselves before the
 * first write: where the account stands, the guards, the operator's permissions, and a prediction of every check.
 */
export const foreseenRun = (open: () => Promise<Omit<CommandSession, 'host'>>): Examination => ({
  id: 'prediction',
  topic: 'steps',
  title: 'prediction',
  needs: NEEDS,
  async look() {
    const events: LabEvent[] = [];
    const host = { notify: (event: LabEvent) => events.push(event) };
    const { error } = await plan({ ...(await open()), host }, {});
    if (!error) return fine(`all ${predictedIn(events)} checks of the steps to come are predicted to pass`);
    const { code, message, hint, next } = error;
    if (code === 'ERR_INTERNAL') throw new Error(message, { cause: error });
    return seenAs(code)(message, hint, next);
  },
});

/** Where AWS failed to answer, nothing is known of the account. */
const seenAs = (code: string): ((...told: Parameters<typeof broken>) => Seen) =>
  code === 'ERR_AWS' ? unknown : broken;

const predictedIn = (events: readonly LabEvent[]): number =>
  events.filter(({ type }) => type === 'check-predicted').length;
