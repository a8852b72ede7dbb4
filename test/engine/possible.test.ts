import { expect, test } from 'vitest';
import { LabError } from '../../src/contract/errors.ts';
import type { ResourceId } from '../../src/contract/resource.ts';
import { goto, plan, run } from '../../src/engine/index.ts';
import { requirePossible } from '../../src/engine/possible.ts';
import { type Fake, fake, saying } from './fake-account.ts';

/** An account in which AWS would refuse every write of this thing. */
function refusing(id: ResourceId): Fake {
  const lab = fake();
  Object.assign(lab.session.lab.resources[id], {
    possible: async () => {
      throw new LabError('ERR_ACCESS', `refused: ${id}`);
    },
  });
  return lab;
}

const REFUSED = { exitCode: 1, error: { code: 'ERR_ACCESS', message: 'refused: user' } };

test('run writes nothing if a later write would be refused, and plan says the same', async () => {
  const lab = refusing('user');
  expect(await plan(lab.session, {})).toMatchObject(REFUSED);
  expect(await run(lab.session, { onFailure: 'stop' })).toMatchObject(REFUSED);
  expect(await goto(lab.session, { step: 'last' })).toMatchObject(REFUSED);
  expect(lab.account.writes).toEqual([]);
});

test('a run of a part asks only about that part', async () => {
  const lab = refusing('user');
  expect(await run(lab.session, { onFailure: 'stop', to: 'strip' })).toMatchObject({ exitCode: 0 });
});

test('only the first change of a resource starts from what is in the account', async () => {
  const lab = fake();
  const asked: unknown[] = [];
  Object.assign(lab.session.lab.resources['key-policy'], {
    possible: async (now: unknown) => void asked.push(now),
  });
  const change = { resource: 'key-policy', title: '', arn: '', calls: [], after: saying('b') } as const;
  await requirePossible(lab.session, [
    { ...change, before: saying('a') },
    { ...change, before: saying('b') },
  ]);
  expect(asked).toEqual([saying('a')]);
});
