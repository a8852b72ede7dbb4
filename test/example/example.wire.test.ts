import { DisableKeyCommand } from '@aws-sdk/client-kms';
import { expect, test } from 'vitest';
import type { CheckContext } from '../../src/contract/check.ts';
import type { Lab } from '../../src/contract/lab.ts';
import type { Pipeline } from '../../src/contract/step.ts';
import { openStore, plan, reset, run } from '../../src/engine/index.ts';
import type { CommandSession } from '../../src/engine/session.ts';
import { open } from '../aws/opened.ts';
import { freshDirectory } from '../sandbox/served.ts';
import keyIsEnabled from './key-is-enabled.ts';
import nobodyDeletesWithoutMfa from './nobody-deletes-without-mfa.ts';
import { longer } from './pipeline.ts';

async function sessionOn(lab: Lab, pipeline: Pipeline): Promise<CommandSession> {
  const { accountId, region } = lab.facts;
  const directory = freshDirectory();
  return {
    command: 'run',
    target: 'sandbox',
    lab,
    pipeline,
    store: await openStore({ directory, target: 'sandbox', accountId, region, command: 'run' }),
    host: { notify: () => {} },
    clock: { now: () => new Date(), sleep: async () => {} },
    patience: { write: 2000, check: 2000, agreeing: 1, firstPause: 1, longestPause: 10 },
  };
}

const contextOf = (lab: Lab): CheckContext => ({
  lab,
  matrix: () => lab.access.matrix(),
  baseline: {},
});

test('a step of one’s own runs, changes nothing the second time, and goes back like the others', async () => {
  const { openLab } = await open();
  const session = await sessionOn(await openLab(), longer);

  const first = await run(session, { onFailure: 'stop' });
  expect(first.error).toBeUndefined();
  expect(first.steps.at(-1)).toMatchObject({ id: 'keep-the-key', status: 'applied' });
  expect(first.steps.at(-1)?.checks.map(({ id, status }) => [id, status])).toEqual([
    ['nobody-deletes-without-mfa', 'passed'],
    ['key-is-enabled', 'passed'],
    ['operator-can-use-the-key', 'passed'],
  ]);
  const { writes } = first;
  expect((await run(session, { onFailure: 'stop' })).writes).toBe(writes);
  expect((await plan(session, {})).exitCode).toBe(0);
  expect((await reset(session)).exitCode).toBe(0);
});

test('its checks fail where they should', async () => {
  const { openLab, clients, key } = await open();
  const lab = await openLab();
  expect(await nobodyDeletesWithoutMfa.look(contextOf(lab))).toMatchObject({ status: 'failed' });

  await clients.kms.send(new DisableKeyCommand({ KeyId: key.id }));
  expect(await keyIsEnabled.look(contextOf(lab))).toMatchObject({ status: 'failed' });
});
