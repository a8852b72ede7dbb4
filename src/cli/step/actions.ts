import type { LabEvent, Summary } from '../../contract/event.ts';
import { eventsOf } from '../../contract/events-of.ts';
import {
  back,
  check,
  hint,
  lookAhead,
  matrix,
  type PlannedMove,
  reset,
  solve,
  watch,
} from '../../engine/index.ts';
import type { CommandSession } from '../../engine/session.ts';
import { changesBetween } from '../../engine/snapshot.ts';
import { hintFor } from '../../hints/index.ts';
import { hereIn } from '../../report/guide-here.ts';
import { matrixTable } from '../../report/matrix.ts';
import {
  type Choice,
  type Ended,
  goOn,
  hasSkipped,
  skipped,
  standsHere,
  unskipped,
  type WalkAnswer,
  type WalkPosition,
} from '../../report/walk-position.ts';
import { restorationOf, restorationText } from '../preview.ts';
import { changedMeanwhile, SKIPPING } from './closing.ts';
import { toldText } from './hinting.ts';
import { lasting } from './job-view.ts';
import { checkedText, lastMatrix, outcomeText, summaryOf } from './outcome.ts';
import { diffText, stepsText, stepTitle, taskText, walkGuideText } from './page.ts';
import { QUIZ_QUESTION } from './quiz.ts';
import type { Job, Scene } from './scene.ts';
import { showing, shownStep, standAt, standpointOf, throwIfStopped, type WalkState, wayOn } from './state.ts';
import { paragraphs, sentence } from './view.ts';
import { watchedText, watching } from './watching.ts';

/** What follows an answer. */
type Action = (scene: Scene, state: WalkState) => Promise<WalkState>;

const job = (title: string, status: string, act: Job['act']): Job => ({
  title,
  act,
  status: ({ events, seconds }) => `${waitingFor(events) ?? status}${lasting(seconds)}`,
});

function waitingFor(events: readonly LabEvent[]): string | undefined {
  const last = eventsOf(events, 'waiting').at(-1);
  return last && `Waiting for ${last.what}`;
}

export const WALK_ACTIONS: { readonly [A in Exclude<WalkAnswer, 'quit'>]: Action } = {
  async do(scene, state) {
    const { session } = scene;
    const { place } = state;
    const step = shownStep(place)!;
    // The page has shown what changes, unless more than the step changes, or the account is real.
    const isShown = standsHere(place) && session.target === 'sandbox' && !state.seen.undoes;
    const way = isShown ? state.seen : wayOn(await lookAhead(session), place);
    if (!isShown && !(await agrees(scene, place, way))) return { ...state, seen: way };
    const events = await scene.work(
      job(stepTitle(place), 'Making the change, and running the checks', (session) =>
        solve(session, { step: step.id, seen: way.seen }),
      ),
    );
    return after(scene, { ...state, seen: way }, events);
  },

  async myself(scene, state) {
    const { place } = state;
    const { store, target, lab } = scene.session;
    const step = shownStep(place)!;
    let { here } = state;
    // A write by hand changes what the guide's lines have to name: the policy's default version.
    const looked = async () => {
      here = await hereIn(lab);
    };
    const act = (session: CommandSession) => watch(session, { step: step.id, hintFor, looked });
    const shown = {
      task: taskText(step, here),
      guide: () => walkGuideText(step, { target, here }),
    };
    const last = await store.lastHint(step.id);
    const job = watching(stepTitle(place), shown, act, last && { hint: last, grade: last.grade });
    const { room } = scene;
    const events = await room.listening(() => scene.work({ ...job, news: room.news }));
    const given = job.given();
    // What was shown while watching is not shown again from its beginning.
    if (given)
      await store.saveHint(step.id, { id: given.hint.id, says: given.hint.says, grade: given.grade });
    return after(scene, state, events, { tells: watchedText(given) });
  },

  async check(scene, state) {
    const step = shownStep(state.place)!;
    const title = stepTitle(state.place);
    const said = state.quiz ? await scene.mark(title, QUIZ_QUESTION) : undefined;
    const events = await scene.work(
      job(title, 'Checking what you did', (session) => check(session, { step: step.id, said })),
    );
    return after(scene, state, events, { tells: checkedText });
  },

  async hint(scene, state) {
    const step = shownStep(state.place)!;
    const events = await scene.work(
      job(stepTitle(state.place), 'Looking at what you did', (session) =>
        hint(session, { step: step.id, hintFor }),
      ),
    );
    throwIfStopped(scene.session);
    scene.room.settled(events);
    const outlook = await lookAhead(scene.session);
    const place = { ...state.place, ...standpointOf(scene.session, outlook.standing) };
    const told = eventsOf(events, 'hint').at(-1);
    const body = paragraphs(
      outcomeText(events, undefined),
      told ? toldText({ ...told, grade: told.grade ?? 3 }) : () => '',
    );
    return showing({ ...state, ...(await standAt(scene.session, place, outlook)) }, body);
  },

  async guide({ session }, state) {
    session.lab.newRound();
    const here = await hereIn(session.lab);
    return showing(
      { ...state, here },
      walkGuideText(shownStep(state.place)!, { target: session.target, here }),
    );
  },

  async diff({ session }, state) {
    const seen = wayOn(await lookAhead(session), state.place);
    return showing({ ...state, seen }, (style) => diffText(seen.changes, style));
  },

  async matrix(scene, state) {
    const events = await scene.work(job(stepTitle(state.place), 'Finding out who may do what', matrix));
    throwIfStopped(scene.session);
    const found = lastMatrix(events);
    const body = paragraphs(outcomeText(events, undefined), (style) =>
      found ? matrixTable(found, style) : '',
    );
    return showing({ ...state, matrix: found ?? state.matrix }, body);
  },

  async steps(_scene, state) {
    return showing(state, stepsText(state.place));
  },

  async page(_scene, state) {
    return state;
  },

  async skip(scene, state) {
    const { place } = state;
    if (shownStep(place)?.kind === 'look') return turnTo(scene, state, skipped(place));
    const answer = await scene.choose({
      view: { title: `${stepTitle(place)}: leave it undone?`, body: sentence(SKIPPING) },
      choices: LEAVING,
    });
    if (answer === 'do') return WALK_ACTIONS.do(scene, state);
    return answer === 'skip' ? turnTo(scene, state, skipped(place)) : state;
  },

  async back(scene, state) {
    const { session } = scene;
    if (hasSkipped(state.place)) {
      return turnTo(scene, state, unskipped(state.place));
    }
    const { place } = state;
    const way = (await lookAhead(session)).wayTo('back');
    if (!(await agrees(scene, place, way))) return state;
    const events = await scene.work(
      job(stepTitle(place), 'Going back', (session) => back(session, { seen: way.seen })),
    );
    return after(scene, { ...state, seen: way }, events, { move: backTo });
  },

  async reset(scene, state) {
    const { session } = scene;
    const title = 'Restore the account to its baseline';
    const restoration = await restorationOf(session);
    if (!(await scene.agree({ title, body: (style) => restorationText(restoration, style) }))) return state;
    const events = await scene.work(job(title, 'Restoring the account', reset));
    return after(scene, state, events, { move: backTo });
  },
};

/** Shows another step; the account stays as it is. */
const turnTo = async ({ session }: Scene, state: WalkState, place: WalkPosition): Promise<WalkState> => ({
  ...state,
  ...(await standAt(session, place)),
});

const LEAVING: readonly Choice<'skip' | 'do' | 'stay'>[] = [
  { key: 's', value: 'skip', short: 'skip it', name: 'skip it', means: 'see the next step' },
  {
    key: 'd',
    value: 'do',
    short: 'do it for me',
    name: 'do it for me',
    means: 'kms-lab makes the change and runs the checks',
  },
  { key: 'n', value: 'stay', short: 'stay here', name: 'stay here', means: 'back to the question' },
];

/** Says which steps it undoes, and what changes. Does not ask if nothing changes. */
async function agrees(
  scene: Scene,
  place: WalkPosition,
  { changes, undoes = '' }: PlannedMove,
): Promise<boolean> {
  if (changes.length === 0) return true;
  return scene.agree({
    title: `${stepTitle(place)}: do this?`,
    body: paragraphs(sentence(undoes), (style) => diffText(changes, style)),
  });
}

const STOPPED = 'Stopped. kms-lab has changed nothing.';

/** What was undone has to pass again. */
const backTo: typeof goOn = ({ failed, steps }, now) => ({
  ...now,
  shown: now.done,
  failed: failed.filter((id) => steps.findIndex((step) => step.id === id) < now.done),
});

/** Exit code 4: part of the step is still missing. A step taken by hand has not failed then. */
const ENDED: Readonly<Record<number, Ended>> = { 0: 'passed', 4: 'not yet' };

function endOf(summary: Summary | undefined): Ended {
  if (summary?.exitCode === 130 && summary.writes === 0) return 'stopped';
  return ENDED[summary?.exitCode ?? 1] ?? 'failed';
}

interface Telling {
  readonly move?: typeof goOn;
  /** The outcome of the work, in words. */
  readonly tells?: typeof outcomeText;
}

/**
 * Shows the outcome of a task, and reads where the account is now. If the step is in place, shows the outcome before
 * the next step; otherwise, stays at the step's question. Throws `ERR_INTERRUPTED`.
 */
async function after(
  scene: Scene,
  { place, seen, matrix, quiz }: WalkState,
  events: readonly LabEvent[],
  { move = goOn, tells = outcomeText }: Telling = {},
): Promise<WalkState> {
  const { session } = scene;
  throwIfStopped(session);
  scene.room.settled(events);
  const summary = summaryOf(events);
  const ended = endOf(summary);
  const outlook = await lookAhead(session);
  const moved = move(place, standpointOf(session, outlook.standing), ended);
  const at = await standAt(session, moved, outlook);
  const meanwhile =
    summary?.error?.code === 'ERR_DRIFT' ? changesBetween(session.lab, seen.seen, at.seen.seen) : [];
  const body = paragraphs(
    ended === 'stopped' ? sentence(STOPPED) : tells(events, matrix),
    meanwhile.length > 0 ? changedMeanwhile(meanwhile) : () => '',
  );
  const state = { ...at, matrix: lastMatrix(events) ?? matrix, quiz };
  if (ended !== 'passed' || summary?.error) return showing(state, body);
  const onward = await scene.tell({ title: `${stepTitle(place)}: done`, body });
  return onward === 'quit' ? { ...state, quits: true } : state;
}
