import { LabError } from '../../contract/errors.ts';
import type { Objects } from '../../contract/objects.ts';
import { type HintPlace, hintState, hintsIn } from '../given-hints.ts';
import { stateText } from '../state-file.ts';

const NAME = 'hints.json';
/** How often to try again when another command gives a hint meanwhile. */
const TRIES = 10;

/** An object of its own: a hint may be given while another command holds the account, and with it the head. */
export function hintObject(objects: Objects): HintPlace {
  const find = async () => {
    const found = await objects.get(NAME);
    return { tag: found?.tag, hints: found ? hintsIn(found.body, `${objects.where}/${NAME}`) : {} };
  };
  return {
    read: async () => (await find()).hints,
    async change(change) {
      for (let tries = 0; tries < TRIES; tries++) {
        const { tag, hints } = await find();
        const body = stateText(hintState(change(hints)));
        const written =
          tag === undefined ? await objects.create(NAME, body) : await objects.replace(NAME, body, tag);
        if (written !== undefined) return;
      }
      throw new LabError('ERR_AWS', `${objects.where}/${NAME} changes all the time.`, { hint: 'try again' });
    },
  };
}
