import { afterAll, beforeAll, expect, test } from 'vitest';
import type { World } from '../../../src/sandbox/world.ts';
import { sampled } from '../../sampled.ts';
import { documentsOf } from './documents.ts';
import { type Scene, Stage } from './stage.ts';

/** Every write of a run and of a reset, by its name and its number among those of that name. */
const RUN = ['CreatePolicyVersion', 'SendCommand', 'PutKeyPolicy', 'CreateUser'];
const RESET = [
  'DELETE',
  'SendCommand',
  'PutKeyPolicy',
  'SetDefaultPolicyVersion',
  'DeleteUser',
  'DeletePolicyVersion',
];

let stage: Stage;
let fresh: Scene;
let done: Scene;
beforeAll(async () => {
  stage = await Stage.open();
  fresh = await stage.keep();
  expect((await stage.run(['run'])).exitCode).toBe(0);
  done = await stage.keep();
});
afterAll(() => stage.close());

/** The account does what it is asked, and the answer is lost: once, or every time. */
function lose(write: string, times: number): void {
  let lost = 0;
  stage.proxy.meddle({
    async after(name) {
      if (!name.startsWith(write) || lost >= times) return 'answer';
      lost += 1;
      return 'drop';
    },
  });
}

/** A version that was created twice has the same content twice: the lab knows both as its own, and a reset removes both. */
const inForce = (world: World) => {
  const { policies, ...rest } = documentsOf(world) as { policies: Record<string, { inForce: unknown }> };
  return { ...rest, policies: Object.values(policies).map((policy) => policy.inForce) };
};

test.each(sampled(RUN, 2))(
  'run settles %s, whose answer was lost, by the account’s documents',
  async (write) => {
    await stage.set(fresh);
    lose(write, 1);
    expect(await stage.run(['run'])).toMatchObject({ exitCode: 0 });
    expect(inForce(stage.sandbox.world())).toEqual(inForce(done.world));
    expect((await stage.run(['reset'])).exitCode).toBe(0);
    expect(documentsOf(stage.sandbox.world())).toEqual(documentsOf(fresh.world));
  },
);

test.each(sampled(RESET, 3))('reset settles %s, whose answer was lost', async (write) => {
  await stage.set(done);
  lose(write, 1);
  expect(await stage.run(['reset'])).toMatchObject({ exitCode: 0 });
  expect(documentsOf(stage.sandbox.world())).toEqual(documentsOf(fresh.world));
});

test.each(sampled(RUN, 3))(
  'if every answer to %s is lost, run fails, and resume continues',
  async (write) => {
    await stage.set(fresh);
    lose(write, Number.POSITIVE_INFINITY);
    expect((await stage.run(['run'])).exitCode).toBe(1);
    stage.proxy.meddle({});
    expect((await stage.run(['resume'])).exitCode).toBe(0);
    expect(inForce(stage.sandbox.world())).toEqual(inForce(done.world));
    expect((await stage.run(['reset'])).exitCode).toBe(0);
    expect(documentsOf(stage.sandbox.world())).toEqual(documentsOf(fresh.world));
  },
);
