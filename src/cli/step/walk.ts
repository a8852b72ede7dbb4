import { type ExitCode, LabError } from '../../contract/errors.ts';
import type { EventOf } from '../../contract/event.ts';
import { keepBaseline, matrix } from '../../engine/index.ts';
import { asLabError, noteOf } from '../../engine/recorder.ts';
import { errorText } from '../../report/error.ts';
import { leftText } from '../../report/left.ts';
import { type Choice, choicesOf, type WalkAnswer, type WalkPosition } from '../../report/walk-position.ts';
import type { HandAnswer } from '../room/walk-room.ts';
import { WALK_ACTIONS } from './actions.ts';
import { closingView, resumption, walkDriftText, welcome } from './closing.ts';
import { HAND_ACTIONS } from './hand.ts';
import { lasting } from './job-view.ts';
import { lastMatrix, outcomeText } from './outcome.ts';
import { stepTitle, stepView } from './page.ts';
import type { Act, Scene } from './scene.ts';
import { shownStep, standAt, standpointOf, type WalkState, walkStandingOf } from './state.ts';
import { paragraphs, sentence, type Text, type View } from './view.ts';

/**
 * Walks a user through the page, from where the account is. Resolves to the exit code when they leave: 0 if they
 * chose to, 130 if they pressed Ctrl-C or the input ended.
 */
export async function walkSteps(scene: Scene, manner: Manner = {}): Promise<ExitCode> {
  try {
    const { place } = await talk(scene, await arrive(scene, manner));
    if (place.done < place.steps.length || place.failed.length > 0) scene.say(resumption);
    return 0;
  } catch (error) {
    if (!isInterruption(error)) throw error;
    scene.say(paragraphs(sentence(error.message), resumption));
    return error.exitCode;
  }
}

interface Manner {
  /** Shown before the first step. */
  readonly notes?: readonly EventOf<'note'>[];
  /** Asks before each check who may decrypt. */
  readonly quiz?: boolean;
}

const isInterruption = (error: unknown): error is LabError =>
  error instanceof LabError && error.code === 'ERR_INTERRUPTED';

/** Reads where the account is, and who may do what. */
async function arrive(scene: Scene, { notes: objections = [], quiz = false }: Manner): Promise<WalkState> {
  const { session } = scene;
  const title = 'Working with Key Policies';
  const looking = (status: string, act: Act) =>
    scene.work({ title, act, status: ({ seconds }) => `${status}${lasting(seconds)}` });
  const begun = await looking('Reading where the account is', keepBaseline);
  const standing = walkStandingOf(begun);
  scene.room.settled(begun);
  const asked = await looking('Finding out who may do what', matrix);
  const now = standpointOf(session, standing);
  const place: WalkPosition = { ...now, shown: now.done, failed: [] };
  const { title: heading, body } = welcome(session, place);
  const notes = outcomeText([...objections, ...begun], undefined);
  const drift = now.account === 'changed' ? walkDriftText(standing) : () => '';
  const { missing = [] } = standing;
  const lost: Text = (style) => (missing.length > 0 ? leftText('What is missing', missing, style) : '');
  const onward = await scene.tell({ title: heading, body: paragraphs(body, lost, notes, drift) });
  const state = { ...(await standAt(session, place)), matrix: lastMatrix(asked), quiz };
  return onward === 'quit' ? { ...state, quits: true } : state;
}

async function talk(scene: Scene, begun: WalkState): Promise<WalkState> {
  let state = begun;
  for (;;) {
    if (state.quits) return state;
    const { view, ...at } = state;
    const answer = await scene.room.during(() =>
      scene.choose<WalkAnswer | HandAnswer>({
        view: view ?? pageOf(scene, at),
        choices: withHand(choicesOf(at.place, view ? 'other' : 'page'), scene.room.choices),
        enter: view ? 'page' : undefined,
        news: scene.room.news,
      }),
    );
    if (answer === 'quit') return at;
    state = await ACTIONS[answer](scene, at).catch(failedAt(at));
  }
}

const ACTIONS = { ...WALK_ACTIONS, ...HAND_ACTIONS };

/** After what a person tries first. */
const BEFORE_HAND = 4;

const withHand = (
  choices: readonly Choice<WalkAnswer>[],
  hand: readonly Choice<HandAnswer>[],
): readonly Choice<WalkAnswer | HandAnswer>[] => [
  ...choices.slice(0, BEFORE_HAND),
  ...hand,
  ...choices.slice(BEFORE_HAND),
];

/** An error that no task reported also keeps its step on the screen. */
const failedAt =
  (state: WalkState) =>
  (thrown: unknown): WalkState => {
    if (isInterruption(thrown)) throw thrown;
    const note = noteOf(asLabError(thrown));
    return { ...state, view: { title: stepTitle(state.place), body: (style) => errorText(note, style) } };
  };

function pageOf({ session }: Scene, { place, here, matrix }: WalkState): View {
  const step = shownStep(place);
  return step ? stepView(place, step, here) : closingView(place, matrix, session);
}
