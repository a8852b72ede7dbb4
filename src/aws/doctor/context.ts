import { parsePolicy } from '../../policy/parse.ts';
import type { OpenAccount } from '../account.ts';
import type { Leave } from '../client/guards.ts';
import { ifFound, required } from '../find/found.ts';
import { readGrants } from '../probes/key-standing.ts';
import { type ContextFor, operatorContext } from '../request-context.ts';
import { type Inspection, openInstance } from '../web-app/commands.ts';
import { readReach, type SsmStatus } from '../web-app/ssm-status.ts';
import { type ServerTime, watchServerTime } from './server-time.ts';

interface Setting {
  readonly account: OpenAccount;
  /** The account that the user named in advance. */
  readonly expectedAccount: string | undefined;
  readonly leave: Leave;
  now(): Date;
  sleep(ms: number): Promise<void>;
}

/** The account under examination: what the lab sees, and what only an examination asks. */
export interface DoctorContext extends OpenAccount, Omit<Setting, 'account' | 'sleep'> {
  /** The last time that STS reported; absent if it has not answered. */
  serverTime(): ServerTime | undefined;
  /** Whether Systems Manager reaches the instance. Throws if there is no instance. */
  reach(): Promise<SsmStatus>;
  /** What the instance has of the web app. */
  inspection(): Promise<Inspection>;
  /** The condition keys of the operator's requests, by service. Throws if the operator's policies may not be read. */
  operatorContext(): Promise<ContextFor>;
}

export function openDoctorContext({ account, sleep, ...setting }: Setting): DoctorContext {
  const { clients } = account;
  const instanceId = async () => (await required(account.instance())).InstanceId ?? '';
  let inspecting: Promise<Inspection> | undefined;
  let judging: Promise<ContextFor> | undefined;
  return {
    ...account,
    ...setting,
    serverTime: watchServerTime(clients.sts, setting.now),
    reach: async () => readReach(clients.ssm, await instanceId()),
    inspection() {
      inspecting ??= instanceId().then((id) => openInstance(clients, id, sleep).inspect());
      return inspecting;
    },
    operatorContext() {
      judging ??= operatorContextOf(account, setting.now());
      return judging;
    },
  };
}

async function operatorContextOf(account: OpenAccount, now: Date): Promise<ContextFor> {
  const { clients, reader } = account;
  const operator = await account.operator();
  const [region, policies, role, key, text] = await Promise.all([
    account.region(),
    reader.ofCaller(operator),
    ifFound(account.role()),
    ifFound(account.key()).then((found) => found?.fact),
    ifFound(account.keyPolicy()),
  ]);
  return operatorContext({
    ...{ clients, operator, region, policies, now },
    ...(role ? { role } : {}),
    ...(key ? { key, grants: () => readGrants(clients, { key }) } : {}),
    keyPolicy: text === undefined ? undefined : parsePolicy(text),
  });
}
