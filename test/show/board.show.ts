import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { pageFolder } from '../../src/cli/page-folder.ts';
import { sayToBoard } from '../../src/cli/room/room-client.ts';
import type { WorldAccount } from '../../src/sandbox/world.ts';
import type { SeatSays } from '../../src/web/board/seat-shapes.ts';
import type { SeenSeat } from '../../src/web/board/seat-track.ts';
import { serveBoard } from '../../src/web/board/serve-board.ts';
import { newToken } from '../../src/web/server/guard.ts';
import { boardOf, forget } from '../cli/board/opened-board.ts';
import { accountAt, type FreshRoom, freshRoom, ROOM_ROLE } from '../cli/fleet/room.ts';
import { newContext, openBrowser } from '../report/chromium.ts';
import { docs } from './docs.ts';

const SIZE = 40;

/** What a person does by hand in their account. */
type Deed = (account: WorldAccount) => void;

const keyOf = ({ keys, aliases }: WorldAccount) => keys[aliases['alias/ImportedCMK']!.keyId]!;

const inKeyPolicy =
  (from: string | RegExp, to: string): Deed =>
  (account) => {
    const key = keyOf(account);
    key.policy = JSON.parse(JSON.stringify(key.policy).replace(from, to));
  };

const inRolePolicy =
  (from: string, to: string): Deed =>
  ({ policies }) => {
    const policy = Object.values(policies).find(({ name }) => name.endsWith('AdditionalPermissions'))!;
    const version = policy.versions[policy.defaultVersion]!;
    version.document = JSON.parse(JSON.stringify(version.document).replace(from, to));
  };

const nothing: Deed = () => {};

/** So many people, how many steps each has done, and what each does then. */
const PEOPLE: readonly (readonly [people: number, steps: number, by: Deed])[] = [
  [2, 0, nothing],
  [3, 2, nothing],
  [1, 2, inRolePolicy('"kms:Encrypt",', '')],
  [1, 2, inRolePolicy('"kms:Encrypt"', '"kms:Encrypt","kms:Dec*"')],
  [4, 4, nothing],
  [1, 4, (account) => Object.assign(keyOf(account), { state: 'Disabled' })],
  [3, 5, nothing],
  [2, 5, inKeyPolicy('kms:CallerAccount', 'kms:CallerAcount')],
  [1, 5, inKeyPolicy('"StringEquals"', '"StringLike"')],
  [3, 6, nothing],
  [1, 6, inKeyPolicy('ArnNotEquals', 'ArnEquals')],
  [1, 6, inKeyPolicy('aws:PrincipalArn', 'aws:PrincipleArn')],
  [4, 7, inKeyPolicy('"aws:MultiFactorAuthAge"', '"aws: MultiFactorAuthAge"')],
  [2, 7, inKeyPolicy('"NumericLessThan"', '"NumericGreaterThan"')],
  [2, 7, inKeyPolicy('"300"', '"3000"')],
  [1, 7, inKeyPolicy('kms:PutKeyPolicy', 'kms:PutKeyPolicies')],
  [8, 7, nothing],
];
const SEATS = PEOPLE.flatMap(([people, steps, by]) => Array.from({ length: people }, () => ({ steps, by })));
/** Of those with a mistake: for 40 minutes, in a room whose median is 6. */
const STUCK: readonly number[] = [24, 27, 30];

async function roomAtWork(): Promise<FreshRoom> {
  const room = await freshRoom(SIZE);
  for (const steps of new Set(SEATS.map((seat) => seat.steps))) {
    if (steps === 0) continue;
    const roster = join(room.stateDir, `at-${steps}.csv`);
    const lines = SEATS.flatMap((seat, index) =>
      seat.steps === steps ? [`${accountAt(index + 1)},${ROOM_ROLE}`] : [],
    );
    writeFileSync(roster, ['account,role', ...lines].join('\n'));
    const command = steps === 7 ? 'fleet run' : `fleet goto ${steps + 1}`;
    const { exitCode, stdout, stderr } = await room.typed(`${command} --accounts ${roster}`);
    expect(exitCode, stdout + stderr).toBe(0);
  }
  for (const [index] of SEATS.entries()) forget(room.stateDir, accountAt(index + 1));
  await room.visit(({ accounts }) => {
    for (const [index, { by }] of SEATS.entries()) by(accounts[accountAt(index + 1)]!);
  });
  return room;
}

const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();

/** As a board that ran since the class began has seen them. */
const seenBefore = (): ReadonlyMap<number, SeenSeat> =>
  new Map(
    SEATS.map(({ steps, by }, index) => {
      const done = by === nothing ? steps : steps - 1;
      const spent = Array.from({ length: 7 }, (_, step) =>
        step < done ? (4 + ((index + step) % 5)) * 60_000 : null,
      );
      const since = minutesAgo(STUCK.includes(index + 1) ? 40 : 2 + (index % 5));
      return [index + 1, { asOf: minutesAgo(1), since, done, spent }] as const;
    }),
  );

const LOOKS = [
  { name: 'board-light.png', width: 1280, height: 1000, colorScheme: 'light' },
  { name: 'board-dark.png', width: 1280, height: 1000, colorScheme: 'dark' },
  { name: 'board-phone.png', width: 360, height: 1000, colorScheme: 'light' },
] as const;

interface Look {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly colorScheme: 'light' | 'dark';
}

const picture = async (page: Page, { name, width, height, colorScheme }: Look): Promise<void> => {
  await page.setViewportSize({ width, height });
  await page.emulateMedia({ colorScheme });
  await page.evaluate('scrollTo(0, 0)');
  await page.screenshot({ path: docs(`pictures/${name}`) });
};

test('a class of forty: three stuck, two hands, a message and a reset', async () => {
  const room = await roomAtWork();
  const { serving } = await boardOf(room.stateDir);
  const tokens = SEATS.map(() => newToken());
  const links = new Map<string, string>();
  const { origin, close } = await serveBoard({
    ...{ ...serving, seen: seenBefore(), seatTokens: tokens, address: { port: 0 }, folder: pageFolder() },
    onLink: (link, to) => void links.set(to, link),
  });
  const never = new AbortController().signal;
  const say = (seat: number, says: SeatSays) => sayToBoard({ origin, token: tokens[seat - 1]! }, says, never);
  const browser = await openBrowser();
  try {
    await say(14, { do: 'raise', line: 'The web app does not open' });
    await say(33, { do: 'raise', line: 'Which device do I take?' });
    const page = await (await newContext(browser, {})).newPage();
    await page.goto(links.get('acting')!);
    const shown = (text: string) => expect.poll(() => page.getByText(text).count());
    await shown('stuck on a mistake').toBe(STUCK.length);
    await shown('a raised hand').toBe(2);
    const mistaken = page.locator('#room tbody tr', { hasText: '✗' }).locator('td:last-child');
    // The others lock the board out, or are no mistake by what they allow.
    await expect.poll(async () => new Set(await mistaken.allTextContents()).size).toBeGreaterThanOrEqual(7);

    await page.getByLabel('Select seat 9,').check();
    await page.getByRole('button', { name: 'Reset' }).click();
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByText('done: seat 9').waitFor();
    expect((await say(9, { do: 'listen' })).messages).toMatchObject([{ is: 'did', does: 'reset' }]);
    await page.getByLabel('Select seat 9,').uncheck();

    await page.getByRole('button', { name: /all at step 7/ }).click();
    await page
      .getByLabel('Message to the selected seats')
      .fill('Look at the condition key, letter by letter.');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText(/^Sent to seats/).waitFor();
    expect((await say(27, { do: 'listen' })).messages).toHaveLength(1);

    await page.getByRole('button', { name: /all at step 7/ }).click();
    for (const look of LOOKS) await picture(page, look);
    const projector = await page.context().newPage();
    await projector.goto(`${origin}/?projector`);
    await projector.getByText('finished').first().waitFor();
    await picture(projector, { name: 'board-projector.png', width: 1600, height: 900, colorScheme: 'light' });
  } finally {
    await browser.close();
    await close();
  }
});
