import { join } from 'node:path';
import * as v from 'valibot';
import { readState, writeState } from '../engine/state-file.ts';

const ENTRY = v.object({
  /** ISO 8601 */
  since: v.string(),
  /** The fleet that failed there; absent if the instructor put it there. */
  fleet: v.optional(v.string()),
  /** The code of an error, or `by hand`. */
  cause: v.string(),
  /** What was seen, a sentence. */
  detail: v.string(),
});

const QUARANTINE = v.object({ version: v.literal(1), accounts: v.record(v.string(), ENTRY) });

/** An account that fleets leave alone until the instructor lifts it. */
export type Quarantined = v.InferOutput<typeof ENTRY>;
export type Quarantine = Readonly<Record<string, Quarantined>>;

const fileIn = (folder: string): string => join(folder, 'quarantine.json');

/** `folder`: the one of all fleets. Throws `ERR_STATE_DAMAGED`. */
export const readQuarantine = async (folder: string): Promise<Quarantine> =>
  (await readState(fileIn(folder), QUARANTINE))?.accounts ?? {};

export async function addToQuarantine(folder: string, added: Quarantine): Promise<void> {
  if (Object.keys(added).length === 0) return;
  const accounts = { ...(await readQuarantine(folder)), ...added };
  await writeState(fileIn(folder), { version: 1, accounts });
}

/** Returns the accounts that were in it. */
export async function liftFromQuarantine(
  folder: string,
  accounts: readonly string[],
): Promise<readonly string[]> {
  const known = await readQuarantine(folder);
  const lifted = accounts.filter((account) => Object.hasOwn(known, account));
  if (lifted.length === 0) return [];
  const kept = Object.fromEntries(Object.entries(known).filter(([account]) => !lifted.includes(account)));
  await writeState(fileIn(folder), { version: 1, accounts: kept });
  return lifted;
}
