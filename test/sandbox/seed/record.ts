import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import type { World, WorldAccount } from '../../../src/sandbox/world.ts';

const DAY = 24 * 3600 * 1000;

/**
 * The content of the home account except its administrators, as in `src/sandbox/seed/workshop.json`: AWS's random
 * values, and times, are placeholders; what is encrypted is in plaintext.
 */
export async function recordOf({ world, endpoint, region, credentials }: Sandbox): Promise<object> {
  const { home, accounts } = world();
  const account = accounts[home]!;
  const s3 = new S3Client({ endpoint, region, credentials: credentials('operator')!, forcePathStyle: true });
  const files = [];
  for (const { name, objects } of Object.values(account.buckets)) {
    for (const { key, contentType, metadata, checksums } of Object.values(objects)) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: name, Key: key }));
      files.push({
        bucket: name,
        key,
        text: await Body?.transformToString(),
        contentType,
        metadata,
        checksums,
      });
    }
  }
  s3.destroy();
  return JSON.parse(opened(JSON.stringify({ account: kept(account), files }), world(), account));
}

function kept(account: WorldAccount) {
  const { roles, policies, instanceProfiles, keys, aliases, buckets, instances, securityGroups } = account;
  return {
    roles,
    policies,
    instanceProfiles,
    keys: mapped(keys, ({ material, materialId, importing, validTo, ...key }) => ({
      ...key,
      validTo: `<now + ${Math.round((Date.parse(validTo ?? '') - Date.parse(key.created)) / DAY)} days>`,
    })),
    aliases,
    buckets: mapped(buckets, (bucket) => ({ ...bucket, objects: {} })),
    instances: mapped(instances, ({ clientToken, publicIp, ...instance }) => ({
      ...instance,
      publicIp: publicIp && '203.0.113.10',
    })),
    securityGroups,
  };
}

/** Names, in the text, for what differs between accounts and times. */
function opened(text: string, { region }: World, account: WorldAccount): string {
  const [key = ''] = Object.keys(account.keys);
  const [instance = ''] = Object.keys(account.instances);
  const groups = Object.values(account.securityGroups ?? {});
  const entities = [
    ...Object.values(account.roles),
    ...Object.values(account.policies),
    ...Object.values(account.instanceProfiles),
  ].map(({ id, name }) => [id, `<${id.slice(0, 4)} ${name}>`] as const);
  const names = [
    ...entities,
    [key, '<key>'],
    [instance.replace('i-', ''), '<instance>'],
    ...groups.map(({ id }) => [id, 'sg-0123456789abcdef0'] as const),
    ...groups.flatMap(({ ingress }) => ingress.map(({ id }) => [id, 'sgr-0123456789abcdef0'] as const)),
    [account.id, '<account>'],
    [region, '<region>'],
  ] as const;
  const named = names.reduce((written, [value, name]) => written.replaceAll(value, name), text);
  return named.replace(/"\d{4}-\d\d-\d\dT[\d:.]+Z"/g, '"<now>"');
}

const mapped = <T, U>(things: Readonly<Record<string, T>>, as: (thing: T) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(things).map(([name, thing]) => [name, as(thing)]));
