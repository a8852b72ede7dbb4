import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EC2Client } from '@aws-sdk/client-ec2';
import { IAMClient } from '@aws-sdk/client-iam';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { SSMClient } from '@aws-sdk/client-ssm';
import { kmsLab } from '../../src/cli/cli.ts';
import { serveSandbox } from '../../src/cli/start-sandbox.ts';
import type { LabEvent, Summary } from '../../src/contract/event.ts';
import type { World, WorldAccount } from '../../src/sandbox/world.ts';
import { fakeStreams } from '../cli/streams.ts';

/** SDK clients of one principal of the sandbox. They do not retry: a refusal is final. */
export interface Clients {
  readonly kms: KMSClient;
  readonly iam: IAMClient;
  readonly ec2: EC2Client;
  readonly s3: S3Client;
  readonly ssm: SSMClient;
}

/** What a command said. */
export interface Told {
  readonly exitCode: number;
  readonly events: readonly LabEvent[];
  readonly summary: Summary;
}

/** A separate served sandbox, with a state directory, and the commands run in this process. */
export interface Scene {
  readonly stateDir: string;
  readonly endpoint: string;
  readonly region: string;
  /** What the sandbox holds now. */
  world(): World;
  /** Puts it back to how it was. */
  replaceWorld(world: World): Promise<void>;
  /** Its home account. */
  account(): WorldAccount;
  /** By the name of the credentials: `operator`, `root`. */
  clients(name?: string): Clients;
  /** Runs `kms-lab ARGV --json`. The CLI finds the sandbox by the file with its address. */
  lab(...argv: readonly string[]): Promise<Told>;
  /** The same without `--json`: what a person reads. */
  read(...argv: readonly string[]): Promise<{ exitCode: number; stdout: string; stderr: string }>;
  /** Removes the state directory. */
  close(): Promise<void>;
}

/** A new one, or a copy of one that was kept: `keep`. */
export async function openScene(from?: string): Promise<Scene> {
  const stateDir = await mkdtemp(join(tmpdir(), 'kms-lab-home-'));
  if (from !== undefined) await cp(from, stateDir, { recursive: true });
  const sandbox = await serveSandbox({ stateDir }, { port: 0 });
  const { endpoint, region } = sandbox;
  const read = async (...argv: readonly string[]) => {
    const streams = fakeStreams({ env: { KMS_LAB_STATE_DIR: stateDir, NO_COLOR: '1' } });
    const exitCode = await kmsLab(argv, streams, new AbortController().signal);
    return { exitCode, stdout: streams.stdout.text, stderr: streams.stderr.text };
  };
  const known = new Map<string, Clients>();
  return {
    stateDir,
    endpoint,
    region,
    world: () => sandbox.world(),
    replaceWorld: sandbox.replaceWorld,
    account() {
      const { accounts, home } = sandbox.world();
      return accounts[home]!;
    },
    clients(name = 'operator') {
      const clients = known.get(name) ?? clientsOf(sandbox, name);
      known.set(name, clients);
      return clients;
    },
    read,
    async lab(...argv) {
      const { exitCode, stdout, stderr } = await read(...argv, '--json');
      const events = stdout
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as LabEvent);
      const summary = events.at(-1);
      if (summary?.type !== 'summary') throw new Error(`no summary from ${argv.join(' ')}: ${stderr}`);
      return { exitCode, events, summary };
    },
    async close() {
      await sandbox.close();
      await rm(stateDir, { recursive: true, force: true });
    },
  };
}

/**
 * The state directory after some work on a new scene, by name: the work is done once, and `openScene` then makes
 * copies. All of a sandbox is on its disk.
 */
export class Album {
  readonly #kept = new Map<string, Promise<string>>();

  async open(called: string, work: (scene: Scene) => Promise<unknown>): Promise<Scene> {
    const known = this.#kept.get(called) ?? keep(work);
    this.#kept.set(called, known);
    return openScene(await known);
  }

  async close(): Promise<void> {
    for (const kept of this.#kept.values()) await rm(await kept, { recursive: true, force: true });
  }
}

async function keep(work: (scene: Scene) => Promise<unknown>): Promise<string> {
  const scene = await openScene();
  try {
    await work(scene);
    const kept = await mkdtemp(join(tmpdir(), 'kms-lab-kept-'));
    await cp(scene.stateDir, kept, {
      recursive: true,
      // The scene's address file and lock: it is about to close.
      filter: (path) => !/sandbox-server\.json$|sandbox\.lock/.test(path),
    });
    return kept;
  } finally {
    await scene.close();
  }
}

type Served = Awaited<ReturnType<typeof serveSandbox>>;

function clientsOf(sandbox: Served, name: string): Clients {
  const credentials = sandbox.credentials(name);
  if (!credentials) throw new Error(`the sandbox lends no credentials of ${name}`);
  const { endpoint, region } = sandbox;
  const options = { endpoint, region, credentials, maxAttempts: 1 };
  return {
    kms: new KMSClient(options),
    iam: new IAMClient(options),
    ec2: new EC2Client(options),
    s3: new S3Client({ ...options, forcePathStyle: true }),
    ssm: new SSMClient(options),
  };
}
