import type { ExitCode } from '../contract/errors.ts';
import { LabError } from '../contract/errors.ts';
import type { Summary } from '../contract/event.ts';
import type { Snapshot } from '../contract/resource.ts';
import type { Way } from '../engine/goto.ts';
import type { Session } from '../engine/session.ts';
import type { Invocation } from './command.ts';
import { changeAccount } from './on-account.ts';
import { canAsk, styleOf } from './streams.ts';

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
        await askToUndo(foreseen, invocation);
        seen = foreseen.seen;
      }
      return work(session, engine, seen);
    },
  );
}

/** Throws `ERR_CONSENT` where the answer is no. */
async function askToUndo(way: Way, { streams, options, signal, words }: Invocation): Promise<void> {
  const [{ default: inquirer }, { ask }, { wayText }] = await Promise.all([
    import('inquirer'),
    import('./questions.ts'),
    import('./preview.ts'),
  ]);
  streams.stdout.write(`${wayText(way, styleOf(streams.stdout, streams, options.color))}\n\n`);
  const { agreed } = await ask(
    (context) =>
      inquirer.createPromptModule(context)<{ agreed: boolean }>([
        { type: 'confirm', name: 'agreed', message: 'Go on?', default: false },
      ]),
    { streams, signal },
  );
  if (agreed) return;
  throw new LabError('ERR_CONSENT', 'You answered no. Nothing was changed.', {
    next: [{ run: [...words, '--yes'], why: 'does not ask' }],
  });
}
