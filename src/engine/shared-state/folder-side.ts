import { join } from 'node:path';
import { LabError } from '../../contract/errors.ts';
import { namesIn } from '../../disk/lines.ts';
import { readRegularFile } from '../../disk/read-file.ts';
import { writeFile } from '../../disk/write-file.ts';
import { FILE_NAME } from '../checkpoint-file.ts';
import { hintFile, hintState } from '../given-hints.ts';
import { runOf } from '../journal.ts';
import { holderOf } from '../lock.ts';
import { openMemoryFile } from '../memory.ts';
import { stateNames, unwritable, writeState } from '../state-file.ts';
import { stillSaid, workshopFileIn } from '../workshop-record.ts';
import type { KeptAccount, KeptPlace, StateSide } from './kept-account.ts';
import { LARGEST_JOURNAL } from './shared-journal.ts';

/** A state directory. */
export function folderSide(directory: string): StateSide {
  const folderOf = ({ target, accountId, region }: KeptPlace) => join(directory, target, accountId, region);
  return {
    where: directory,
    async places() {
      const places: KeptPlace[] = [];
      for (const target of ['sandbox', 'aws']) {
        const accounts = await namesIn(join(directory, target), 'folders');
        for (const accountId of accounts.filter((name) => /^\d{12}$/.test(name))) {
          const regions = await namesIn(join(directory, target, accountId), 'folders');
          places.push(...regions.map((region) => ({ target, accountId, region })));
        }
      }
      return places;
    },
    async read(place) {
      const folder = folderOf(place);
      const holder = await holderOf(join(folder, 'lock'));
      if (holder === undefined) return readFolder(folder);
      throw new LabError('ERR_LOCKED', `The account is held by ${holder}.`, { hint: 'wait for it to end' });
    },
    add: (place, kept) => addToFolder(folderOf(place), kept),
  };
}

async function readFolder(folder: string): Promise<KeptAccount> {
  const ids = (await stateNames(join(folder, 'checkpoints'))).filter((id) => FILE_NAME.test(id));
  const journals = (await namesIn(join(folder, 'journal'))).filter((name) => runOf(name));
  return {
    memory: (await openMemoryFile(join(folder, 'memory.json'))).now(),
    checkpoints: await textsOf(ids, (id) => join(folder, 'checkpoints', `${id}.json`)),
    workshop: stillSaid(await workshopFileIn(folder).lines()),
    hints: await hintFile(join(folder, 'hints.json')).read(),
    journals: await textsOf(journals, (name) => join(folder, 'journal', name)),
  };
}

async function textsOf(names: readonly string[], pathOf: (name: string) => string) {
  const texts = new Map<string, string>();
  for (const name of names) texts.set(name, `${await readRegularFile(pathOf(name), LARGEST_JOURNAL)}`);
  return texts;
}

/** Checkpoints first: what names them is written last. */
async function addToFolder(folder: string, kept: KeptAccount): Promise<void> {
  const write = (path: string, text: string) =>
    writeFile(path, text, { synced: true }).catch((error) => {
      throw unwritable(path, error);
    });
  for (const [id, text] of kept.checkpoints) await write(join(folder, 'checkpoints', `${id}.json`), text);
  for (const [name, text] of kept.journals) await write(join(folder, 'journal', name), text);
  const log = workshopFileIn(folder);
  if ((await log.lines()).length === 0) {
    const at = new Date();
    for (const line of kept.workshop) await log.append(line, at);
  }
  await writeState(join(folder, 'hints.json'), hintState(kept.hints));
  await writeState(join(folder, 'memory.json'), kept.memory);
}
