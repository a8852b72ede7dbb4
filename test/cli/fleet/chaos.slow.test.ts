import { expect, test } from 'vitest';
import { eventsIn, freshRoom } from './room.ts';

const SIZE = 4;
/** Each takes most of a minute of waiting; ten are for a quiet evening. */
const SEEDS = Number(process.env.KMS_LAB_CHAOS_SEEDS ?? 1);

test.each(Array.from({ length: SEEDS }, (_, seed) => seed + 1))(
  'a room on AWS’s worst day is green, and each account is at its baseline: seed %i',
  async (seed) => {
    const room = await freshRoom(SIZE);
    const home = await room.documents();
    const chaos = `throttle=20%,reset=2%,eventual=300ms,seed=${seed}`;
    for (const verb of ['goto 3', 'reset']) {
      const { exitCode, stdout, stderr } = await room.typed(
        `fleet ${verb} --accounts sandbox --json --chaos ${chaos}`,
      );
      expect([exitCode, stderr]).toEqual([0, '']);
      expect(eventsIn(stdout).at(-1)).toMatchObject({ fleet: { done: SIZE } });
    }
    expect(await room.documents()).toEqual(home);
  },
);
