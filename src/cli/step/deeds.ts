import type { AccessMatrix } from '../../contract/access.ts';
import { LabError } from '../../contract/errors.ts';
import type { ErrorNote, LabEvent, Standing } from '../../contract/event.ts';
import type { Step } from '../../contract/step.ts';
import {
  back,
  check,
  foresee,
  hint,
  matrix,
  reset,
  solve,
  status,
  type Way,
  watch,
} from '../../engine/index.ts';
import type { Session } from '../../engine/session.ts';
import { changesBetween } from '../../engine/snapshot.ts';
import { hintFor } from '../../hints/index.ts';
import { matrixTable } from '../../report/matrix.ts';
import { wrap } from '../../report/wrap.ts';
import { previewReset } from '../preview.ts';
import { changedMeanwhile, SKIPPING } from './closing.ts';
import {
  type Answer,
  type Choice,
  goOn,
  hasSkipped,
  type Place,
  placeOf,
  type Standpoint,
  skipped,
  standsHere,
  unskipped,
} from './conversation.ts';
import { all, lastMatrix, outcomeText, summaryOf } from './outcome.ts';
import { diffText, documentsToCopy } from './page.ts';
import type { Scene } from './scene.ts';

/** What goes along from question to question. */
export interface State {
  readonly place: Place;
  /** The account, and what is to change of it, as the person last saw them. */
  readonly seen: Way;
  /** Who could do what when last asked. */
  readonly matrix: AccessMatrix | undefined;
}

/** What is done upon an answer. */
type Deed = (scene: Scene, state: State) => Promise<State>;

export const NOTHING: Way = { seen: {}, changes: [] };

export const stepOf = ({ steps, shown }: Place): Step | undefined => steps[shown];

/** Throws what ended the work before it could tell. */
export function standingOf(events: readonly LabEvent[]): Standing {
  const error = summaryOf(events)?.error;
  const found = all(events, 'standing').at(-1);
  if (found && !error) return found;
  const { code, message, hint, next, cause } = error ?? UNTOLD;
  throw new LabError(code, message, {
    ...(hint ? { hint } : {}),
    ...(next ? { next } : {}),
    ...(cause ? { cause: new Error(cause) } : {}),
  });
}

const UNTOLD: ErrorNote = { code: 'ERR_INTERNAL', message: 'Nobody told where the account stands.' };

export const locate = ({ pipeline, store }: Session, standing: Standing): Standpoint =>
  placeOf(
    pipeline.stages.map(({ step }) => step),
    standing,
    store.position(),
  );

/** What is to change for the step on the screen. */
export async function wayOn({ session }: Scene, place: Place): Promise<Way> {
  const step = stepOf(place);
  return step ? foresee(session, { solve: step.id }) : NOTHING;
}

export const DEEDS: { readonly [A in Exclude<Answer, 'quit'>]: Deed } = {
  async do(scene, state) {
    const { session } = scene;
    const { place } = state;
    const step = stepOf(place)!;
    // The page has shown what changes, unless it is more than the step, or a real account.
    const isShown = standsHere(place) && session.target === 'sandbox';
    const way = isShown ? state.seen : await wayOn(scene, place);
    if (!isShown && !(await agrees(scene, way))) return { ...state, seen: way };
    const events = await scene.work(step.title, (session) =>
      solve(session, { step: step.id, seen: way.seen }),
    );
    return after(scene, { ...state, seen: way }, events);
  },

  async myself(scene, state) {
    const step = stepOf(state.place)!;
    scene.say(documentsToCopy(state.seen.changes, scene.style()));
    return after(scene, state, await scene.watch((session) => watch(session, { step: step.id, hintFor })));
  },

  async check(scene, state) {
    const step = stepOf(state.place)!;
    const events = await scene.work('Checking what you did', (session) => check(session, { step: step.id }));
    return after(scene, state, events);
  },

  async hint(scene, state) {
    const step = stepOf(state.place)!;
    const events = await scene.work('Looking at what you did', (session) =>
      hint(session, { step: step.id, hintFor }),
    );
    return after(scene, state, events, (place, now) => ({ ...place, ...now }));
  },

  async diff(scene, state) {
    const seen = await wayOn(scene, state.place);
    scene.say(diffText(seen.changes, scene.style()));
    return { ...state, seen };
  },

  async matrix(scene, state) {
    const asked = lastMatrix(await scene.work('Asking who may do what', matrix));
    if (asked) scene.say(matrixTable(asked, scene.style()));
    return { ...state, matrix: asked ?? state.matrix };
  },

  async skip(scene, state) {
    const { place } = state;
    if (stepOf(place)?.kind === 'look') {
      scene.say(
        wrap('This step changes nothing, so that nothing is missing.', scene.style().width).join('\n'),
      );
      return { ...state, place: skipped(place) };
    }
    scene.say(wrap(SKIPPING, scene.style().width).join('\n'));
    const answer = await scene.choose('Leave it undone?', LEAVING);
    if (answer === 'do') return DEEDS.do(scene, state);
    return answer === 'skip' ? { ...state, place: skipped(place) } : state;
  },

  async back(scene, state) {
    const { session } = scene;
    if (hasSkipped(state.place)) {
      const place = unskipped(state.place);
      const text = `${stepOf(place)?.id} was skipped: there is nothing to undo.`;
      scene.say(wrap(text, scene.style().width).join('\n'));
      return { ...state, place };
    }
    const way = await foresee(session, 'back');
    if (!(await agrees(scene, way))) return state;
    const events = await scene.work('Going back', (session) => back(session, { seen: way.seen }));
    return after(scene, { ...state, seen: way }, events, backTo);
  },

  async reset(scene, state) {
    const { session } = scene;
    if (!(await scene.agree(await previewReset(session, scene.style())))) return state;
    return after(scene, state, await scene.work('Bringing the account home', reset), backTo);
  },
};

const LEAVING: readonly Choice<'skip' | 'do' | 'stay'>[] = [
  { key: 's', value: 'skip', name: 'skip it', means: 'see the next one' },
  { key: 'd', value: 'do', name: 'do it for me', means: 'kms-lab makes the change and asks the checks' },
  { key: 'n', value: 'stay', name: 'no, stay here', means: 'back to the question' },
];

async function agrees(scene: Scene, { changes }: Way): Promise<boolean> {
  if (changes.length > 0) return scene.agree(diffText(changes, scene.style()));
  scene.say(wrap('Nothing has to change in the account for that.', scene.style().width).join('\n'));
  return true;
}

/** What was undone has to pass anew. */
const backTo: typeof goOn = ({ failed, steps }, now) => ({
  ...now,
  shown: now.done,
  failed: failed.filter((id) => steps.findIndex((step) => step.id === id) < now.done),
});

/** Exit code 4: part of the step is still missing. A step taken by hand has not failed then. */
const ENDED: Readonly<Record<number, Parameters<typeof goOn>[2]>> = { 0: 'passed', 4: 'not yet' };

/** Tells what came of a piece of work, and looks where the account stands now. Throws `ERR_INTERRUPTED`. */
async function after(
  scene: Scene,
  { place, seen, matrix }: State,
  events: readonly LabEvent[],
  move = goOn,
): Promise<State> {
  const { session } = scene;
  scene.say(outcomeText(events, matrix, scene.style()));
  if (session.signal?.aborted) throw new LabError('ERR_INTERRUPTED', 'Stopped. No write was in progress.');
  const summary = summaryOf(events);
  const now = locate(session, await standing(session));
  const moved = move(place, now, ENDED[summary?.exitCode ?? 1] ?? 'failed');
  const way = await wayOn(scene, moved);
  if (summary?.error?.code === 'ERR_DRIFT') {
    scene.say(changedMeanwhile(changesBetween(session.lab, seen.seen, way.seen), scene.style()));
  }
  return { place: moved, seen: way, matrix: lastMatrix(events) ?? matrix };
}

/** Asks without showing that it asks. Throws what kept it from being answered. */
async function standing(session: Session): Promise<Standing> {
  const events: LabEvent[] = [];
  await status({ ...session, host: { notify: (event) => void events.push(event) } });
  return standingOf(events);
}
