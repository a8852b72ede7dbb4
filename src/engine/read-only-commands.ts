import type { LeftAsIs, Standing, Summary } from '../contract/event.ts';
import type { AccountSurroundings } from '../contract/surroundings.ts';
import { command } from './command.ts';
import { errorOfOne } from './ends-everything.ts';
import { tellInterrupted } from './interrupted.ts';
import { failingPredictions, foreseer, type Prediction, predictPlace, tellPredicted } from './predict.ts';
import { type AccountSurvey, placeIn, readAccount, requireLocated, standingOf } from './read-account.ts';
import type { Recorder } from './recorder.ts';
import { runChecks } from './run-checks.ts';
import type { CommandSession } from './session.ts';
import { asLeft, lackingIn, requireWhole } from './whole.ts';
import { tellUnwritable } from './writable.ts';

/** The commands that only look. */

/** Runs the checks of the place where the account is. */
export function verify(session: CommandSession): Promise<Summary> {
  return command(session, { writes: false }, async (recorder) => {
    const found = await readAccount(session);
    requireWhole(session.lab, found);
    recorder.tell({ type: 'standing', ...standingOf(session, found) });
    requireLocated(session, found);
    const { checks } = placeIn(found)!;
    const asking = { baseline: found.baseline?.surroundings, written: 'anything' } as const;
    return (await runChecks(session, recorder, checks, asking)) ? 0 : 3;
  });
}

/** Who may do what with the key now. */
export function matrix(session: CommandSession): Promise<Summary> {
  return command(session, { writes: false }, async (recorder) => {
    recorder.tell({ type: 'matrix', matrix: await session.lab.access.matrix() });
    return 0;
  });
}

/**
 * Where the account is, and what its checks would see there. Exit code 4 if something differs from how the lab left
 * it, is missing, or keeps a check from passing, or if work was left unfinished.
 */
export function status(session: CommandSession): Promise<Summary> {
  return command(session, { writes: false }, async (recorder) => {
    const found = await readAccount(session);
    const holder = await tellHolder(session, recorder);
    const interrupted = holder ? undefined : await tellInterrupted(session, recorder, { partly: true });
    const failed = await session.store.failedSteps();
    const standing = await standingWithRest(session, found);
    recorder.tell({ type: 'standing', ...standing, ...(failed.length > 0 ? { failed } : {}) });
    const { missing, changedAround } = standing;
    const fails = await tellForeseeable(session, recorder, found);
    if (!missing && found.baseline) await tellUnwritable(session.lab, recorder, found.baseline);
    const isHome = found.located && !found.located.halfDone && !interrupted;
    return isHome && !missing && !changedAround && !fails ? 0 : 4;
  });
}

/** Who works on the account now: what kms-lab sees may change in a moment. */
export async function tellHolder({ store }: CommandSession, recorder: Recorder): Promise<string | undefined> {
  const holder = await store.holder();
  if (holder) recorder.tell({ type: 'note', text: `Another command is using the account now: ${holder}.` });
  return holder;
}

/** With what checks see beside the documents: what is missing, and what has changed in the rest of the account. */
async function standingWithRest(session: CommandSession, found: AccountSurvey): Promise<Standing> {
  const { lab } = session;
  const before = found.baseline?.surroundings;
  const now = before ? await surroundingsOf(session) : {};
  const missing = [...lackingIn(lab, found).map(asLeft), ...(isUnreadable(now) ? [now] : [])];
  const changedAround =
    before && !isUnreadable(now) ? lab.changedSince(before, now).map(({ says }) => says) : [];
  return {
    ...standingOf(session, found),
    ...(missing.length > 0 ? { missing } : {}),
    ...(changedAround.length > 0 ? { changedAround } : {}),
  };
}

const surroundingsOf = ({ lab }: CommandSession): Promise<AccountSurroundings | LeftAsIs> =>
  lab
    .surroundings()
    .catch((thrown) => asLeft({ title: 'the rest of the account', error: errorOfOne(thrown) }));

const isUnreadable = (given: AccountSurroundings | LeftAsIs): given is LeftAsIs =>
  'error' in given && typeof given.error === 'object';

/**
 * Reports the checks that are predicted to fail at the account's place and after the next step. True if one already
 * fails here.
 */
async function tellForeseeable(
  session: CommandSession,
  recorder: Recorder,
  found: AccountSurvey,
): Promise<boolean> {
  const here = placeIn(found);
  if (!here || !found.located || lackingIn(session.lab, found).length > 0) return false;
  const foresee = foreseer(session.lab);
  const baseline = found.baseline?.surroundings;
  const predict = async (...given: Parameters<typeof predictPlace>): Promise<readonly Prediction[]> =>
    failingPredictions(await predictPlace(...given));
  const { stage: _, ...place } = here;
  const now = await predict(foresee, { ...place, documents: found.now }, baseline);
  const next = found.places[found.located.index + 1];
  const then = next ? await predict(foresee, next, baseline) : [];
  tellPredicted(recorder, [...now, ...then]);
  return now.length > 0;
}
