import type { Summary } from '../contract/event.ts';
import type { Work } from '../contract/work.ts';
import { command } from './command.ts';
import { saveEdit } from './edit.ts';
import { backTo, goto, solve } from './goto.ts';
import { reset, rollback } from './restore.ts';
import { run } from './run.ts';
import type { CommandSession } from './session.ts';
import { canGoOn } from './told-run.ts';

/** Continues the last interrupted command as that command: the same range, the same text of the page. */
export async function resume(session: CommandSession): Promise<Summary> {
  const left = (await session.store.unfinished()).find(canGoOn);
  if (!left) {
    return command(session, { writes: false }, async (recorder) => {
      recorder.tell({ type: 'note', text: 'Nothing was interrupted: there is nothing to resume.' });
      return 0;
    });
  }
  const lab = { ...session.lab, variant: left.variant };
  return goOn({ ...session, command: left.work.does, lab }, left.work);
}

function goOn(session: CommandSession, work: Work): Promise<Summary> {
  switch (work.does) {
    case 'run':
      return run(session, work);
    case 'rollback':
      return rollback(session, work);
    case 'reset':
      return reset(session);
    case 'goto':
      return goto(session, work);
    case 'solve':
      return solve(session, work);
    case 'edit':
      return saveEdit(session, work);
    case 'back':
      return backTo(session, work.to);
  }
}
