import type { Checkpoint } from '../contract/checkpoint.ts';
import type { Summary } from '../contract/event.ts';
import { keepBaseline } from './checkpoints.ts';
import { command } from './command.ts';
import type { Session } from './session.ts';
import { type Survey, standingOf, survey } from './survey.ts';
import type { Teller } from './teller.ts';

/** Keeps the baseline before anything is written, and remembers where the account stands. */
export async function anchor(session: Session, teller: Teller, found: Survey): Promise<Checkpoint> {
  const { baseline, places, located } = found;
  const kept = baseline ?? (await keepBaseline(session, teller, places[0]!.documents));
  if (located) await session.store.savePosition(places[located.index]!.id);
  return kept;
}

/** For a command that goes on with its own variant, where the account was brought with the other one. */
export function noteSwitch({ lab }: Session, teller: Teller, { elsewhere }: Survey): void {
  if (!elsewhere) return;
  const text = `The account was brought here with the other variant of the page; from here on it is ${lab.variant}.`;
  teller.tell({ type: 'note', text });
}

/** For somebody who is about to change the account by hand: how it is before, and where it stands. */
export function begin(session: Session): Promise<Summary> {
  return command(session, { writes: true }, async (teller) => {
    const found = await survey(session);
    await anchor(session, teller, found);
    teller.tell({ type: 'standing', ...standingOf(session, found) });
    return 0;
  });
}
