import type { Account } from '../account.ts';
import type { Leave } from '../client/guards.ts';
import { required } from '../find/found.ts';
import { type Inspection, openInstance } from '../web-app/commands.ts';
import { type Reach, readReach } from '../web-app/ssm-status.ts';
import { type ServerTime, watchServerTime } from './server-time.ts';

interface Setting {
  readonly account: Account;
  /** The account that was named beforehand. */
  readonly expectedAccount: string | undefined;
  readonly leave: Leave;
  now(): Date;
  sleep(ms: number): Promise<void>;
}

/** The account under examination: as the lab sees it, and what only an examination asks. */
export interface DoctorContext extends Account, Omit<Setting, 'account' | 'sleep'> {
  /** What STS last said of the time; absent where it has not answered. */
  serverTime(): ServerTime | undefined;
  /** Whether Systems Manager reaches the instance. Throws where there is no instance. */
  reach(): Promise<Reach>;
  /** What there is of the web app on the instance. */
  inspection(): Promise<Inspection>;
}

export function openDoctorContext({ account, sleep, ...setting }: Setting): DoctorContext {
  const { clients } = account;
  const instanceId = async () => (await required(account.instance())).InstanceId ?? '';
  let inspecting: Promise<Inspection> | undefined;
  return {
    ...account,
    ...setting,
    serverTime: watchServerTime(clients.sts, setting.now),
    reach: async () => readReach(clients.ssm, await instanceId()),
    inspection() {
      inspecting ??= instanceId().then((id) => openInstance(clients, id, sleep).inspect());
      return inspecting;
    },
  };
}
