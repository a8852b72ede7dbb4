import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { writeAddress } from '../../../src/sandbox/endpoint-file.ts';
import { openSandbox, type Sandbox } from '../../../src/sandbox/sandbox.ts';
import type { World } from '../../../src/sandbox/world.ts';
import { BINARY } from '../kms-lab.ts';
import { openProxy, type Wire } from './proxy.ts';

const FAULT = resolve(import.meta.dirname, 'fault.mjs');
const TOKEN = 'crash';
/** In memory if possible: processes are tested here, not a disk, and a sync costs nothing there. */
const SHELF = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

export interface Ended {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/**
 * What the disk does to one command: `kill` ends it before its n-th write, `fill` (it is full) and `refuse` (it may only be
 * read) let that one and all after it fail.
 */
export interface DiskFault {
  readonly at: number;
  readonly do: 'kill' | 'fill' | 'refuse';
}

/** An account with the state directory that belongs to it, as they were at one moment. */
export interface Scene {
  readonly world: World;
  /** A copy of the state directory. */
  readonly state: string;
}

/** A sandbox served through a proxy, for commands that run as processes of their own. */
export class Stage {
  readonly sandbox: Sandbox;
  readonly proxy: Wire;
  readonly state: string;
  readonly #home: string;

  private constructor(sandbox: Sandbox, proxy: Wire, home: string) {
    this.sandbox = sandbox;
    this.proxy = proxy;
    this.#home = home;
    this.state = join(home, 'state');
  }

  static async open(): Promise<Stage> {
    const home = await mkdtemp(join(SHELF, 'kms-lab-crash-'));
    const sandbox = await openSandbox({ directory: join(home, 'account'), token: TOKEN });
    const proxy = await openProxy(sandbox.endpoint);
    const stage = new Stage(sandbox, proxy, home);
    await stage.#announce();
    return stage;
  }

  /** Where the command line finds the sandbox that is served. */
  async #announce(): Promise<void> {
    await mkdir(this.state, { recursive: true });
    const { webAppUrl } = this.sandbox;
    const address = {
      pid: process.pid,
      endpoint: this.proxy.endpoint,
      webAppUrl,
      since: new Date().toISOString(),
      token: TOKEN,
    };
    await writeAddress(join(this.state, 'sandbox-server.json'), address);
  }

  async keep(): Promise<Scene> {
    const state = join(this.#home, `scene-${Math.random()}`);
    await cp(this.state, state, { recursive: true });
    return { world: structuredClone(this.sandbox.world()), state };
  }

  async set({ world, state }: Scene): Promise<void> {
    this.proxy.meddle({});
    await this.sandbox.replaceWorld(structuredClone(world));
    await rm(this.state, { recursive: true, force: true });
    await cp(state, this.state, { recursive: true });
    await this.#announce();
  }

  start(args: readonly string[], disk?: DiskFault | { readonly log: string }): Running {
    const faults =
      disk === undefined ? {} : 'log' in disk ? { FAULT_LOG: disk.log } : { FAULT: JSON.stringify(disk) };
    const preload = disk === undefined ? [] : ['--import', FAULT];
    const child = spawn(process.execPath, [...preload, BINARY, ...args, '--json'], {
      env: { ...process.env, KMS_LAB_STATE_DIR: this.state, NO_COLOR: '1', ...faults },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const ended = new Promise<Ended>((done) => {
      child.on('close', (exitCode, signal) => done({ exitCode, signal, stdout, stderr }));
    });
    return { child, ended };
  }

  run(args: readonly string[], disk?: DiskFault): Promise<Ended> {
    return this.start(args, disk).ended;
  }

  /** How often the command writes to the state directory, line by line, where nothing goes wrong. */
  async recorded(args: readonly string[]): Promise<readonly string[]> {
    const log = join(this.#home, 'writes.log');
    await rm(log, { force: true });
    const { exitCode, stderr } = await this.start(args, { log }).ended;
    if (exitCode !== 0) throw new Error(`kms-lab ${args.join(' ')} ended with ${exitCode}: ${stderr}`);
    return (await readFile(log, 'utf8')).trimEnd().split('\n');
  }

  async close(): Promise<void> {
    await this.proxy.close();
    await this.sandbox.close();
    await rm(this.#home, { recursive: true, force: true });
  }
}
