import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { reach, serveSandbox, shareSandbox } from '../../src/cli/start-sandbox.ts';
import { takeLock } from '../../src/engine/lock.ts';

let stateDir: string;
beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), 'kms-lab-'));
  onTestFinished(() => rmSync(stateDir, { recursive: true, force: true }));
});

/** A clock that moves only during a wait, and what happens meanwhile. */
function clock(meanwhile: () => Promise<unknown> = async () => {}) {
  let now = 0;
  return {
    now: () => now,
    pause: async (ms: number) => {
      now += ms;
      await meanwhile();
    },
  };
}

const hold = async () => (await takeLock(join(stateDir, 'sandbox.lock'), 'sandbox serve')).release;

describe('a command that finds the sandbox in use', () => {
  test('gets it when it is released', async () => {
    const letGo = await hold();
    const { release } = await reach({ stateDir }, 'run', clock(letGo));
    await expect(hold()).rejects.toMatchObject({ code: 'ERR_LOCKED' });
    await release?.();
  });

  test('joins the server that was starting', async () => {
    const letGo = await hold();
    const meanwhile = async () => {
      await letGo();
      const sandbox = await serveSandbox({ stateDir }, { port: 0 });
      onTestFinished(sandbox.close);
    };
    const { server, address } = await reach({ stateDir }, 'run', clock(meanwhile));
    expect(server).toMatchObject({ isRemote: true, endpoint: address?.endpoint });
  });

  test('two commands that share it and start at once have one', async () => {
    const both = await Promise.all([shareSandbox({ stateDir }, 'board'), shareSandbox({ stateDir }, 'web')]);
    onTestFinished(async () => {
      // The one that serves it is closed last.
      for (const one of both.toSorted((a) => ('isRemote' in a && a.isRemote ? -1 : 1))) await one.close();
    });
    expect(new Set(both.map(({ endpoint }) => endpoint)).size).toBe(1);
  });

  test('gives up after two seconds, and names the holder', async () => {
    const letGo = await hold();
    onTestFinished(letGo);
    const waiting = clock();
    await expect(reach({ stateDir }, 'run', waiting)).rejects.toMatchObject({
      code: 'ERR_LOCKED',
      message: expect.stringContaining('sandbox serve'),
    });
    expect(waiting.now()).toBe(2000);
  });
});
