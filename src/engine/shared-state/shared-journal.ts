import { basename, join } from 'node:path';
import { LabError } from '../../contract/errors.ts';
import type { Objects } from '../../contract/objects.ts';
import { readRegularFile } from '../../disk/read-file.ts';
import { journalIn, runOf } from '../journal.ts';
import type { Store } from '../store.ts';
import { TELLING, type ToldRun, tellMore, untold } from '../told-run.ts';

/** Bytes of a journal. */
export const LARGEST_JOURNAL = 64 * 2 ** 20;

/** The folder of the journals of commands that have ended. */
export const JOURNALS = 'journals/';

/** `told`: called with each event that tells another machine something about the run. */
export function sharedJournal(
  objects: Objects,
  folder: string,
  command: string,
  told: (run: ToldRun) => void,
): Pick<Store, 'journal' | 'publish'> {
  const journal = journalIn(join(folder, 'journal'), command);
  let running: ToldRun | undefined;
  let published: { readonly size: number; readonly tag: string } | undefined;
  return {
    journal(event, at) {
      journal.append(event, at);
      if (!TELLING.has(event.type)) return;
      running = tellMore(running ?? untold(runOf(journal.path()!)!), event);
      told(running);
    },
    /** A walk publishes after each of its commands: its journal grows, and replaces what was there. */
    async publish() {
      const path = journal.path();
      if (path === undefined) return;
      const body = (await readRegularFile(path, LARGEST_JOURNAL)).toString();
      if (published?.size === body.length) return;
      const name = `${JOURNALS}${basename(path)}`;
      const tag = published
        ? await objects.replace(name, body, published.tag)
        : await objects.create(name, body);
      if (tag === undefined) throw new LabError('ERR_AWS', `Another program wrote ${objects.where}/${name}.`);
      published = { size: body.length, tag };
    },
  };
}
