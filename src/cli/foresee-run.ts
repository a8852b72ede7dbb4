import { broken, type Examination, fine, unknown } from '../aws/doctor/examination.ts';
import type { LabEvent } from '../contract/event.ts';
import type { Seen } from '../contract/examination.ts';
import { plan } from '../engine/plan.ts';
import type { CommandSession } from '../engine/session.ts';

/** What must exist for the lab to open completely; the examination of each reports what is wrong with it. */
const NEEDS = ['account', 'identity', 'memory', 'key', 'role-policy', 'instance-role'] as const;

/**
 * Whether `run` would succeed from the account's place, by the same questions that `plan` and `run` ask before the
 * first write: the account's place, the guards, the operator's permissions, and a prediction of every check.
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

/** If AWS failed to answer, nothing is known about the account. */
const seenAs = (code: string): ((...told: Parameters<typeof broken>) => Seen) =>
  code === 'ERR_AWS' ? unknown : broken;

const predictedIn = (events: readonly LabEvent[]): number =>
  events.filter(({ type }) => type === 'check-predicted').length;
