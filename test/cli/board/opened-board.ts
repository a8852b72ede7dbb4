import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { boardParts } from '../../../src/cli/board/room-board.ts';
import type { Invocation } from '../../../src/cli/command.ts';
import { openFleetPlace } from '../../../src/cli/fleet/fleet-place.ts';
import { openRoom } from '../../../src/cli/fleet/room.ts';
import { openLab } from '../../../src/cli/open-lab.ts';
import { settingsOf } from '../../../src/cli/settings.ts';
import type { Lab } from '../../../src/contract/lab.ts';
import type { BoardServing } from '../../../src/web/board/serve-board.ts';
import { reachedThrough } from '../fleet/room.ts';
import { fakeStreams } from '../streams.ts';

type Opened = Omit<BoardServing, 'address' | 'folder' | 'onLink'>;

export interface BoardOfRoom {
  readonly serving: Opened;
  calls(seat: number): number;
  /** The account as its participant works on it. */
  labOf(seat: number): Promise<Lab>;
  close(): Promise<void>;
}

/** What a board works with, on the sandbox of a state directory, until the test ends. `through`: another endpoint. */
export async function boardOf(
  stateDir: string,
  {
    accounts = 'sandbox',
    staysOpen = false,
    given = {} as Invocation['given'],
    through = async (endpoint: string) => endpoint,
  } = {},
): Promise<BoardOfRoom> {
  const streams = fakeStreams({ env: { KMS_LAB_STATE_DIR: stateDir, NO_COLOR: '1' } });
  const options = await settingsOf({}, streams);
  const access = { accounts };
  const stop = new AbortController();
  const room = reachedThrough(await openRoom(options, access, 'kms-lab-board'), through);
  const words = ['board', '--accounts', accounts];
  const invocation: Invocation = {
    ...{ command: 'board', words, given, checkpoints: [], rest: [], typed: {}, options, streams },
    signal: stop.signal,
  };
  const place = await openFleetPlace(invocation);
  const { serving, calls, close } = boardParts({ invocation, room, access, place });
  const labOf = async (seat: number): Promise<Lab> => {
    const opened = await openLab(
      room.optionsOf(room.roster.seats[seat - 1]!),
      'edit',
      { notify: () => {} },
      stop.signal,
      room,
    );
    return opened.session.lab;
  };
  let isOpen = true;
  const closeAll = async (): Promise<void> => {
    if (!isOpen) return;
    isOpen = false;
    stop.abort();
    await close();
    await room.close();
  };
  if (!staysOpen) onTestFinished(closeAll);
  return { serving, calls, labOf, close: closeAll };
}

/** What kms-lab remembers of an account: afterward it is as if the person had only used the console. */
export const forget = (stateDir: string, account: string): void =>
  rmSync(join(stateDir, 'sandbox', account), { recursive: true, force: true });
