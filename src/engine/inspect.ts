import type { Summary } from '../contract/event.ts';
import { command } from './command.ts';
import { tellInterrupted } from './interrupted.ts';
import { look } from './look.ts';
import type { Session } from './session.ts';
import { placeOf, requireLocated, standingOf, survey } from './survey.ts';

/** The commands that only look. */

/** Asks the checks of the place where the account stands. */
export function verify(session: Session): Promise<Summary> {
  return command(session, { writes: false }, async (teller) => {
    const found = await survey(session);
    teller.tell({ type: 'standing', ...standingOf(session, found) });
    requireLocated(session, found);
    const { checks } = placeOf(found)!;
    return (await look(session, teller, checks, { baseline: found.baseline?.surroundings })) ? 0 : 3;
  });
}

/** Who may do what with the key now. */
export function matrix(session: Session): Promise<Summary> {
  return command(session, { writes: false }, async (teller) => {
    teller.tell({ type: 'matrix', matrix: await session.lab.access.matrix() });
    return 0;
  });
}

/** Where the account stands. Exit code 4 where somebody changed it, or where work was left half done. */
export function status(session: Session): Promise<Summary> {
  return command(session, { writes: false }, async (teller) => {
    const found = await survey(session);
    const holder = await session.store.holder();
    if (holder) teller.tell({ type: 'note', text: `At work on the account now: ${holder}.` });
    const interrupted = holder ? undefined : await tellInterrupted(session, teller);
    teller.tell({ type: 'standing', ...standingOf(session, found) });
    return found.located && !found.located.halfDone && !interrupted ? 0 : 4;
  });
}
