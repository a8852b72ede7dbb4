import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LabEvent, Summary } from '../../../src/contract/event.ts';
import { sampled } from '../../sampled.ts';
import { documentsOf } from './documents.ts';
import { type Ended, type Running, type Scene, Stage } from './stage.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

let stage: Stage;
let fresh: Scene;
beforeAll(async () => {
  stage = await Stage.open();
  fresh = await stage.keep();
});
afterAll(() => stage.close());

const summaryOf = ({ stdout }: Ended): Summary =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as LabEvent)
    .findLast((event) => event.type === 'summary') as Summary;

/** Resolves once the command says on its stdout that it has heard the signal. */
const heard = ({ child }: Running): Promise<void> =>
  new Promise((done) => {
    child.stdout?.on('data', (text: string) => {
      if (text.includes('Stopping after the write')) done();
    });
  });

/** Starts the command, and does the deed while the n-th write of that name is on its way; the account then has it. */
async function during(write: string, args: readonly string[], deed: (running: Running) => Promise<void>) {
  await stage.set(fresh);
  let running: Running | undefined;
  let done = false;
  stage.proxy.meddle({
    async after(name) {
      if (name !== write || done || !running) return 'answer';
      done = true;
      await deed(running);
      return 'answer';
    },
  });
  running = stage.start(args);
  return running.ended;
}

const keyPolicyIds = () =>
  Object.values(stage.sandbox.world().accounts['111122223333']!.keys).map(({ policy }) =>
    JSON.stringify(policy),
  );

describe.each(sampled(SIGNALS, 2))('%s', (signal) => {
  const stop = async (running: Running) => {
    const noted = heard(running);
    running.child.kill(signal);
    await noted;
  };

  test('once: the write in progress is finished, and no other begins; resume continues', async () => {
    const whole = await undisturbed();
    const ended = await during('PutKeyPolicy', ['run'], stop);
    expect(ended.exitCode).toBe(130);
    expect(summaryOf(ended)).toMatchObject({
      exitCode: 130,
      error: {
        code: 'ERR_INTERRUPTED',
        next: expect.arrayContaining([expect.objectContaining({ run: ['resume'] })]),
      },
    });
    expect(stage.proxy.writes.at(-1)).toBe('PutKeyPolicy');
    expect(stage.proxy.writes.filter((name) => name === 'PutKeyPolicy')).toHaveLength(1);
    const resumed = await stage.run(['resume']);
    expect(resumed.exitCode).toBe(0);
    expect(documentsOf(stage.sandbox.world())).toEqual(whole);
  });

  test('once, with --on-failure rollback: the step that was begun is undone', async () => {
    await stage.set(fresh);
    const before = keyPolicyIds();
    const ended = await during('PutKeyPolicy', ['run', '--on-failure', 'rollback'], stop);
    expect(ended.exitCode).toBe(130);
    expect(stage.proxy.writes.filter((name) => name === 'PutKeyPolicy')).toHaveLength(2);
    expect(keyPolicyIds()).toEqual(before);
  });

  test('twice: the process ends at once, and what it did is not lost', async () => {
    const whole = await undisturbed();
    const ended = await during('PutKeyPolicy', ['run'], async (running) => {
      await stop(running);
      running.child.kill(signal);
      await running.ended;
    });
    expect(ended.exitCode).toBe(130);
    expect((await stage.run(['resume'])).exitCode).toBe(0);
    expect(documentsOf(stage.sandbox.world())).toEqual(whole);
  });
});

test('two signals of different names are two', async () => {
  const ended = await during('PutKeyPolicy', ['run'], async (running) => {
    const noted = heard(running);
    running.child.kill('SIGINT');
    await noted;
    running.child.kill('SIGTERM');
    await running.ended;
  });
  expect(ended.exitCode).toBe(130);
});

test('a closed terminal: the command stops as with Ctrl-C', async () => {
  const ended = await during('PutKeyPolicy', ['run'], async ({ child }) => {
    child.stdout?.destroy();
    child.stderr?.destroy();
    child.kill('SIGHUP');
  });
  expect(ended.exitCode).toBe(130);
  const status = await stage.run(['status']);
  expect(status.exitCode).toBe(4);
  expect(status.stdout).toContain('"type":"interrupted"');
});

let whole: unknown;
async function undisturbed(): Promise<unknown> {
  if (whole) return whole;
  await stage.set(fresh);
  expect((await stage.run(['run'])).exitCode).toBe(0);
  whole = documentsOf(stage.sandbox.world());
  return whole;
}
