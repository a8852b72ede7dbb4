import type { AccessMatrix } from '../../contract/access.ts';
import type { ErrorNote } from '../../contract/event.ts';
import type { GuideLine, Here } from '../../contract/guide.ts';
import type { KeySituation } from '../../contract/key-situation.ts';
import type { Snapshot } from '../../contract/resource.ts';
import type { Step } from '../../contract/step.ts';
import { commandLine, type Typing } from '../../contract/suggestion.ts';
import { lookAhead } from '../../engine/index.ts';
import { asLabError, noteOf } from '../../engine/recorder.ts';
import type { CommandSession } from '../../engine/session.ts';
import { cliOf } from '../../report/guide.ts';
import { hereIn } from '../../report/guide-here.ts';
import { positionOf } from '../../report/walk-position.ts';
import { EDITABLES, type Editable, type LabView, type ShownLine, type StepView } from '../acts.ts';

/** What a reading found, without its id. */
export interface Reading {
  readonly view: Omit<LabView, 'id' | 'consent'>;
  /** All documents, for what a person agrees to. */
  readonly now: Snapshot;
}

/** Reads the account as the walk does. Throws if it cannot be read at all. */
export async function readLab(session: CommandSession, typing: Typing): Promise<Reading> {
  const { lab, store, pipeline, target } = session;
  await store.refresh();
  const { standing, wayTo } = await lookAhead(session);
  const steps = pipeline.stages.map(({ step }) => step);
  const { seen: now } = wayTo({ goto: steps[0]!.id });
  const [here, access, checkpoints, failed, holder] = await Promise.all([
    hereIn(lab),
    accessOf(session),
    store.checkpoints(),
    store.failedSteps(),
    store.holder(),
  ]);
  const { done, account } = positionOf(steps, standing, store.position());
  return {
    now,
    view: {
      target,
      variant: lab.variant,
      holder,
      facts: lab.facts,
      title: titlesOf(session),
      webAppUrl: lab.webApp.url,
      steps: steps.map((step) => stepView(step, here, typing, target)),
      done,
      account,
      failed,
      drift: standing.drift,
      missing: lab.missing.map(({ title, error }) => ({ title, error: noteOf(error) })),
      documents: now,
      ...access,
      moments: checkpoints.map(({ id, kind, takenAt, documents }) => ({ id, kind, takenAt, documents })),
    },
  };
}

type AccessPart = Pick<LabView, 'matrix' | 'situation' | 'unpredicted'>;

/** A key policy that the operator may not read decides nothing that could be shown. */
async function accessOf({ lab }: CommandSession): Promise<AccessPart> {
  try {
    const [matrix, situation]: readonly [AccessMatrix, KeySituation] = await Promise.all([
      lab.access.predict({}),
      lab.situation(),
    ]);
    return { matrix, situation };
  } catch (thrown) {
    return { matrix: [], unpredicted: withoutStack(noteOf(asLabError(thrown))) };
  }
}

/** A stack is for a terminal with `--verbose`. */
export const withoutStack = ({ stack: _, ...note }: ErrorNote): ErrorNote => note;

const titlesOf = ({ lab }: CommandSession): LabView['title'] =>
  Object.fromEntries(EDITABLES.map((id) => [id, lab.resources[id].title])) as Record<Editable, string>;

function stepView(step: Step, here: Here, typing: Typing, target: LabView['target']): StepView {
  const { id, title, section, kind, guide } = step;
  const edits = kind === 'edit' ? step.edits.map(({ resource }) => resource) : [];
  const entering: readonly GuideLine[] =
    target === 'sandbox' ? [{ run: ['sandbox', 'env'], evaluated: true }] : [];
  return {
    ...{ id, title, section, kind },
    why: guide.why,
    task: guide.task(here),
    values: guide.values?.(here) ?? [],
    edits: EDITABLES.filter((editable) => (edits as readonly string[]).includes(editable)),
    cli: [...entering, ...cliOf(step, here)].map((line) => shownLine(line, typing)),
    findings: step.findings?.(here.variant) ?? [],
  };
}

const shownLine = (line: GuideLine, typing: Typing): ShownLine =>
  typeof line === 'string' ? { text: line } : { command: commandLine(line, typing) };
