import { type ExitCode, LabError } from '../../contract/errors.ts';
import { begin, matrix } from '../../engine/index.ts';
import { hereIn } from '../../report/guide-here.ts';
import { closingText, driftText, resumption, undoneText, welcome } from './closing.ts';
import { choicesOf, type Place } from './conversation.ts';
import { DEEDS, locate, NOTHING, type State, standingOf, stepOf, wayOn } from './deeds.ts';
import { lastMatrix, outcomeText } from './outcome.ts';
import { pageText } from './page.ts';
import type { Scene } from './scene.ts';

/**
 * Walks somebody through the page, from where the account stands. Resolves to the exit code when they leave: 0 where
 * they said so, 130 where they pressed Ctrl-C or the input ended.
 */
export async function walk(scene: Scene): Promise<ExitCode> {
  try {
    const { place } = await talk(scene, await arrive(scene));
    if (place.done < place.steps.length || place.failed.length > 0) scene.say(resumption(scene.style()));
    return 0;
  } catch (error) {
    if (!(error instanceof LabError) || error.code !== 'ERR_INTERRUPTED') throw error;
    scene.say(error.message);
    scene.say(resumption(scene.style()));
    return error.exitCode;
  }
}

/** Finds out where the account stands, and who may do what. */
async function arrive(scene: Scene): Promise<State> {
  const { session } = scene;
  const begun = await scene.work('Looking where the account stands', begin);
  const standing = standingOf(begun);
  scene.say(outcomeText(begun, undefined, scene.style()));
  const now = locate(session, standing);
  const place: Place = { ...now, shown: now.done, failed: [] };
  scene.say(welcome(session, place, scene.style()));
  if (now.account === 'changed') scene.say(driftText(standing, scene.style()));
  const asked = await scene.work('Asking who may do what', matrix);
  return { place, seen: NOTHING, matrix: lastMatrix(asked) };
}

async function talk(scene: Scene, begun: State): Promise<State> {
  let state = begun;
  let page: number | undefined;
  for (;;) {
    if (page !== state.place.shown) state = await turnPage(scene, state);
    page = state.place.shown;
    const answer = await scene.choose(questionAt(state.place), choicesOf(state.place));
    if (answer === 'quit') return state;
    state = await DEEDS[answer](scene, state);
  }
}

async function turnPage(scene: Scene, state: State): Promise<State> {
  const { session } = scene;
  const { place, matrix } = state;
  const step = stepOf(place);
  if (!step) {
    scene.say(closingText(place, matrix, session, scene.style()));
    return state;
  }
  const seen = await wayOn(scene, place);
  const { lab, target } = session;
  const at = { target, here: await hereIn(lab) };
  const page = { step, index: place.shown, of: place.steps.length, at, changes: seen.changes };
  scene.say(`\n${pageText(page, scene.style())}`);
  scene.say(undoneText(place, scene.style()));
  return { ...state, seen };
}

const questionAt = (place: Place): string => `${stepOf(place)?.id ?? 'The end'}: what now?`;
