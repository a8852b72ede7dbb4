import { createHash } from 'node:crypto';
import { withoutPrototypes } from '../dictionary.ts';
import { type EntityPrefix, fixedEntityId } from '../ids.ts';
import { objectArn } from '../s3/buckets.ts';
import { storeObject, wholeSecond } from '../s3/objects.ts';
import type { Key, World, WorldAccount } from '../world.ts';
import { staffedAccount } from './entities.ts';
import workshop from './workshop.json' with { type: 'json' };

/** What AWS generates at random: a UUID for the key, 17 hexadecimal digits for the instance. */
export interface WorkshopIds {
  readonly key: string;
  readonly instance: string;
}

const RECORD = JSON.stringify(workshop);
const DAY = 24 * 3600 * 1000;

/**
 * Adds an account as the workshop leaves it to a participant who reaches the page: as `kms-lab setup` created it, in
 * an empty account, when `workshop.json` was written (`npm run seed`).
 */
export function addWorkshopAccount(world: World, id: string, ids: WorkshopIds, now: Date): void {
  const created = wholeSecond(now);
  const recorded: Recorded = withoutPrototypes(JSON.parse(filled(id, world.region, ids, new Date(created))));
  const account: WorldAccount = { ...staffedAccount(id, created), ...recorded.account };
  world.accounts[id] = account;
  const keys = Object.values(account.keys);
  for (const key of keys) Object.assign(key, material());
  for (const file of recorded.files) store(world, account, file, now);
}

interface Recorded {
  readonly account: Partial<WorldAccount>;
  readonly files: typeof workshop.files;
}

/** The record's placeholders: ids, and times from now on. */
const filled = (account: string, region: string, { key, instance }: WorkshopIds, now: Date): string => {
  const values: Readonly<Record<string, string>> = { account, region, key, instance, now: now.toISOString() };
  return RECORD.replace(/<now \+ (\d+) days>/g, (_, days) =>
    new Date(now.getTime() + Number(days) * DAY).toISOString(),
  )
    .replace(/<(A[A-Z]{3}) ([^>]+)>/g, (_, prefix: EntityPrefix, name: string) =>
      fixedEntityId(prefix, `${account}/${name}`),
    )
    .replace(/<(account|region|key|instance|now)>/g, (_, name: string) => values[name] ?? '');
};

/** The same in every sandbox, so that one can decrypt what another encrypted. */
function material(): Pick<Key, 'material' | 'materialId'> {
  const bytes = createHash('sha256').update('the participant’s own key material').digest();
  return {
    material: bytes.toString('base64'),
    materialId: createHash('sha256').update(bytes).digest('base64'),
  };
}

/** Stored through S3's own code, so that it is in the bucket in S3's form: under a new data key. */
function store(
  world: World,
  { buckets, keys }: WorldAccount,
  { bucket: name, key: path, text, contentType, metadata, checksums }: (typeof workshop.files)[number],
  now: Date,
): void {
  const bucket = buckets[name];
  const [key] = Object.values(keys);
  if (!bucket || !key) throw new TypeError('The workshop’s record names no bucket, or no key.');
  storeObject(world, bucket, {
    key: path,
    body: Buffer.from(text),
    label: { contentType, metadata },
    encryption: { kind: 'aws:kms', key, context: { 'aws:s3:arn': objectArn(name, path) } },
    checksums,
    now,
  });
}
