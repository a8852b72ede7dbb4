import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openLab } from '../../../src/cli/open-lab.ts';
import type { Hint } from '../../../src/contract/hint.ts';
import { commandLine } from '../../../src/contract/suggestion.ts';
import { begin, hint as hintAt } from '../../../src/engine/index.ts';
import type { Session } from '../../../src/engine/session.ts';
import { hintFor } from '../../../src/hints/index.ts';
import { pipeline, type StepId } from '../../../steps/index.ts';
import { OPTIONS } from '../../chaos/live-through.ts';
import { type Clients, openScene } from '../../home/scene.ts';

/** What one person does by hand, over the wire. What is refused to them is not the end of it. */
export type Deed = (hands: Clients) => Promise<unknown>;

/** An account that stands before a step, as often as it is asked for. */
export interface Bench {
  /** Does this in the account as it was before the step, and gives the hint. */
  after(...deeds: readonly Deed[]): Promise<Hint | undefined>;
  /** The same without going back first. */
  further(...deeds: readonly Deed[]): Promise<Hint | undefined>;
  close(): Promise<void>;
}

export async function openBench(step: StepId): Promise<Bench> {
  const scene = await openScene();
  const { stateDir } = scene;
  const ids = pipeline.stages.map((stage) => stage.step.id);
  const before = ids[ids.indexOf(step) - 1];
  const work = async <T>(does: (session: Session) => Promise<T>): Promise<T> => {
    const host = { notify: () => {} };
    const { session, close } = await openLab(
      { ...OPTIONS, stateDir },
      'step',
      host,
      new AbortController().signal,
    );
    return does(session).finally(close);
  };
  if (before) await scene.lab('run', '--to', before);
  await work(begin);
  const world = structuredClone(scene.world());
  const further: Bench['further'] = async (...deeds) => {
    for (const deed of deeds) await deed(scene.clients()).catch(ofService);
    const { hint, summary } = await work((session) => hintAt(session, { step, hintFor, grade: 3 }));
    if (summary.error) throw new Error(`${summary.error.code}: ${summary.error.message}`);
    return hint;
  };
  return {
    further,
    async after(...deeds) {
      await scene.replaceWorld(structuredClone(world));
      // What was done before is no longer in the account, nor in its log.
      for (const name of ['log.ndjson', 'log.old.ndjson'])
        await rm(join(stateDir, 'sandbox', name), { force: true });
      return further(...deeds);
    },
    close: scene.close,
  };
}

/** A refusal is part of what a person does; anything else is a bug of the table. */
function ofService(error: Error & { readonly $metadata?: object }): void {
  if (error.$metadata === undefined) throw error;
}

/** A hint in its three grades. */
export const textOf = ({ nudge = '', says, do: what, next = [] }: Hint): string =>
  [nudge, says, what, ...next.map((one) => commandLine(one))].join('\n');
