import type { ExitCode } from '../contract/errors.ts';
import type { Summary } from '../contract/event.ts';
import type { Snapshot } from '../contract/resource.ts';
import type { CommandSession } from '../engine/session.ts';
import type { Invocation } from './command.ts';
import { isAskedOnSandbox } from './consent.ts';
import { changeAccount } from './with-account.ts';

type Engine = typeof import('../engine/index.ts');
type WayName = Parameters<Engine['foresee']>[1];

/**
 * A command that brings the account elsewhere: the user agrees to the account as they saw it. On the sandbox, a user
 * at a terminal is asked, too, if the command undoes something.
 */
export function changeAlong(
  invocation: Invocation,
  way: WayName,
  work: (session: CommandSession, engine: Engine, seen: Snapshot | undefined) => Promise<Summary>,
): Promise<ExitCode> {
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
      const foreseen = isAskedOnSandbox(invocation) ? await engine.foresee(session, way) : undefined;
      if (foreseen?.undoes) {
        const [{ askToUndo }, { wayText }] = await Promise.all([
          import('./ask-to-undo.ts'),
          import('./preview.ts'),
        ]);
        await askToUndo((style) => wayText(foreseen, style), invocation);
        seen = foreseen.seen;
      }
      return work(session, engine, seen);
    },
  );
}

/**
 * A command that restores the account, to a checkpoint or, without one, to its baseline. On the sandbox, a user at a
 * terminal is asked if this writes something.
 */
export function restoreAccount(
  invocation: Invocation,
  to: string | undefined,
  work: (session: CommandSession, engine: Engine) => Promise<Summary>,
): Promise<ExitCode> {
  return changeAccount(
    invocation,
    async (session, style) => {
      const { restorationOf, restorationText } = await import('./preview.ts');
      return restorationText(await restorationOf(session, to), style);
    },
    async (session, engine, confirmed) => {
      if (isAskedOnSandbox(invocation) && !confirmed) {
        const { restorationOf, restorationText } = await import('./preview.ts');
        const restoration = await restorationOf(session, to);
        const isWritten = restoration.changes.length > 0;
        if (isWritten) {
          const { askToUndo } = await import('./ask-to-undo.ts');
          await askToUndo((style) => restorationText(restoration, style), invocation);
        }
      }
      return work(session, engine);
    },
    { restores: to },
  );
}

/** A run that writes over what was changed since: asks in the same way, if anything was changed. */
export async function askToOverwrite(invocation: Invocation, session: CommandSession): Promise<void> {
  if (!isAskedOnSandbox(invocation)) return;
  const { overwrittenBy, restorationText } = await import('./preview.ts');
  const restoration = await overwrittenBy(session);
  if (!restoration) return;
  const { askToUndo } = await import('./ask-to-undo.ts');
  await askToUndo((style) => restorationText(restoration, style), invocation);
}
