import * as v from 'valibot';
import { PolicySyntaxError, parsePolicy } from '../policy/parse.ts';

/**
 * What a world on the disk must have for the sandbox to serve it. Members that are not named here are let through. The
 * value that was read is used as it is: users choose the names in it, `constructor` among them, which valibot's records
 * would drop.
 */

const text = v.string();
const name = v.pipe(text, v.nonEmpty('must not be empty'), v.maxLength(2048));
const time = v.pipe(
  text,
  v.check((at) => !Number.isNaN(Date.parse(at)), 'is not a time'),
);
const like = (pattern: RegExp, is: string) => v.pipe(text, v.regex(pattern, `is not ${is}`));
const base64 = like(/^[A-Za-z0-9+/]*={0,2}$/, 'base64');
const size = v.pipe(v.number(), v.integer(), v.minValue(0));
const some = v.optional;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An object whose members, whatever their names, are all of one kind. */
const each = <S extends v.GenericSchema>(schema: S, key = /^/) =>
  v.pipe(
    v.custom<Record<string, v.InferInput<S>>>(isObject, 'must be an object'),
    v.rawCheck(({ dataset, addIssue }) => {
      if (!dataset.typed) return;
      for (const [member, value] of Object.entries(dataset.value)) {
        if (!key.test(member)) return addIssue({ message: `${member} cannot be the name of a member` });
        const { issues: [issue] = [] } = v.safeParse(schema, value);
        if (issue) return addIssue({ message: `${member}: ${flawOf(issue)}` });
      }
    }),
  );

const flawOf = (issue: v.BaseIssue<unknown>): string => {
  const path = v.getDotPath(issue as never);
  return path === null ? issue.message : `${path}: ${issue.message}`;
};

const policy = v.pipe(
  v.custom<object>(isObject, 'must be a policy'),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    try {
      parsePolicy(JSON.stringify(dataset.value));
    } catch (error) {
      if (!(error instanceof PolicySyntaxError)) throw error;
      addIssue({ message: error.message });
    }
  }),
);

const tags = each(text);
const named = { id: name, arn: name, name, path: text, created: time };
const accessKey = v.looseObject({
  id: name,
  secret: text,
  status: name,
  created: time,
});
const held = { inline: each(policy), attached: v.array(text) };

const user = v.looseObject({
  ...named,
  ...held,
  tags,
  accessKeys: v.array(accessKey),
  groups: v.array(text),
  boundary: some(text),
});
const role = v.looseObject({
  ...named,
  ...held,
  tags,
  trust: policy,
  maxSessionSeconds: size,
  boundary: some(text),
});
const managedPolicy = v.looseObject({
  ...named,
  updated: time,
  tags,
  defaultVersion: name,
  nextVersion: size,
  versions: each(v.looseObject({ document: policy, created: time })),
});
const grant = v.looseObject({
  id: name,
  token: text,
  created: time,
  grantee: name,
  operations: v.array(text),
});
const material = { material: some(base64), materialId: some(base64), validTo: some(time) };
const key = v.looseObject({
  id: name,
  arn: name,
  created: time,
  description: text,
  origin: name,
  state: name,
  ...material,
  former: some(v.array(v.looseObject({ ...material, until: time }))),
  pending: some(v.looseObject(material)),
  tags,
  policy,
  grants: some(each(grant)),
});
const bytes = { body: v.union([base64, v.looseObject({ sha256: like(/^[0-9a-f]{64}$/, 'a SHA-256') })]) };
const encryption = v.looseObject({ kind: name });
const object = v.looseObject({
  ...bytes,
  key: text,
  size,
  etag: text,
  modified: time,
  contentType: text,
  encryption,
});
const part = v.looseObject({ ...bytes, number: size, size, etag: text, modified: time });
const bucket = v.looseObject({
  name,
  created: time,
  policy: some(policy),
  objects: each(object),
  uploads: some(each(v.looseObject({ id: name, key: text, initiated: time, encryption, parts: each(part) }))),
});
const instance = v.looseObject({
  id: name,
  state: name,
  launched: time,
  privateIp: text,
  securityGroups: v.array(v.looseObject({ id: name, name: text })),
  tags,
  webApp: some(v.looseObject({ keyId: text, port: v.pipe(size, v.maxValue(65_535)), started: time })),
  files: each(bytes.body),
  webAppLog: text,
});
const rule = v.looseObject({
  id: name,
  protocol: text,
  fromPort: v.number(),
  toPort: v.number(),
  cidr: text,
});

const ACCOUNT = v.looseObject({
  id: like(/^\d{12}$/, 'an account’s id'),
  alias: some(text),
  users: each(user),
  roles: each(role),
  groups: each(v.looseObject({ ...named, ...held })),
  policies: each(managedPolicy),
  instanceProfiles: each(v.looseObject({ ...named, roles: v.array(text) })),
  mfaDevices: each(v.looseObject({ serial: name, seed: base64, tags })),
  keys: each(key),
  aliases: each(v.looseObject({ name, arn: name, keyId: name, created: time, updated: time })),
  buckets: each(bucket),
  instances: each(instance),
  securityGroups: some(each(v.looseObject({ id: name, name: text, vpcId: text, ingress: v.array(rule) }))),
  rootKey: some(accessKey),
});

const caller = v.looseObject({
  kind: name,
  accountId: like(/^\d{12}$/, 'an account’s id'),
  arn: name,
});
const SESSIONS = each(
  v.looseObject({
    accessKeyId: name,
    secret: text,
    token: text,
    expires: time,
    caller,
    policies: v.array(policy),
    parent: some(caller),
  }),
);

const WORLD = v.looseObject({
  home: text,
  region: like(/^[a-z]{2,4}(-[a-z]+)+-\d$/, 'a Region'),
  accounts: each(ACCOUNT, /^\d{12}$/),
  sessions: SESSIONS,
  organization: some(
    v.looseObject({
      id: name,
      root: name,
      management: name,
      members: v.array(v.looseObject({ id: name, name: text, email: text, joined: time })),
    }),
  ),
});

type Why = string | undefined;

/** Why it cannot be served, as the end of a sentence; `undefined` if it can. */
const whyNot =
  (schema: v.GenericSchema) =>
  (value: unknown): Why => {
    const { issues: [issue] = [] } = v.safeParse(schema, value);
    return issue && flawOf(issue);
  };

export const whyNoAccount = whyNot(ACCOUNT);
export const whyNoSessions = whyNot(SESSIONS);
const whyNoParts = whyNot(WORLD);

interface Consistent {
  readonly home: string;
  readonly region: string;
  readonly accounts: Readonly<Record<string, { readonly id: string; readonly keys: object }>>;
}

/** The same for a world in one document, whose parts must fit each other, too. */
export const whyNoWorld = (world: unknown): Why => whyNoParts(world) ?? inconsistency(world as Consistent);

function inconsistency({ home, region, accounts }: Consistent): Why {
  if (!Object.hasOwn(accounts, home)) return `home: there is no account “${home}”`;
  for (const [id, account] of Object.entries(accounts)) {
    if (account.id !== id) return `accounts: ${id}: id: it is another account’s`;
    const arns = Object.values(account.keys as Record<string, { arn: string }>).map(({ arn }) => arn);
    const other = arns.find((arn) => !arn.includes(`:kms:${region}:${id}:`));
    if (other !== undefined) return `accounts: ${id}: keys: ${other} is not of this account in ${region}`;
  }
  return undefined;
}
