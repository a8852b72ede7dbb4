import type { AwsTarget, Names } from '../../../src/aws/client/target.ts';
import { openDoctorContext } from '../../../src/aws/doctor/context.ts';
import { examine } from '../../../src/aws/doctor/examine.ts';
import type { Examined } from '../../../src/contract/examination.ts';
import { accountOn, type MemoryGiven, NAMES, type Opened } from '../opened.ts';

type ContextSetting = Parameters<typeof openDoctorContext>[0];

export interface Setting extends Omit<ContextSetting, 'account'> {
  readonly target: AwsTarget;
  readonly names: Names;
  readonly memory: MemoryGiven;
}

/** Everything that is found on an opened sandbox, by the examination's id. */
export async function examineOpened(
  { target }: Pick<Opened, 'target'>,
  { target: as = target, names = NAMES, memory = {}, ...setting }: Partial<Setting> = {},
): Promise<{ readonly all: readonly Examined[]; of(id: string): Examined; readonly writes: number }> {
  const context = openDoctorContext({
    account: accountOn(as, { names, memory }),
    expectedAccount: undefined,
    leave: { pinned: false, allowProduction: false, allowRoot: false, blocklist: [] },
    now: () => new Date(),
    sleep: async () => {},
    ...setting,
  });
  const all = await examine(context);
  return {
    all,
    writes: context.clients.counter.writes,
    of(id) {
      const found = all.find((each) => each.id === id);
      if (found) return found;
      throw new Error(`there is no examination ${id}`);
    },
  };
}
