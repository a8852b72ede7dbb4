import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Running, type Scene, Stage } from './stage.ts';

let stage: Stage;
let fresh: Scene;
beforeAll(async () => {
  stage = await Stage.open();
  fresh = await stage.keep();
});
afterAll(() => stage.close());

/** Does the deed while the first write of a run is on its way: a write that is sent again waits for it as well. */
async function whileRunning(deed: (first: Running) => Promise<void>) {
  await stage.set(fresh);
  let first: Running | undefined;
  let done: Promise<unknown> | undefined;
  stage.proxy.meddle({
    async before() {
      if (first) done ??= deed(first).catch((failure) => failure);
      await done;
      return 'forward';
    },
  });
  first = stage.start(['run', '--to', 'strip-decrypt']);
  const ended = await first.ended;
  const failure = await done;
  if (failure) throw failure;
  return ended;
}

test('two runs at once: one works, the other exits 6 and says who holds the account', async () => {
  const ended = await whileRunning(async ({ child }) => {
    const second = await stage.run(['run']);
    expect(second.exitCode).toBe(6);
    expect(second.stdout).toMatch(new RegExp(`kms-lab run \\(process ${child.pid} on `));
    const status = await stage.run(['status']);
    expect(status.stdout).toMatch(
      new RegExp(`Another command is using the account now: kms-lab run \\(process ${child.pid} `),
    );
    expect(status.stdout).not.toContain('"type":"interrupted"');
  });
  expect(ended.exitCode).toBe(0);
});

test('a killed run is taken over, with a message', async () => {
  const ended = await whileRunning(async ({ child, ended }) => {
    child.kill('SIGKILL');
    await ended;
  });
  expect(ended.signal).toBe('SIGKILL');
  const second = await stage.run(['run', '--to', 'strip-decrypt']);
  expect(second.exitCode).toBe(0);
  expect(second.stdout).toMatch(/taken over from a run that no longer exists: kms-lab run \(process \d+ on /);
});
