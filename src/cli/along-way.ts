import type { ExitCode } from '../contract/errors.ts';
import type { Summary } from '../contract/event.ts';
import type { Snapshot } from '../contract/resource.ts';
import type { Session } from '../engine/session.ts';
import type { Invocation } from './command.ts';
import { changeAccount } from './on-account.ts';
import { canAsk } from './streams.ts';

type Engine = typeof import('../engine/index.ts');
type WayName = Parameters<Engine['foresee']>[1];

/**
 * A command that brings the account elsewhere: the user agrees to the account they saw, and to no other. On the sandbox they
 * are asked too where it undoes something and a terminal is there to answer; `--yes` answers beforehand.
 */
export function changeAlong(
  invocation: Invocation,
  way: WayName,
  work: (session: Session, engine: Engine, seen: Snapshot | undefined) => Promise<Summary>,
): Promise<ExitCode> {
  const { options, streams } = invocation;
  let seen: Snapshot | undefined;
  return changeAccount(
    invocation,
    async (session, style) => {
      const [{ foresee }, { wayText }] = await Promise.all([
        import('../engine/index.ts'),
        import('./preview.ts'),
      ]);
      const foreseen = await foresee(session, way);
      seen = foreseen.seen;
      return wayText(foreseen, style);
    },
    async (session, engine) => {
      const isAsked = options.target === 'sandbox' && !options.yes && !options.json && canAsk(streams);
      const foreseen = isAsked ? await engine.foresee(session, way) : undefined;
      if (foreseen?.undoes) {
        const { askToUndo } = await import('./ask-to-undo.ts');
        await askToUndo(foreseen, invocation);
        seen = foreseen.seen;
      }
      return work(session, engine, seen);
    },
  );
}
