import type { ExitCode } from '../contract/errors.ts';
import type { Summary } from '../contract/event.ts';
import type { Snapshot } from '../contract/resource.ts';
import type { Session } from '../engine/session.ts';
import type { Invocation } from './command.ts';
import { changeAccount } from './on-account.ts';

type Engine = typeof import('../engine/index.ts');
type WayName = Parameters<Engine['foresee']>[1];

/** A command that brings the account elsewhere: whoever is asked agrees to the account they saw, and to no other. */
export function changeAlong(
  invocation: Invocation,
  way: WayName,
  work: (session: Session, engine: Engine, seen: Snapshot | undefined) => Promise<Summary>,
): Promise<ExitCode> {
  let seen: Snapshot | undefined;
  return changeAccount(
    invocation,
    async (session, style) => {
      const [{ foresee }, { changesText }] = await Promise.all([
        import('../engine/index.ts'),
        import('./preview.ts'),
      ]);
      const foreseen = await foresee(session, way);
      seen = foreseen.seen;
      return changesText(foreseen.changes, style);
    },
    (session, engine) => work(session, engine, seen),
  );
}
