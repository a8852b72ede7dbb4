import { afterAll, describe, expect } from 'vitest';
import { sampled } from '../sampled.ts';
import { addDana, comeHome, edit } from './come-home.ts';
import { EDITS } from './edits.ts';
import { homeOf } from './home-by-meaning.ts';
import { right } from './not-yet.ts';
import { Album } from './scene.ts';

const album = new Album();
afterAll(() => album.close());

/** Each kind alone: the edit, `reset`, the commands that it names, once, and `reset` again. */
describe('a reset after one edit', () => {
  for (const one of sampled(EDITS, 8)) {
    const { name, needs, after = ['run'] } = one;
    right(name, async () => {
      const prepare = async (scene: Parameters<typeof addDana>[0]) => {
        if (needs === 'dana') await addDana(scene);
      };
      const before = await album.open(`before, ${needs}`, prepare);
      const home = homeOf(before);
      await before.close();
      const scene = await album.open(`${needs}, ${after.join(' ')}`, async (scene) => {
        await prepare(scene);
        await scene.lab(...after);
      });
      try {
        expect(await edit(scene, one), 'the edit is possible').toBe(true);
        const { why, typed } = await comeHome(scene, home);
        expect({ why, typed: why.length > 0 ? typed : [] }).toEqual({ why: [], typed: [] });
      } finally {
        await scene.close();
      }
    });
  }
});
