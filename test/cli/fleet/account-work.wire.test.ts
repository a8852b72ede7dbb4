import { describe, expect, test } from 'vitest';
import { accountWork } from '../../../src/cli/fleet/account-work.ts';
import { openRoom, type Room } from '../../../src/cli/fleet/room.ts';
import { fleetVerb } from '../../../src/cli/fleet/verbs.ts';
import { settingsOf } from '../../../src/cli/settings.ts';
import type { SeatRecord } from '../../../src/fleet/seat-record.ts';
import { accountAt, addKeyStatement, type FreshRoom, freshRoom } from './room.ts';

const TWO = accountAt(2);
const GOING_ON = new AbortController().signal;

async function opened(change: (room: Room) => Room = (room) => room, given?: FreshRoom) {
  const fresh = given ?? (await freshRoom(3));
  const env = { KMS_LAB_STATE_DIR: fresh.stateDir };
  const options = await settingsOf({}, { env, cwd: () => '/' });
  const records: SeatRecord[] = [];
  const room = change(await openRoom(options, { accounts: 'sandbox' }, 'kms-lab-test'));
  const work = accountWork(
    room,
    await fleetVerb({ does: 'goto', step: 'start-web-app' }),
    async (record) => void records.push(record),
  );
  const unit = (planHash: string, attempt = 1) => ({ fleet: 'f', account: TWO, attempt, planHash });
  return { ...fresh, fresh, room, work, records, unit };
}

const hashIn = ({ planned }: { planned: { is: string; hash?: string } }): string => planned.hash ?? '';

describe('a unit of work', () => {
  test('does what was planned, keeps a record, and does nothing when it is run again', async () => {
    const { work, records, room, unit } = await opened();
    const hash = hashIn(await work.plan(TWO, GOING_ON));
    expect(await work.run(unit(hash), GOING_ON)).toMatchObject({ is: 'done', wrote: true });
    expect(records[0]).toMatchObject({ account: TWO, attempt: 1, exitCode: 0, left: { objectVersions: 0 } });
    expect(records[0]!.left.cloudTrailEvents).toBeGreaterThan(20);
    expect(await work.run(unit(hash, 2), GOING_ON)).toMatchObject({ is: 'done', wrote: false });
    expect(await work.plan(TWO, GOING_ON)).toMatchObject({ planned: { is: 'same' } });
    await room.close();
  });

  test('proves that nothing was to change, and writes nothing where the plan was out of date', async () => {
    const { work, records, room, unit, fresh } = await opened();
    await work.run(unit(hashIn(await work.plan(TWO, GOING_ON))), GOING_ON);
    const same = await work.plan(TWO, GOING_ON);
    expect(same).toMatchObject({ planned: { is: 'same' } });
    expect(await work.run(unit(hashIn(same), 2), GOING_ON)).toMatchObject({ is: 'done', wrote: false });
    expect(records.at(-1)).toMatchObject({ attempt: 2, exitCode: 0 });
    await room.close();
    await fresh.visit((world) => addKeyStatement(world, TWO));
    const later = await opened(undefined, fresh);
    expect(await later.work.run(unit(hashIn(same), 3), GOING_ON)).toMatchObject({
      is: 'drifted',
      wrote: false,
    });
    await later.room.close();
  });

  test('writes nothing where the account has changed since it was planned', async () => {
    const { work, room, unit } = await opened();
    expect(await work.run(unit('another'), GOING_ON)).toMatchObject({
      is: 'drifted',
      cause: 'ERR_DRIFT',
      wrote: false,
    });
    await room.close();
  });

  test('is refused where the credentials are of another account', async () => {
    const { work, room, unit, documents } = await opened((room) => ({
      ...room,
      optionsOf(seat) {
        const other = room.optionsOf({ ...seat, account: accountAt(3) });
        return { ...other, account: seat.account };
      },
    }));
    const wrong = { cause: 'ERR_WRONG_ACCOUNT' };
    expect(await work.plan(TWO, GOING_ON)).toMatchObject({ planned: { is: 'refused', ...wrong } });
    expect(await work.run(unit(''), GOING_ON)).toMatchObject({ is: 'refused', ...wrong, wrote: false });
    await room.close();
    expect(Object.keys(await documents())).toHaveLength(3);
  });

  test('is interrupted, and not failed, where it was asked to stop', async () => {
    const { work, room, unit } = await opened();
    const hash = hashIn(await work.plan(TWO, GOING_ON));
    const stop = new AbortController();
    stop.abort();
    expect(await work.run(unit(hash), stop.signal)).toMatchObject({ is: 'interrupted', wrote: false });
    await room.close();
  });
});
