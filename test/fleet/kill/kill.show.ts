import { appendFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { count } from '../../../src/report/wrap.ts';
import { gallery, writeDocs } from '../../show/docs.ts';
import { postgresServer, redisServer } from '../queue/store-servers.ts';
import { type KilledFleets, killFleets, VICTIMS } from './kill-fleet.ts';
import type { UnexpectedExit } from './supervised.ts';

/** Fewer for a try: `KMS_LAB_KILLS=5 npm run fleet-kill`. */
const TIMES = Number(process.env.KMS_LAB_KILLS ?? 50);
const ACCOUNTS = 12;

const STORES = { Redis: () => redisServer(), PostgreSQL: postgresServer };

test('a fleet ends whatever is killed, and no account has two writers', async () => {
  const rows = new Map<string, KilledFleets>();
  const log = gallery('fleet-kill.log');
  const both = Object.entries(STORES).map(async ([name, store]) => {
    const told = (line: string) => appendFileSync(log, `${name} ${line}\n`);
    const killed = await killFleets({ store, accounts: ACCOUNTS, times: TIMES, seed: 2026, told });
    rows.set(name, killed);
    appendFileSync(log, `${JSON.stringify(killed, undefined, 2)}\n`);
  });
  const ended = await Promise.allSettled(both);
  writeDocs('quality/fleet.md', page(rows));
  expect(ended.filter(({ status }) => status === 'rejected')).toEqual([]);
  const all = [...rows.values()];
  expect(all.flatMap(({ lost }) => lost)).toEqual([]);
  expect(all.flatMap(({ twoWriters }) => twoWriters)).toEqual([]);
});

const lostIn = ({ lost }: KilledFleets): number => lost.reduce((sum, { accounts }) => sum + accounts, 0);

function rowOf(name: string, killed: KilledFleets): string {
  const { fleets, accounts, kills, twoWriters, exits, seconds } = killed;
  const killings = VICTIMS.map((victim) => kills[victim]);
  const found = [lostIn(killed), twoWriters.length, exits.length];
  return `| ${[name, fleets, accounts, ...killings, ...found, Math.round(seconds / 60)].join(' | ')} |`;
}

/** Alike ones are one line. */
function exitLines(name: string, exits: readonly UnexpectedExit[]): readonly string[] {
  const alike = new Map<string, number>();
  for (const { program, code, reason } of exits) {
    const words = `${name}: a ${program} ended with ${code}: ${reason.replace(/\b\d{8}-\d{6}-\w{6}\b/g, 'ID').replace(/:\d{4,5}\b/g, ':PORT')}`;
    alike.set(words, (alike.get(words) ?? 0) + 1);
  }
  return [...alike].map(([words, times]) => `- ${count(times, 'time')}: ${words}`);
}

function page(killed: ReadonlyMap<string, KilledFleets>): string {
  const exits = [...killed].flatMap(([name, one]) => exitLines(name, one.exits));
  return `# A fleet, killed at random

Written by \`npm run fleet-kill\`. Fleets of ${ACCOUNTS} accounts of the sandbox, run and reset in turn by three \`kms-lab fleet worker\`
over each kind of queue, with their state in S3. Each worker and the coordinator has a state directory of its own, as on a machine of
its own. At random moments a worker, the coordinator or the queue’s server is killed (SIGKILL) and started again: another worker,
\`fleet resume\`, or the server with what it has on the disk.

*Lost* counts accounts that did not get to where the fleet wanted them, by what is in the account and by what the fleet said. *Two
writers* counts accounts to which, by the sandbox’s log of requests, a worker wrote under a lease that was no longer the latest, under
another one’s, or under none. *Ended by itself* counts programs that gave up without being killed, which a service manager starts again.

| Queue | Fleets | Accounts | Workers killed | Coordinators killed | Queues killed | Lost | Two writers | Ended by itself | Minutes |
|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|
${[...killed].map(([name, one]) => rowOf(name, one)).join('\n')}
${exits.length === 0 ? '' : `\nWhat ended by itself:\n\n${exits.join('\n')}\n`}`.trimEnd();
}
