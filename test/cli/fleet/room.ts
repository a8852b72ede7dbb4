import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kmsLab } from '../../../src/cli/cli.ts';
import type { Room } from '../../../src/cli/fleet/room.ts';
import { statementsOf } from '../../../src/policy/document.ts';
import { openSandbox } from '../../../src/sandbox/sandbox.ts';
import type { World, WorldAccount } from '../../../src/sandbox/world.ts';
import { fakeStreams } from '../streams.ts';

export const ROOM_ROLE = 'OrganizationAccountAccessRole';

/** The room, with its sandbox reached through another endpoint. */
export const reachedThrough = (room: Room, endpointOf: (endpoint: string) => Promise<string>): Room => ({
  ...room,
  async start(...asked) {
    const sandbox = await room.start(...asked);
    return { ...sandbox, endpoint: await endpointOf(sandbox.endpoint) };
  },
});

/** `2` → `222200000002`; the first account of a room is the sandbox's own. */
export const accountAt = (seat: number): string =>
  seat === 1 ? '111122223333' : String(222200000000 + seat);

/**
 * A state directory whose sandbox has so many workshop accounts, in an organization. `empty`: in the first of them the
 * workshop has not begun.
 */
export async function freshRoom(accounts: number, { empty = false } = {}) {
  const stateDir = mkdtempSync(join(tmpdir(), 'kms-lab-room-'));
  const directory = join(stateDir, 'sandbox');
  const visit = async <T>(look: (world: World) => T): Promise<T> => {
    const sandbox = await openSandbox({ directory, accounts, empty });
    try {
      const seen = look(sandbox.world());
      await sandbox.replaceWorld(structuredClone(sandbox.world()));
      return seen;
    } finally {
      await sandbox.close();
    }
  };
  await visit(() => undefined);
  const typed = async (line: string, screen: Parameters<typeof fakeStreams>[0] = {}) => {
    const streams = fakeStreams({
      ...screen,
      env: { KMS_LAB_STATE_DIR: stateDir, NO_COLOR: '1', ...screen.env },
    });
    const exitCode = await kmsLab(line.split(' '), streams, new AbortController().signal);
    return { exitCode, stdout: streams.stdout.text, stderr: streams.stderr.text };
  };
  return {
    stateDir,
    typed,
    /** Looks at the world, or changes it as another user of the accounts would. */
    visit,
    documents: () =>
      visit(({ accounts }) =>
        Object.fromEntries(
          Object.entries(accounts)
            .filter(([, { instances }]) => Object.keys(instances).length > 0)
            .map(([id, account]) => [id, documentsIn(account)]),
        ),
      ),
  };
}

export type FreshRoom = Awaited<ReturnType<typeof freshRoom>>;

/** As by hand. */
export function addKeyStatement({ accounts }: World, account: string): void {
  const [key] = Object.values(accounts[account]!.keys);
  const statement = {
    Sid: 'Other',
    Effect: 'Allow',
    Principal: { AWS: '*' },
    Action: 'kms:ListAliases',
    Resource: '*',
  };
  key!.policy = { ...key!.policy, Statement: [...statementsOf(key!.policy), statement as never] };
}

/** Everything that the lab changes in an account. */
export function documentsIn({ keys, aliases, policies, users, instances }: WorldAccount) {
  return structuredClone({
    keyPolicies: Object.values(keys).map(({ policy }) => policy),
    aliases: Object.values(aliases).map(({ name, keyId }) => [name, keyId]),
    rolePolicies: Object.values(policies).map(
      ({ name, versions, defaultVersion }) => [name, versions[defaultVersion]?.document] as const,
    ),
    users: Object.keys(users).sort(),
    webApps: Object.values(instances).map(({ webApp }) => webApp?.keyId),
  });
}

/** The events of a command with --json. */
export const eventsIn = (
  stdout: string,
): readonly { readonly type: string; readonly [name: string]: unknown }[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
