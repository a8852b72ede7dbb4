import { onTestFinished } from 'vitest';
import { kmsLab } from '../../../src/cli/cli.ts';
import type { FreshRoom } from '../fleet/room.ts';
import { fakeStreams } from '../streams.ts';

/** A command about the room, until it is stopped or the test ends. */
export function begunIn({ stateDir }: FreshRoom, line: readonly string[]) {
  const streams = fakeStreams({ env: { KMS_LAB_STATE_DIR: stateDir, NO_COLOR: '1' } });
  const interruption = new AbortController();
  const ended = kmsLab(line, streams, interruption.signal);
  const stop = (): Promise<number> => {
    interruption.abort();
    return ended;
  };
  onTestFinished(async () => void (await stop()));
  return { streams, ended, stop };
}
