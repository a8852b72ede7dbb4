import { type OpenAccount, openAccount } from '../aws/account.ts';
import type { AwsTarget } from '../aws/client/target.ts';
import type { StateBucket } from '../aws/state/state-bucket.ts';
import type { Objects } from '../contract/objects.ts';
import { openStore, type StorePlace } from '../engine/file-store.ts';
import type { Store } from '../engine/store.ts';
import type { GlobalOptions } from './global-options.ts';

export interface Remembered {
  readonly account: OpenAccount;
  store(): Promise<Store>;
  /** `undefined` if the state is in a folder. */
  bucket(): Promise<StateBucket | undefined>;
  close(): Promise<void>;
}

/** The account, with what is remembered of it. Its state is opened once the operator is known. */
export function openRemembered(target: AwsTarget, options: GlobalOptions, command: string): Remembered {
  let opened: Promise<Store> | undefined;
  let reached: ReturnType<typeof openBucket> | undefined;
  const bucket = async () => {
    if (options.state !== undefined) reached ??= openBucket(options, options.state, { target, account });
    return reached;
  };
  const objectsBelow = async () => options.stateObjects ?? below(await bucket());
  const store = async (): Promise<Store> => {
    const [{ accountId }, region] = [await account.operator(), await account.region()];
    const place = { directory: options.stateDir, target: target.name, accountId, region, command };
    opened ??= objectsBelow().then((objects) => openAccountStore(place, objects));
    return opened;
  };
  const account = openAccount({
    target: { ...target, beforeWrite: async (forMs) => (await opened)?.requireHeld(forMs) },
    names: options.names,
    recall: async () => ({ ledger: await store(), baseline: await (await store()).checkpoint('baseline') }),
  });
  return {
    account,
    store,
    bucket,
    async close() {
      account.clients.close();
      (await reached)?.close();
    },
  };
}

type Where = Pick<GlobalOptions, 'stateProfile' | 'stateEndpoint' | 'allowHttp' | 'askMfaCode'>;

/** Who signs the requests, unless an option says otherwise. */
export interface StateOwner {
  readonly target: Pick<AwsTarget, 'name' | 'endpoint' | 'profile'>;
  readonly account: Pick<OpenAccount, 'clients' | 'region'>;
}

/**
 * The bucket of the state. The account’s own credentials sign its requests, and they go where the account’s go, unless
 * an option says otherwise: the sandbox has an S3, too.
 */
async function openBucket(
  { stateProfile, stateEndpoint, allowHttp, askMfaCode }: Where,
  state: string,
  { target, account }: StateOwner,
): Promise<StateBucket> {
  const [{ stateAddress }, { openStateBucket }] = await Promise.all([
    import('../aws/state/state-address.ts'),
    import('../aws/state/state-bucket.ts'),
  ]);
  const isElsewhere = stateProfile !== undefined || stateEndpoint !== undefined;
  const endpoint = stateEndpoint ?? (isElsewhere && target.name === 'sandbox' ? undefined : target.endpoint);
  return openStateBucket(stateAddress(state), {
    name: isElsewhere ? 'aws' : target.name,
    allowHttp,
    region: account.region,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(stateProfile === undefined
      ? { credentials: account.clients.sts.config.credentials, profile: target.profile }
      : { profile: stateProfile }),
    ...(askMfaCode ? { askMfaCode } : {}),
  });
}

/** Names the objects of a part of a state. */
type ObjectsBelow = (names: readonly string[]) => Objects;

/** `undefined` if the state is in a folder. */
async function below(bucket: StateBucket | undefined): Promise<ObjectsBelow | undefined> {
  if (!bucket) return undefined;
  const { s3Objects } = await import('../aws/state/s3-objects.ts');
  return (names) => s3Objects(bucket, names);
}

/** The store of an account: in its folder of the state directory, or in a state that every machine sees. */
async function openAccountStore(place: StorePlace, objectsBelow: ObjectsBelow | undefined): Promise<Store> {
  if (!objectsBelow) return openStore(place);
  const { openObjectsStore } = await import('../engine/shared-state/objects-store.ts');
  return openObjectsStore({ ...place, objects: objectsBelow([place.target, place.accountId, place.region]) });
}

/** All of a state in S3, for what works on many accounts. */
export async function openState(
  options: Where,
  state: string,
  owner: StateOwner,
): Promise<{ objectsBelow: ObjectsBelow; close(): void }> {
  const bucket = await openBucket(options, state, owner);
  const { s3Objects } = await import('../aws/state/s3-objects.ts');
  return { objectsBelow: (names) => s3Objects(bucket, names), close: bucket.close };
}
