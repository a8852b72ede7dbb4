import type { Variant } from '../contract/facts.ts';
import type { Lab } from '../contract/lab.ts';
import type { WebApp } from '../contract/web-app.ts';
import type { WritesByHand } from '../contract/write-by-hand.ts';
import type { OpenAccount } from './account.ts';
import { readElsewhere } from './around/misplaced-edits.ts';
import { restOfAccount } from './around/rest-of-account.ts';
import type { CallCounter } from './client/call-counter.ts';
import { openAccess, readKeySituation } from './probes/access.ts';
import { AsUser } from './probes/as-user.ts';
import { enforcementOf } from './probes/enforcement.ts';
import { askOnInstance } from './probes/on-instance.ts';
import { Cast } from './probes/principals.ts';
import { prospectOf } from './prospect.ts';
import { resourcesIn } from './resources/index.ts';
import type { KeepsControl } from './resources/key-policy.ts';
import type { MayOperator } from './resources/permitted.ts';
import { takeStock } from './stock.ts';
import { openInstance } from './web-app/commands.ts';
import { openWebApp } from './web-app/visitor.ts';

interface Opening {
  readonly account: OpenAccount;
  readonly variant: Variant;
  readonly sleep: (ms: number) => Promise<void>;
  readonly now?: () => Date;
  readonly writesByHand?: WritesByHand | undefined;
  /** kms-lab may create credentials to probe as the lab's user. */
  readonly probeMfa?: boolean | undefined;
  /** Aborted by the user. */
  readonly signal?: AbortSignal | undefined;
}

/** An upload stays in a bucket that keeps versions, even when its object is removed. */
const countingUploads = (webApp: WebApp, counter: Pick<CallCounter, 'countUpload'>): WebApp => ({
  ...webApp,
  uploadSample() {
    counter.countUpload();
    return webApp.uploadSample();
  },
});

/**
 * Opens the lab on an account, with what exists of it. Reads only. Throws if there is no key: the lab could then do
 * nothing.
 */
export async function openAwsLab({
  account,
  variant,
  sleep,
  now = () => new Date(),
  probeMfa = false,
  signal,
  writesByHand,
}: Opening): Promise<Lab> {
  const { clients, reader, target } = account;
  const { ledger, baseline } = await account.memory();
  const { facts, missing, gone } = await takeStock(account);
  const instance = openInstance(clients, facts.instance.id, sleep);
  const address = await account.webAppUrl();
  const webApp = countingUploads(openWebApp(address, instance), clients.counter);
  const keepsControl: KeepsControl = (...asked) => access.operatorKeepsControl(...asked);
  const may: MayOperator = (action, resource, context) => cast.operatorMay(action, resource, context);
  const resources = resourcesIn({
    ...{ clients, reader, facts, ledger, instance, address, gone, sleep, keepsControl, may },
    usualOperator: target.usualOperator,
  });
  const asUser = new AsUser({ clients, facts, ledger, clock: { now, sleep }, signal, wanted: probeMfa });
  const cast = new Cast(clients, target, facts, reader, asUser, now);
  await Promise.all([cast.requireProfiles(), probeMfa && asUser.requireOurs()]);
  const rest = restOfAccount(clients, facts, baseline?.surroundings);
  const access = openAccess(facts, resources, cast, {
    // The sandbox is known to enforce policies.
    whyUnenforced: target.name === 'aws' ? enforcementOf(clients, facts.key.arn) : async () => undefined,
    askRole: () => askOnInstance(instance, facts),
  });
  return {
    facts,
    variant,
    resources,
    missing,
    newRound: () => clients.reads.begin(),
    prospect: (documents) => prospectOf({ clients, facts, resources, cast, rest }, documents),
    situation: () => readKeySituation(facts, resources, cast),
    access,
    webApp,
    probes: asUser,
    surroundings: rest.read,
    changedSince: rest.changedSince,
    elsewhere: async () => {
      const [rest, { missing }] = await Promise.all([
        readElsewhere(clients, reader, facts, webApp.url),
        takeStock(account),
      ]);
      return { ...rest, missing };
    },
    ...(writesByHand ? { writesByHand } : {}),
    counts: clients.counter,
  };
}
