import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { filesIn, listRuns, runOf } from './journal.ts';
import { KEPT_RUNS } from './kept-runs.ts';

/**
 * Removes the oldest journals of a folder beyond that number. Their names begin with the time. Resolves to the paths
 * of what was removed. Throws the system's error.
 */
export async function pruneJournals(folder: string, keep: number = KEPT_RUNS): Promise<readonly string[]> {
  const paths = (await filesIn(folder)).map((name) => join(folder, name)).filter((path) => runOf(path));
  const old = paths.sort().slice(0, Math.max(0, paths.length - keep));
  for (const path of old) await rm(path, { force: true });
  return old;
}

/** The same for every account of a state directory. */
export async function pruneState(directory: string, keep: number): Promise<readonly string[]> {
  const folders = new Set((await listRuns(directory)).map(({ path }) => join(path, '..')));
  const removed = await Promise.all([...folders].map((folder) => pruneJournals(folder, keep)));
  return removed.flat();
}
