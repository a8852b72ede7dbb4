import { beforeAll, describe, expect, test } from 'vitest';
import { accountAt, eventsIn, type FreshRoom, freshRoom } from './room.ts';

const SEATS = [1, 2, 3];

describe('a room whose first account is empty', () => {
  let room: FreshRoom;
  beforeAll(async () => {
    room = await freshRoom(SEATS.length, { empty: true });
  });

  /** How many of each there are, by seat. */
  const counted = (what: 'aliases' | 'keys') =>
    room.visit(({ accounts }) => SEATS.map((seat) => Object.keys(accounts[accountAt(seat)]![what]).length));
  const typed = async (verb: string) => {
    const { exitCode, stdout } = await room.typed(`fleet ${verb} --accounts sandbox --json`);
    const events = eventsIn(stdout);
    const of = (state: string) =>
      events.flatMap((event) => (event.state === state ? [Number(event.seat)] : [])).toSorted();
    return { exitCode, done: of('done'), same: of('same'), writes: events.at(-1)?.writes };
  };

  test('setup creates what is missing, and writes nowhere else', async () => {
    expect(await counted('aliases')).toEqual([0, 1, 1]);
    expect(await typed('setup')).toMatchObject({ exitCode: 0, done: [1], same: [2, 3] });
    expect(await counted('aliases')).toEqual([1, 1, 1]);
    expect(await typed('setup')).toEqual({ exitCode: 0, done: [], same: SEATS, writes: 0 });
    expect(await room.typed('fleet verify --accounts sandbox')).toMatchObject({ exitCode: 0 });
  });

  test('teardown removes it, and leaves each key', async () => {
    expect(await typed('teardown')).toMatchObject({ exitCode: 0, done: SEATS });
    expect(await counted('aliases')).toEqual([0, 0, 0]);
    expect(await counted('keys')).toEqual([1, 1, 1]);
    expect(await typed('teardown')).toEqual({ exitCode: 0, done: [], same: SEATS, writes: 0 });
  });
});

describe('setup for a network', () => {
  test('lets it in, and nobody else', async () => {
    const room = await freshRoom(1, { empty: true });
    const refused = await room.typed('fleet setup --accounts sandbox --my-ip everybody');
    expect(refused.stderr).toMatch(/ERR_USAGE: --my-ip is “everybody”/);
    expect(refused.exitCode).toBe(2);

    const { exitCode } = await room.typed('fleet setup --accounts sandbox --my-ip 198.51.100.0/24');
    expect(exitCode).toBe(0);
    const letIn = await room.visit(({ accounts }) =>
      Object.values(accounts[accountAt(1)]!.securityGroups ?? {}).flatMap(({ ingress }) =>
        ingress.map(({ cidr }) => cidr),
      ),
    );
    expect(letIn).toEqual(['198.51.100.0/24']);
  });
});
