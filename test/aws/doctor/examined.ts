import { examine } from '../../../src/aws/doctor/examine.ts';
import { openPatient, type Setting } from '../../../src/aws/doctor/patient.ts';
import type { Examined } from '../../../src/contract/examination.ts';
import { ledgerOf, NAMES, type Opened } from '../opened.ts';

/** Everything that is found on an opened sandbox, by the examination's id. */
export async function examineOpened(
  { target }: Pick<Opened, 'target'>,
  setting: Partial<Setting> = {},
): Promise<{ readonly all: readonly Examined[]; of(id: string): Examined; readonly writes: number }> {
  const patient = openPatient({
    target,
    names: NAMES,
    expectedAccount: undefined,
    leave: { pinned: false, allowProduction: false, allowRoot: false, blocklist: [] },
    recall: async () => ({ ledger: ledgerOf(), known: undefined }),
    now: () => new Date(),
    sleep: async () => {},
    ...setting,
  });
  const all = await examine(patient);
  return {
    all,
    writes: patient.clients.counter.writes,
    of(id) {
      const found = all.find((each) => each.id === id);
      if (found) return found;
      throw new Error(`there is no examination ${id}`);
    },
  };
}
