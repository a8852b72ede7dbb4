import type { IncomingMessage } from 'node:http';
import PQueue from 'p-queue';
import { expect, test } from 'vitest';
import { openInstructor } from '../../../src/aws/fleet/instructor.ts';
import { selfRenewing } from '../../../src/aws/fleet/role-session.ts';
import { accountWork } from '../../../src/cli/fleet/account-work.ts';
import { openRoom, type Room } from '../../../src/cli/fleet/room.ts';
import { fleetVerb } from '../../../src/cli/fleet/verbs.ts';
import { settingsOf } from '../../../src/cli/settings.ts';
import { atOnce } from '../../aws/fleet/room.ts';
import { expiringWhere } from '../../end-to-end/expiring.ts';
import { WHOLE } from '../../sampled.ts';
import { freshRoom, ROOM_ROLE, reachedThrough } from './room.ts';

const SIZE = 12;
/** Milliseconds. The SDK and kms-lab renew a session five minutes before it ends. */
const [RENEWED_AFTER, REFUSED_AFTER, SPARE] = [150, 10_000, 300_000];

/** Between the lab and the sandbox: a session that has ended is refused, as AWS would. */
async function gate(endpoint: string) {
  const ends = new Map<string, number>();
  const hasEnded = ({ headers }: IncomingMessage): boolean => {
    const [, key = ''] = /Credential=(\w+)\//.exec(headers.authorization ?? '') ?? [];
    return Date.now() > (ends.get(key) ?? Number.POSITIVE_INFINITY);
  };
  return { ...(await expiringWhere(hasEnded, endpoint)), ends };
}

test.runIf(WHOLE)(
  'sessions that end in the middle of the work are renewed, and no account fails',
  async () => {
    const fresh = await freshRoom(SIZE);
    const home = await fresh.documents();
    const options = await settingsOf({}, { env: { KMS_LAB_STATE_DIR: fresh.stateDir }, cwd: () => '/' });
    const opened = await openRoom(options, { accounts: 'sandbox' }, 'kms-lab-test');
    const sandbox = await opened.start(options, 'fleet');
    const instructor = await openInstructor(
      {
        name: 'sandbox',
        endpoint: sandbox.endpoint,
        region: sandbox.region,
        credentials: (await sandbox.credentials('org-admin'))!,
        actAs: async () => ({}),
      },
      atOnce,
    );
    const { endpoint, ends, refused } = await gate(sandbox.endpoint);
    const room: Room = {
      ...reachedThrough(opened, async () => endpoint),
      optionsOf: (seat) => ({
        ...opened.optionsOf(seat),
        credentials: selfRenewing(async () => {
          const role = { account: seat.account, name: ROOM_ROLE, sessionName: 'short' };
          const enter = instructor.enter(role) as () => Promise<{
            accessKeyId: string;
            secretAccessKey: string;
          }>;
          const session = await enter();
          ends.set(session.accessKeyId, Date.now() + REFUSED_AFTER);
          return { ...session, expiration: new Date(Date.now() + SPARE + RENEWED_AFTER) };
        }),
      }),
    };
    const outcomes: string[] = [];
    for (const verb of [
      await fleetVerb({ does: 'goto', step: 'open-sample-file' }),
      await fleetVerb({ does: 'reset' }),
    ]) {
      const work = accountWork(room, verb, async () => {});
      const queue = new PQueue({ concurrency: 4 });
      await queue.addAll(
        room.roster.seats.map(({ account }) => async () => {
          const { signal } = new AbortController();
          const { planned } = await work.plan(account, signal);
          const planHash = planned.is === 'change' ? planned.hash : '';
          outcomes.push((await work.run({ fleet: 'f', account, attempt: 1, planHash }, signal)).is);
        }),
      );
    }
    instructor.close();
    await opened.close();
    expect(outcomes).toEqual(Array.from({ length: 2 * SIZE }, () => 'done'));
    expect(ends.size).toBeGreaterThan(60);
    expect(refused()).toBe(0);
    expect(await fresh.documents()).toEqual(home);
  },
);
