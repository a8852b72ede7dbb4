import { LabError } from '../../contract/errors.ts';
import type { Objects } from '../../contract/objects.ts';
import { runOf } from '../journal.ts';
import { workLeft } from '../told-run.ts';
import { toldBy } from '../told-runs.ts';
import { type AccountRecord, checkpointName, NO_RECORD, readHead, withRun } from './head.ts';
import { hintObject } from './hint-object.ts';
import type { KeptAccount, KeptPlace, StateSide } from './kept-account.ts';
import { leaseHolder, updateUnheld } from './lease.ts';
import { provenObjects } from './proven-objects.ts';
import { JOURNALS } from './shared-journal.ts';

/** The head of an account, below its folders. */
const HEAD_NAME = /^(sandbox|aws)\/(\d{12})\/([a-z0-9-]{1,64})\/head\.json$/;

/** A state in a store of objects. `below`: the objects of one account. */
export function objectsSide(all: Objects, below: (place: KeptPlace) => Objects): StateSide {
  return {
    where: all.where,
    places: async () =>
      (await all.list('')).flatMap((name) => {
        const [, target, accountId, region] = HEAD_NAME.exec(name) ?? [];
        return target && accountId && region ? [{ target, accountId, region }] : [];
      }),
    async read(place) {
      const objects = below(place);
      const holder = await leaseHolder(objects);
      if (holder === undefined) return readObjects(objects);
      throw new LabError('ERR_LOCKED', `The account is held by ${holder}.`, { hint: 'wait for it to end' });
    },
    add: (place, kept) => addToObjects(provenObjects(below(place)), kept),
  };
}

async function readObjects(objects: Objects): Promise<KeptAccount> {
  const { record } = (await readHead(objects)).head;
  const files = (await objects.list(JOURNALS)).map((name) => name.slice(JOURNALS.length));
  const journals = files.filter((file) => runOf(file));
  requireJournals(objects, record, journals);
  return {
    memory: record.memory,
    checkpoints: await textsOf(objects, new Map(Object.entries(record.checkpoints))),
    workshop: record.workshop,
    hints: await hintObject(objects).read(),
    journals: await textsOf(objects, new Map(journals.map((file) => [file, `${JOURNALS}${file}`]))),
  };
}

/** A folder knows of unfinished work by its journal only, and that of a killed command is on the machine that ran it. */
function requireJournals({ where }: Objects, { runs }: AccountRecord, journals: readonly string[]): void {
  const lost = runs.find(
    (run) => typeof workLeft(run) === 'object' && !journals.some((file) => runOf(file)?.id === run.run),
  );
  if (!lost) return;
  throw new LabError('ERR_STATE_UNWRITABLE', `The command ${lost.run} of ${where} did not finish.`, {
    hint: 'A folder could not know of it. End it first, with the same --state.',
    next: [{ run: ['resume'], why: 'continues it' }],
  });
}

async function textsOf(objects: Objects, names: ReadonlyMap<string, string>) {
  const texts = new Map<string, string>();
  for (const [key, name] of names) {
    const found = await objects.get(name);
    if (!found) throw new LabError('ERR_STATE_DAMAGED', `There is no object ${objects.where}/${name}.`);
    texts.set(key, found.body);
  }
  return texts;
}

/** The head last: what it does not name does not count. */
async function addToObjects(objects: Objects, kept: KeptAccount): Promise<void> {
  // An object is not kept before there is a head.
  await updateUnheld(objects, (same) => same);
  for (const [id, body] of kept.checkpoints) await objects.create(checkpointName(id, body), body);
  for (const [file, body] of kept.journals) await objects.create(`${JOURNALS}${file}`, body);
  await hintObject(objects).change((hints) => ({ ...kept.hints, ...hints }));
  const named = [...kept.checkpoints].map(([id, body]) => [id, checkpointName(id, body)] as const);
  await updateUnheld(objects, (record) => ({
    memory: kept.memory,
    checkpoints: { ...record.checkpoints, ...Object.fromEntries(named) },
    workshop: kept.workshop,
    runs: record.runs.length > 0 ? record.runs : runsOf(kept),
  }));
}

const runsOf = ({ journals }: KeptAccount): AccountRecord['runs'] =>
  [...journals]
    .sort(([one], [other]) => one.localeCompare(other))
    .flatMap(([file, text]) => {
      const run = runOf(file);
      return run ? [toldBy(run, text.split('\n'))] : [];
    })
    .reduce(withRun, NO_RECORD).runs;
