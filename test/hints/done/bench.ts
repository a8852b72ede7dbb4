import { cp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ListAccountAliasesCommand } from '@aws-sdk/client-iam';
import { expect } from 'vitest';
import { openLab } from '../../../src/cli/open-lab.ts';
import type { EventOf, Host } from '../../../src/contract/event.ts';
import type { Hint } from '../../../src/contract/hint.ts';
import { commandLine } from '../../../src/contract/suggestion.ts';
import { hint as hintAt, keepBaseline } from '../../../src/engine/index.ts';
import type { CommandSession } from '../../../src/engine/session.ts';
import { hintFor } from '../../../src/hints/index.ts';
import { pipeline, type StepId } from '../../../steps/index.ts';
import { OPTIONS } from '../../chaos/live-through.ts';
import { type Clients, openScene, type Scene } from '../../home/scene.ts';
import type { Terminal } from '../../home/typed.ts';
import { FACTS } from '../attempt.ts';

/** What one person does by hand, over the wire. A refusal does not end it. */
export type Deed = (hands: Clients) => Promise<unknown>;

/** A hint, and with it the documents that the step still wants. */
export type Given = Pick<EventOf<'hint'>, 'hint' | 'wanted'>;

/** An account before a step, available again and again. */
export interface Bench {
  /** Does this in the account as it was before the step, and returns the hint; `undefined` if the step is done. */
  after(...deeds: readonly Deed[]): Promise<Given | undefined>;
  /** The same without going back first. */
  further(...deeds: readonly Deed[]): Promise<Given | undefined>;
  /** Where the person types the commands of a hint. */
  readonly terminal: Terminal;
  close(): Promise<void>;
}

export async function openBench(step: StepId): Promise<Bench> {
  const scene = await openScene();
  const { stateDir } = scene;
  const ids = pipeline.stages.map((stage) => stage.step.id);
  const before = ids[ids.indexOf(step) - 1];
  const work = async <T>(
    does: (session: CommandSession) => Promise<T>,
    notify: Host['notify'] = () => {},
  ): Promise<T> => {
    const { signal } = new AbortController();
    const { session, close } = await openLab({ ...OPTIONS, stateDir }, 'step', { notify }, signal);
    return does(session).finally(close);
  };
  if (before) await scene.lab('run', '--to', before);
  await work(keepBaseline);
  const world = structuredClone(scene.world());
  // What kms-lab keeps about the account: a hint may say to accept something into the baseline.
  const memory = join(stateDir, 'sandbox', FACTS.accountId);
  const kept = join(stateDir, 'kept');
  await cp(memory, kept, { recursive: true });
  const further: Bench['further'] = async (...deeds) => {
    for (const deed of deeds) await deed(scene.clients()).catch(ofService);
    await logged(scene);
    let given: Given | undefined;
    const { summary } = await work(
      (session) => hintAt(session, { step, hintFor, grade: 3 }),
      (event) => {
        if (event.type === 'hint') given = event;
      },
    );
    if (summary.error) throw new Error(`${summary.error.code}: ${summary.error.message}`);
    return given;
  };
  return {
    further,
    async after(...deeds) {
      await scene.replaceWorld(structuredClone(world));
      await rm(memory, { recursive: true });
      await cp(kept, memory, { recursive: true });
      // Earlier changes are neither in the account nor in its log.
      for (const name of ['log.ndjson', 'log.old.ndjson'])
        await rm(join(stateDir, 'sandbox', name), { force: true });
      return further(...deeds);
    },
    terminal: { kmsLab: async (argv) => (await scene.lab(...argv)).exitCode, clients: scene.clients() },
    close: scene.close,
  };
}

/** The log collects lines before it writes them: it is complete when it has a request that was sent last. */
async function logged(scene: Scene): Promise<void> {
  const { $metadata } = await scene.clients().iam.send(new ListAccountAliasesCommand({}));
  const log = join(scene.stateDir, 'sandbox', 'log.ndjson');
  await expect
    .poll(() => readFile(log, 'utf8').catch(() => ''), { interval: 5 })
    .toContain($metadata.requestId);
}

/** A refusal is part of what a person does; anything else is a bug of the table. */
function ofService(error: Error & { readonly $metadata?: object }): void {
  if (error.$metadata === undefined) throw error;
}

/** A hint in its three grades. */
export const textOf = ({ nudge = '', says, do: what, next = [] }: Hint): string =>
  [nudge, says, what, ...next.map((one) => commandLine(one))].join('\n');
