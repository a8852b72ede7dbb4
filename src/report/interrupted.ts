import type { Suggestion } from '../contract/suggestion.ts';
import { type Interrupted, type UnknownWrite, workName } from '../contract/work.ts';

const ENDED: Readonly<Record<Interrupted['ended'], string>> = {
  killed: 'did not finish',
  stopped: 'was stopped',
  failed: 'failed halfway',
  refused: 'was refused',
  partly: 'could not restore everything',
};

const STANDS: Readonly<Record<UnknownWrite['stands'], string>> = {
  after: 'it was written',
  before: 'it was not written',
  neither: 'something else stands there',
  unreadable: 'it cannot be read now',
};

/** What to type about it. */
export const goingOn = ({ work, ended }: Pick<Interrupted, 'work' | 'ended'>): Suggestion =>
  ended === 'partly'
    ? { run: workName(work).split(' '), why: 'restores what is left, and runs the checks' }
    : { run: ['resume'], why: 'continues it' };

/** What was interrupted, and what the account shows about a write whose outcome was not recorded. */
export function interruptedText({ work, startedAt, run, ended, unknown }: Interrupted): string {
  const writes = unknown.map(
    ({ change, stands }) => ` The write to ${change.title} was in progress: ${STANDS[stands]}.`,
  );
  return `“${workName(work)}” of ${startedAt} (${run}) ${ENDED[ended]}.${writes.join('')}`;
}
