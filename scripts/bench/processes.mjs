/** Processes of the built command line, each round with a new state directory. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

export const ROOT = resolve(import.meta.dirname, '../..');
export const BINARY = join(ROOT, 'dist/kms-lab.js');

const states = [];
process.once('exit', () => {
  for (const state of states) rmSync(state, { recursive: true, force: true });
});

export function freshState() {
  const state = mkdtempSync(join(tmpdir(), 'kms-lab-bench-'));
  states.push(state);
  return state;
}

/** The file in a state directory with the address of its sandbox. */
export const ADDRESS = 'sandbox-server.json';

export const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** Of 95 in 100. */
export const p95 = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length * 0.95)];

export const hasProgram = (name) =>
  (process.env.PATH ?? '')
    .split(':')
    .some((folder) => statSync(join(folder, name), { throwIfNoEntry: false })?.isFile());

/** Characters of what a program wrote before it failed: an error in a bundle shows a line of it, which is all of it. */
const MOST_TOLD = 2000;

/** Milliseconds from the start of a process to its end, and its peak memory in bytes, if Linux reports it. */
export async function timed(command, args, { env = {}, exits = [0], input } = {}) {
  const begun = performance.now();
  const child = spawn(command, args, {
    env: { ...process.env, ...env },
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  let peak = 0;
  const look = () => {
    try {
      const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? [];
      peak = Math.max(peak, Number(kilobytes ?? 0) * 1024);
    } catch {
      // The process is gone, or this is not Linux: use what was read so far.
    }
  };
  const watch = setInterval(look, 20);
  const out = [];
  const errors = [];
  child.stdout.on('data', (part) => out.push(part));
  child.stderr.on('data', (part) => errors.push(part));
  child.stdin?.end(input);
  const [status] = await once(child, 'close');
  clearInterval(watch);
  const ms = performance.now() - begun;
  if (!exits.includes(status)) {
    throw new Error(
      `${command} ${args.join(' ')} ended with ${status}: ${Buffer.concat(errors).toString().slice(-MOST_TOLD)}`,
    );
  }
  return { ms, peak, stdout: Buffer.concat(out).toString() };
}

export const kmsLab = (args, { state = freshState(), exits, env } = {}) =>
  timed(process.execPath, [BINARY, ...args], { env: { KMS_LAB_STATE_DIR: state, ...env }, exits });

export async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
}

/**
 * A program that runs until it is stopped, once it has said what matches: `found` is the match. Throws if it ends
 * before.
 */
export async function running(command, args, line, { env = {}, cwd, end = 'SIGTERM' } = {}) {
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  for await (const text of createInterface({ input: child.stdout })) {
    const found = line.exec(text);
    if (!found) continue;
    child.stdout.resume();
    return {
      found: found[0],
      stop: async () => {
        child.kill(end);
        await ended;
      },
    };
  }
  throw new Error(`${command} ${args.join(' ')} ended before it was ready`);
}

/** A served sandbox: resolves once it accepts requests. */
export async function serve({ state = freshState(), args = [] } = {}) {
  const child = spawn(process.execPath, [BINARY, 'sandbox', 'serve', ...args], {
    env: { ...process.env, KMS_LAB_STATE_DIR: state },
    stdio: 'ignore',
  });
  const exit = once(child, 'exit');
  const file = join(state, ADDRESS);
  let address;
  while (!address) {
    if (child.exitCode !== null) throw new Error('the sandbox did not start');
    await sleep(5);
    try {
      address = JSON.parse(readFileSync(file, 'utf8'));
    } catch (error) {
      if (error.code !== 'ENOENT' && !(error instanceof SyntaxError)) throw error;
    }
  }
  return {
    state,
    address,
    pid: child.pid,
    stop: async () => {
      child.kill('SIGTERM');
      await exit;
    },
  };
}
