import type { LabError } from '../contract/errors.ts';
import type { Summary } from '../contract/event.ts';
import { tellInterrupted } from './interrupted.ts';
import { asLabError, Recorder } from './recorder.ts';
import type { CommandSession } from './session.ts';
import { doubtOf, requireVerified } from './verified.ts';

interface Ways {
  /** The command may write: it holds the account while it works, and its events go to the journal. */
  readonly writes: boolean;
  /** Its events go to the journal, although it does not hold the account. */
  readonly journals?: boolean;
}

/**
 * One command from its first event to its summary. Every error, ours or not, goes into the summary: nothing is
 * thrown, so every host learns how the command ended.
 */
export async function command(
  session: CommandSession,
  { writes, journals = writes }: Ways,
  work: (recorder: Recorder) => Promise<Summary['exitCode']>,
): Promise<Summary> {
  const recorder = new Recorder(session);
  const { probes } = session.lab;
  const holds = writes || probes.writes;
  const held = async (): Promise<Ending> => {
    const lock = holds ? await session.store.lock() : undefined;
    try {
      if (journals) recorder.journal();
      begin(session, recorder);
      if (lock?.tookOver) recorder.tell({ type: 'note', text: `${TAKEN_OVER} ${lock.tookOver}.` });
      await lookAtBaseline(session, recorder, { writes });
      if (writes) await tellInterrupted(session, recorder, { partly: false });
      if (!holds && probes.left()) recorder.tell({ type: 'note', text: LEFT });
      const ended = await outcomeOf(work(recorder));
      return holds ? await withoutProbes(session, recorder, ended) : ended;
    } finally {
      tellUnseen(session, recorder);
    }
  };
  const ended = await held().catch((thrown) => failure(asLabError(thrown)));
  return finish(session, recorder, ended, holds);
}

const outcomeOf = (work: Promise<Summary['exitCode']>): Promise<Ending> =>
  work.then(
    (exitCode): Ending => ({ exitCode, error: undefined }),
    (thrown) => failure(asLabError(thrown)),
  );

/** All that a command writes follows from the baseline. One that cannot be read is the error of what reads it. */
async function lookAtBaseline(
  { store }: CommandSession,
  recorder: Recorder,
  { writes }: Pick<Ways, 'writes'>,
): Promise<void> {
  const baseline = await store.checkpoint('baseline').catch(() => undefined);
  if (writes) requireVerified(baseline);
  const text = baseline && doubtOf(baseline);
  if (text !== undefined) recorder.tell({ type: 'note', text });
}

const LEFT =
  'A probe that was cut off left credentials on the lab’s user. The next run, rollback or reset removes them.';

/** Probes are removed whatever the outcome. Failing to remove them is an error or, after another error, a note. */
async function withoutProbes({ lab }: CommandSession, recorder: Recorder, ended: Ending): Promise<Ending> {
  try {
    const text = await lab.probes.clear();
    if (text !== undefined) recorder.tell({ type: 'note', text });
    return ended;
  } catch (thrown) {
    const error = asLabError(thrown);
    if (!ended.error) return failure(error);
    const text = `The probe’s credentials could not be removed: ${error.message}`;
    recorder.tell({ type: 'note', text, ...(error.next.length > 0 ? { next: error.next } : {}) });
    return ended;
  }
}

export const TAKEN_OVER = 'The account was taken over from a run that no longer exists:';

interface Ending {
  readonly exitCode: Summary['exitCode'];
  readonly error: LabError | undefined;
}

const failure = (error: LabError): Ending => ({ exitCode: error.exitCode, error });

/** The results rest on less than the lab usually sees. */
function tellUnseen({ lab }: CommandSession, recorder: Recorder): void {
  for (const resource of Object.values(lab.resources)) {
    const text = resource.unseen?.();
    if (text) recorder.tell({ type: 'note', text });
  }
}

function begin({ command, target, lab, pipeline }: CommandSession, recorder: Recorder): void {
  const steps = pipeline.stages.map(({ step: { id, title } }) => ({ id, title }));
  recorder.tell({ type: 'run-started', command, target, facts: lab.facts, variant: lab.variant, steps });
}

/**
 * The journal has the end before another command may take the account, or that one would find it unfinished. What
 * fails in this is an error of its own, reported in a summary that is not journaled.
 */
async function finish(
  session: CommandSession,
  recorder: Recorder,
  ended: Ending,
  holds: boolean,
): Promise<Summary> {
  const summary = recorder.summary(ended.error, ended.exitCode);
  const kept = await keepEnd(session, recorder, summary, holds);
  const told = kept ? recorder.summary(kept.error, kept.exitCode) : summary;
  session.host.notify({ type: 'summary', ...told });
  return told;
}

async function keepEnd(
  session: CommandSession,
  recorder: Recorder,
  summary: Summary,
  holds: boolean,
): Promise<Ending | undefined> {
  const { store, host } = session;
  let failed: unknown;
  try {
    recorder.keep({ type: 'summary', ...summary });
  } catch (thrown) {
    failed = thrown;
  }
  const published = store.publish().catch((thrown) => {
    const { message } = asLabError(thrown);
    host.notify({ type: 'note', text: `The journal of this command is on this machine only: ${message}` });
  });
  try {
    if (holds) await store.release();
  } catch (thrown) {
    failed ??= thrown;
  }
  await published;
  return failed === undefined ? undefined : failure(asLabError(failed));
}
