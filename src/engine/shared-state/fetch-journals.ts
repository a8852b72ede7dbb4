import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { Objects } from '../../contract/objects.ts';
import { writeFile } from '../../disk/write-file.ts';
import { runOf, type Where } from '../journal.ts';
import { KEPT_RUNS } from '../kept-runs.ts';
import { unwritable } from '../state-file.ts';

/** `aws/111122223333/us-east-1/journals/2026-11-24T15-04-05-678Z-1a2b3c4d-run.ndjson` */
const JOURNAL = /^(sandbox|aws)\/(\d{12})\/([a-z0-9-]{1,64})\/journals\/([\w.-]{1,200})$/;

/** Requests at the same time. */
const AT_ONCE = 16;

/**
 * Copies the journals of ended commands into a state directory, if they are not there yet: the last ones of each
 * account. `objects`: the whole state.
 */
export async function fetchJournals(objects: Objects, directory: string, where: Where): Promise<void> {
  const names = await objects.list('');
  const missing = [];
  for (const { name, path } of latest(names.flatMap((name) => placed(name, directory, where)))) {
    if (!(await exists(path))) missing.push({ name, path });
  }
  for (let start = 0; start < missing.length; start += AT_ONCE) {
    await Promise.all(missing.slice(start, start + AT_ONCE).map((one) => fetchOne(objects, one)));
  }
}

interface Placed {
  readonly name: string;
  readonly path: string;
  readonly folder: string;
}

function placed(name: string, directory: string, { account, region }: Where): readonly Placed[] {
  const [, target, accountId, there, file] = JOURNAL.exec(name) ?? [];
  if (!target || !accountId || !there || !file || !runOf(file)) return [];
  if ((account ?? accountId) !== accountId || (region ?? there) !== there) return [];
  const folder = join(directory, target, accountId, there, 'journal');
  return [{ name, folder, path: join(folder, file) }];
}

/** No more than a folder keeps. The names begin with the time. */
const latest = (all: readonly Placed[]): readonly Placed[] =>
  [...new Set(all.map(({ folder }) => folder))].flatMap((folder) =>
    all
      .filter((one) => one.folder === folder)
      .sort((a, b) => a.path.localeCompare(b.path))
      .slice(-KEPT_RUNS),
  );

async function fetchOne(objects: Objects, { name, path }: Pick<Placed, 'name' | 'path'>): Promise<void> {
  const found = await objects.get(name);
  if (!found) return;
  await writeFile(path, found.body, { synced: false }).catch((error) => {
    throw unwritable(path, error);
  });
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
