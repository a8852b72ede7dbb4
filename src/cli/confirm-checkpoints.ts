import { LabError } from '../contract/errors.ts';
import { requireCheckpoint } from '../engine/index.ts';
import type { CommandSession } from '../engine/session.ts';
import { doubtOf } from '../engine/verified.ts';
import { wrap } from '../report/wrap.ts';
import type { Invocation } from './command.ts';
import { restorationOf, restorationText } from './preview.ts';
import { askYesOrNo } from './questions.ts';
import { styleOf } from './streams.ts';

/**
 * Shows what a checkpoint that is not as it was saved would change, and asks whether it is to be used; from then on it
 * counts as saved. Throws `ERR_CONSENT` if the answer is no. `to`: the checkpoint that is restored, if not the baseline.
 * Resolves to whether the user agreed to that one.
 */
export async function confirmCheckpoints(
  session: CommandSession,
  { streams, options, signal }: Invocation,
  to = 'baseline',
): Promise<boolean> {
  const style = styleOf(streams.stdout, streams, options.color);
  const baseline = await session.store.checkpoint('baseline');
  const restored = to === 'baseline' ? undefined : await requireCheckpoint(session, to);
  let confirmed = false;
  for (const checkpoint of [baseline, restored]) {
    const doubt = checkpoint && doubtOf(checkpoint);
    if (!checkpoint || doubt === undefined) continue;
    const { unverified: _, ...kept } = checkpoint;
    const says = wrap(`${doubt} To restore it would change this:`, style.width).join('\n');
    const changes = restorationText(await restorationOf(session, kept.id), style);
    streams.stdout.write(`${says}\n\n${changes}\n\n`);
    if (!(await askYesOrNo(`Restore the checkpoint “${kept.id}” as it is now?`, { streams, signal }))) {
      throw new LabError('ERR_CONSENT', 'You answered no. Nothing was changed.', {
        hint: 'Move its file away. Without a baseline, reset restores the documents with which the page begins.',
      });
    }
    await session.store.saveCheckpoint(kept);
    confirmed = checkpoint === (restored ?? baseline);
  }
  return confirmed;
}
