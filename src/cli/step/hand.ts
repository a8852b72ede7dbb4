import { LONGEST_LINE } from '../../web/board/seat-limits.ts';
import type { HandAnswer } from '../room/walk-room.ts';
import { stepTitle } from './page.ts';
import type { Scene } from './scene.ts';
import { showing, type WalkState } from './state.ts';
import { sentence } from './view.ts';

const ASKS = 'What do you want to ask? One line; Enter alone asks nothing:';

const tooLong = (typed: string): string | undefined =>
  typed.length > LONGEST_LINE ? `At most ${LONGEST_LINE} characters: these are ${typed.length}.` : undefined;

/** What a participant does with their hand. */
export const HAND_ACTIONS: {
  readonly [A in HandAnswer]: (scene: Scene, state: WalkState) => Promise<WalkState>;
} = {
  async raise(scene, state) {
    const line = await scene.line(stepTitle(state.place), ASKS, tooLong);
    return line === '' ? state : showing(state, sentence(await scene.room.raise(line)));
  },
  lower: async (scene, state) => showing(state, sentence(await scene.room.lower())),
};
