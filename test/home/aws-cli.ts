import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import * as ec2 from '@aws-sdk/client-ec2';
import * as iam from '@aws-sdk/client-iam';
import * as kms from '@aws-sdk/client-kms';
import * as s3 from '@aws-sdk/client-s3';
import * as ssm from '@aws-sdk/client-ssm';
import { inputOf, membersOf, type OperationSchema, type Shape } from '../../src/sandbox/protocol/schema.ts';
import type { Clients } from './scene.ts';

/** A command line that the interpreter does not know: a mistake of the command's author, or of this file. */
export class UnknownCommand extends Error {}

/** What `aws … wait` waited for did not happen. */
export class WaiterFailed extends Error {}

type Module = Readonly<Record<string, unknown>>;
interface Service {
  readonly client: keyof Clients;
  readonly module: Module;
}

const SERVICES: Readonly<Record<string, Service>> = {
  ec2: { client: 'ec2', module: ec2 },
  iam: { client: 'iam', module: iam },
  kms: { client: 'kms', module: kms },
  s3api: { client: 's3', module: s3 },
  ssm: { client: 'ssm', module: ssm },
};

/** What a waiter polls, by the waiter. */
const WAITERS: Readonly<Record<string, string>> = {
  'instance-running': 'DescribeInstances',
  'instance-stopped': 'DescribeInstances',
  'instance-terminated': 'DescribeInstances',
  'user-exists': 'GetUser',
  'policy-exists': 'GetPolicy',
  'role-exists': 'GetRole',
};

/** Parameters that the AWS CLI adds to those of the API. */
const ADDED: Readonly<Record<string, (value: string) => object>> = {
  'authorize-security-group-ingress --protocol': (IpProtocol) => ({ IpProtocol }),
  'authorize-security-group-ingress --port': (port) => ({ FromPort: Number(port), ToPort: Number(port) }),
  'authorize-security-group-ingress --cidr': (CidrIp) => ({ CidrIp }),
  'run-instances --count': (count) => ({ MinCount: Number(count), MaxCount: Number(count) }),
};

/** Options of the AWS CLI itself, with how many words each takes. */
const OPTIONS: Readonly<Record<string, number>> = {
  '--output': 1,
  '--query': 1,
  '--no-cli-pager': 0,
  '--region': 1,
};

type Send = { send(command: unknown): Promise<object> };

/**
 * Carries out what would be typed after `aws`: an operation of a service by its name and parameters, `wait`, or
 * `s3 cp` and `s3 rm`. Returns the answer. Throws `UnknownCommand`, or the service's refusal.
 */
export async function aws(words: readonly string[], clients: Clients): Promise<object> {
  const [name = '', operation = '', ...rest] = withoutOptions(words);
  if (name === 's3') return objects(operation, rest, clients);
  const service = SERVICES[name];
  if (!service) throw new UnknownCommand(`aws ${name}: no such service here`);
  const client = clients[service.client] as Send;
  if (operation === 'wait') return wait(service, client, rest);
  const api = pascal(operation, service.module);
  const Command = service.module[`${api}Command`] as (new (input: object) => unknown) | undefined;
  if (!Command) throw new UnknownCommand(`aws ${name} ${operation}: no such operation`);
  return client.send(new Command(await inputFrom(rest, service.module, api, operation)));
}

async function wait({ module }: Service, client: Send, [waiter = '', ...rest]: readonly string[]) {
  const api = WAITERS[waiter];
  const until = module[`waitUntil${camel(waiter)}`] as
    | ((by: object, input: object) => Promise<object>)
    | undefined;
  if (!api || !until) throw new UnknownCommand(`aws … wait ${waiter}: no such waiter here`);
  const by = { client, minDelay: 1, maxDelay: 1, maxWaitTime: 3 };
  const input = await inputFrom(rest, module, api, waiter);
  return until(by, input).catch((error: Error) => {
    throw new WaiterFailed(`${waiter}: ${error.message}`);
  });
}

function withoutOptions(words: readonly string[]): readonly string[] {
  const kept: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const takes = OPTIONS[words[at]!];
    if (takes === undefined) kept.push(words[at]!);
    else at += takes;
  }
  return kept;
}

const camel = (kebab: string): string =>
  kebab.replace(/(?:^|-)(\w)/g, (_, first: string) => first.toUpperCase());

/** The API's name of an operation: `enable-mfa-device` is `EnableMFADevice`. */
const pascal = (operation: string, module: Module): string =>
  Object.keys(module)
    .filter((name) => name.endsWith('Command') && !name.startsWith('$'))
    .map((name) => name.slice(0, -'Command'.length))
    .find((name) => kebab(name) === operation) ?? camel(operation);

/**
 * As the AWS CLI names things: `SSEKMSKeyId` is `ssekms-key-id`.
 * https://github.com/boto/botocore/blob/develop/botocore/__init__.py (xform_name)
 */
const kebab = (name: string): string =>
  name
    .replace(/(.)([A-Z][a-z]+)/g, '$1-$2')
    .replace(/([a-z])(\d+)/g, '$1-$2')
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase();

async function inputFrom(
  words: readonly string[],
  module: Module,
  api: string,
  operation: string,
): Promise<object> {
  const members = membersOf(inputOf(module[`${api}$`] as OperationSchema));
  const input: Record<string, unknown> = {};
  for (const { flag, values } of flagsIn(words, operation)) {
    const added = ADDED[`${operation} --${flag}`];
    const [name, shape] = members.find(([member]) => kebab(member) === flag) ?? [];
    const [denied] = members.find(([member]) => `no-${kebab(member)}` === flag) ?? [];
    if (added) Object.assign(input, added(only(values, flag)));
    else if (name && shape) input[name] = await valueFrom(shape, values, flag);
    else if (denied) input[denied] = false;
    else throw new UnknownCommand(`${operation} has no --${flag}`);
  }
  return input;
}

function flagsIn(words: readonly string[], operation: string) {
  const flags: { readonly flag: string; readonly values: string[] }[] = [];
  for (const word of words) {
    const [, flag, value] = /^--([a-z][\w-]*)(?:=([\s\S]*))?$/.exec(word) ?? [];
    if (flag) flags.push({ flag, values: value === undefined ? [] : [value] });
    else if (flags.length > 0) flags.at(-1)!.values.push(word);
    else throw new UnknownCommand(`${operation} takes no word “${word}”`);
  }
  return flags;
}

function only(values: readonly string[], flag: string): string {
  const [value, ...more] = values;
  if (value === undefined || more.length > 0) throw new UnknownCommand(`--${flag} takes one value`);
  return value;
}

/** https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-parameters-types.html */
async function valueFrom(shape: Shape, values: readonly string[], flag: string): Promise<unknown> {
  if (shape.isBooleanSchema() && values.length === 0) return true;
  if (shape.isListSchema()) {
    const texts = await Promise.all(values.map(textFrom));
    const [first = ''] = texts;
    if (first.trimStart().startsWith('[')) return JSON.parse(only(texts, flag));
    return texts.map((text) => one(shape.getValueSchema(), text));
  }
  const given = only(values, flag);
  if (!shape.isBlobSchema()) return one(shape, await textFrom(given));
  // The body of an object is named by its path; a blob that is typed is base64.
  if (given.startsWith('fileb://')) return readFile(given.slice('fileb://'.length));
  return shape.isStreaming() ? readFile(given) : Buffer.from(given, 'base64');
}

const textFrom = async (value: string): Promise<string> =>
  value.startsWith('file://') ? readFile(value.slice('file://'.length), 'utf8') : value;

function one(shape: Shape, text: string): unknown {
  if (shape.isStructSchema() || shape.isMapSchema())
    return /^\s*\{/.test(text) ? JSON.parse(text) : shorthand(shape, text);
  if (shape.isBooleanSchema()) return text === 'true';
  if (shape.isNumericSchema()) return Number(text);
  if (shape.isTimestampSchema()) return new Date(/^\d+$/.test(text) ? Number(text) * 1000 : text);
  return text;
}

/**
 * `Name=tag:Name,Values=a,b`: an item without `=` continues the list before it.
 * https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-shorthand.html
 */
function shorthand(shape: Shape, text: string): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  let last = '';
  for (const part of text.split(',')) {
    const at = part.indexOf('=');
    const value = part.slice(at + 1);
    if (at > 0) last = part.slice(0, at);
    const member = shape.isMapSchema() ? shape.getValueSchema() : shape.getMemberSchema(last);
    if (last === '' || !member) throw new UnknownCommand(`“${text}” is no shorthand that is known here`);
    const known = (found[last] ?? []) as unknown[];
    if (member.isListSchema()) found[last] = [...known, one(member.getValueSchema(), value)];
    else if (at > 0) found[last] = one(member, value);
    else throw new UnknownCommand(`“${text}”: ${last} takes one value`);
  }
  return found;
}

/** `s3 cp` of small things, with its options of encryption, and `s3 rm`. */
async function objects(
  operation: string,
  words: readonly string[],
  { s3: client }: Clients,
): Promise<object> {
  const paths = words.slice(0, words.findIndex((word) => word.startsWith('--')) >>> 0);
  const flags = flagsIn(words.slice(paths.length), operation);
  const given = Object.fromEntries(flags.map(({ flag, values }) => [flag, only(values, flag)]));
  const { sse, 'sse-kms-key-id': keyId, 'content-type': ContentType, ...unknown } = given;
  const [option] = Object.keys(unknown);
  if (option) throw new UnknownCommand(`s3 ${operation} has no --${option} here`);
  const [from = '', to = ''] = paths;
  if (operation === 'rm' && paths.length === 1) return client.send(new s3.DeleteObjectCommand(object(from)));
  if (operation !== 'cp' || paths.length !== 2)
    throw new UnknownCommand(`aws s3 ${operation} ${paths.join(' ')}`);
  const Body = from.startsWith('s3://')
    ? await (await client.send(new s3.GetObjectCommand(object(from)))).Body!.transformToByteArray()
    : await readFile(from);
  if (!to.startsWith('s3://')) return writeFile(to, Body).then(() => ({}));
  return client.send(
    new s3.PutObjectCommand({
      ...object(to.endsWith('/') ? `${to}${basename(from)}` : to),
      Body,
      ContentType,
      ServerSideEncryption: sse as s3.ServerSideEncryption | undefined,
      SSEKMSKeyId: keyId,
    }),
  );
}

function object(address: string) {
  const [, Bucket, Key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(address) ?? [];
  if (!Bucket || !Key) throw new UnknownCommand(`“${address}” is no object`);
  return { Bucket, Key };
}
