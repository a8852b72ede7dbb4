import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kmsLab } from '../../src/cli/cli.ts';
import { serveSandbox } from '../../src/cli/start-sandbox.ts';
import { ADMIN_PATH } from '../../src/sandbox/admin.ts';
import type { SigningCredentials } from '../../src/sandbox/credentials.ts';
import { readAddress, writeAddress } from '../../src/sandbox/endpoint-file.ts';
import type { World } from '../../src/sandbox/world.ts';
import { fakeStreams } from '../cli/streams.ts';
import { ACCOUNT, type Hands, handsIn, INSTANCE, KEY } from './hands.ts';
import type { SignIn } from './situation.ts';

/** A line of `--json`. */
export type JsonEvent = { readonly type: string } & Readonly<Record<string, unknown>>;

export interface Typed {
  readonly exitCode: number;
  readonly events: readonly JsonEvent[];
}

/** A separate account on a sandbox that this process serves, and a person who types commands. */
export interface TestAccount {
  readonly hands: Hands;
  readonly stateDir: string;
  /** From now on the commands run as this operator. */
  signIn(as: SignIn): Promise<void>;
  /** Types a command line of kms-lab, with `--json`. */
  type(...words: readonly string[]): Promise<Typed>;
  /** As a person types it on the instance. */
  startWebApp(): Promise<void>;
  /** All data of the sandbox, as it is now. */
  world(): World;
  close(): Promise<void>;
}

/** Milliseconds. Nothing is late here: a command that waits this long would wait forever. */
const LIMIT = 60_000;

export async function openTestAccount(): Promise<TestAccount> {
  const stateDir = await mkdtemp(join(tmpdir(), 'kms-lab-agreement-'));
  const sandbox = await serveSandbox({ stateDir }, { port: 0 });
  let user: readonly string[] = [];
  let desk: Desk | undefined;
  return {
    hands: handsIn(sandbox),
    stateDir,
    async signIn(as) {
      if ('user' in as) {
        user = ['--operator', as.user];
        return;
      }
      const path = join(stateDir, 'sandbox-server.json');
      const address = await readAddress(path);
      desk = await openDesk(sandbox.endpoint, as.session);
      await writeAddress(path, { ...address!, endpoint: desk.endpoint });
    },
    async type(...words) {
      const streams = fakeStreams({ env: { KMS_LAB_STATE_DIR: stateDir }, cwd: stateDir });
      const exitCode = await kmsLab([...words, ...user, '--json'], streams, AbortSignal.timeout(LIMIT));
      const lines = streams.stdout.text.trimEnd().split('\n').filter(Boolean);
      return { exitCode, events: lines.map((line) => JSON.parse(line) as JsonEvent) };
    },
    async startWebApp() {
      const world = structuredClone(sandbox.world());
      const started = new Date().toISOString();
      const instance = world.accounts[ACCOUNT]!.instances[INSTANCE]!;
      instance.webApp = { keyId: KEY, port: 80, started };
      // Read from a file, as in the walk: no one sees what is typed at the prompt.
      instance.files['WebAppEncSSE.key'] = Buffer.from(`${KEY}\n`).toString('base64');
      await sandbox.replaceWorld(world);
    },
    world: () => structuredClone(sandbox.world()),
    async close() {
      await desk?.close();
      await sandbox.close();
      await rm(stateDir, { recursive: true, force: true });
    },
  };
}

interface Desk {
  readonly endpoint: string;
  close(): Promise<void>;
}

/**
 * The sandbox at another port, where the operator’s credentials are these: a session has no name for `--operator`.
 * Every other request is passed on unchanged.
 */
async function openDesk(endpoint: string, session: SigningCredentials): Promise<Desk> {
  const server = createServer((incoming, outgoing) => {
    if (incoming.url === `${ADMIN_PATH}credentials/operator`) {
      outgoing.setHeader('content-type', 'application/json');
      outgoing.end(JSON.stringify({ answer: [session] }));
      return;
    }
    const { method, headers, url } = incoming;
    const onward = request(`${endpoint}${url}`, { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', (error) => outgoing.destroy(error));
    incoming.pipe(onward);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
