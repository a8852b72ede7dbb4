import { readdirSync, readFileSync } from 'node:fs';
import { CreateKeyCommand, DecryptCommand, type KMSClient } from '@aws-sdk/client-kms';
import { DeleteObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Operation } from '../../src/sandbox/operation.ts';
import type { Members } from '../../src/sandbox/protocol/protocol.ts';
import { inputOf, membersOf, type Shape } from '../../src/sandbox/protocol/schema.ts';
import type { Service } from '../../src/sandbox/protocol/service.ts';
import { refuseUnsupported } from '../../src/sandbox/s3/unsupported.ts';
import { services } from '../../src/sandbox/services.ts';
import { INERT, refuseAbsentMembers } from '../../src/sandbox/unread-members.ts';
import { BUCKET, openHome, refusal } from './home.ts';
import { openAccount, refusal as refusalOfKms } from './kms/account.ts';

/** Deep enough for every structure that an operation reads. */
const DEEPEST = 4;

/** Members whose operation accepts only what it lists: `launch-members.ts`. */
const GUARDED = ['RunInstances'];

/** The words of the service's code: a member that is not among them is read by none of it. */
const wordsOf = (folder: string): ReadonlySet<string> =>
  new Set(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .flatMap((name) => readFileSync(`${folder}/${name}`, 'utf8').match(/\b\w+\b/g) ?? []),
  );

/** The paths of the input's members that no code names. */
function unreadIn(shape: Shape, words: ReadonlySet<string>, path = '', depth = 0): readonly string[] {
  if (depth > DEEPEST) return [];
  if (shape.isListSchema()) {
    return unreadIn(shape.getValueSchema(), words, `${path.slice(0, -1)}[].`, depth + 1);
  }
  if (!shape.isStructSchema()) return [];
  return membersOf(shape).flatMap(([name, member]) =>
    words.has(name) ? unreadIn(member, words, `${path}${name}.`, depth + 1) : [path + name],
  );
}

/** An input with only the member of that path. */
function inputWith(path: string): Members {
  const [step = '', ...rest] = path.split('.');
  const name = step.replace('[]', '');
  const inner = rest.length > 0 ? inputWith(rest.join('.')) : 'x';
  return { [name]: step.endsWith('[]') ? [inner] : inner };
}

function isRefused({ name, absent }: Service, operation: string, input: Members): boolean {
  try {
    refuseAbsentMembers(absent, operation, input);
    if (name === 's3') refuseUnsupported(input);
  } catch {
    return true;
  }
  return false;
}

const reasonOf = (service: string, operation: string, path: string): string | undefined =>
  INERT[service]?.[operation]?.[path] ?? INERT[service]?.['*']?.[path];

describe.each(Object.keys(services))('%s', (name) => {
  let service: Service;
  let operations: Readonly<Record<string, Operation>>;
  let words: ReadonlySet<string>;
  beforeAll(async () => {
    service = await services[name]!();
    operations = service.operations;
    words = wordsOf(`src/sandbox/${name}`);
  });

  test('ignores no member: what no code reads is refused, or has no effect for a reason', () => {
    const ignored = Object.entries(operations)
      .filter(([operation]) => !GUARDED.includes(operation))
      .flatMap(([operation, { schema }]) =>
        unreadIn(inputOf(schema), words)
          .filter((path) => reasonOf(name, operation, path) === undefined)
          .filter((path) => !isRefused(service, operation, inputWith(path)))
          .map((path) => `${operation}: ${path}`),
      );
    expect(ignored).toEqual([]);
  });

  test('gives a reason only for members that an operation has', () => {
    const paths = (operation: string): readonly string[] => {
      const some = operation === '*' ? Object.values(operations) : [operations[operation]!];
      return some.flatMap(({ schema }) => membersOf(inputOf(schema)).map(([member]) => member));
    };
    for (const [operation, reasons] of Object.entries(INERT[name] ?? {})) {
      expect(paths(operation)).toEqual(expect.arrayContaining(Object.keys(reasons)));
    }
  });
});

test('an unread member is found', () => {
  const words = new Set(['Key', 'Delete', 'Objects']);
  const struct = (members: readonly (readonly [string, Shape])[]) =>
    ({
      isListSchema: () => false,
      isStructSchema: () => true,
      structIterator: () => members,
    }) as never as Shape;
  const leaf = { isListSchema: () => false, isStructSchema: () => false } as never as Shape;
  const list = {
    isListSchema: () => true,
    isStructSchema: () => false,
    getValueSchema: () =>
      struct([
        ['Key', leaf],
        ['Size', leaf],
      ]),
  } as never as Shape;
  const shape = struct([
    ['Delete', struct([['Objects', list]])],
    ['Owner', leaf],
  ]);
  expect(unreadIn(shape, words)).toEqual(['Delete.Objects[].Size', 'Owner']);
  expect(inputWith('Delete.Objects[].Size')).toEqual({ Delete: { Objects: [{ Size: 'x' }] } });
});

describe('on the wire', () => {
  test('KMS', async () => {
    const kms: KMSClient = openAccount().as('admin');
    expect(await refusalOfKms(kms.send(new CreateKeyCommand({ XksKeyId: 'x' })))).toBe(
      'UnsupportedOperationException: XksKeyId is not in the sandbox.',
    );
    const Recipient = {
      KeyEncryptionAlgorithm: 'RSAES_OAEP_SHA_256',
      AttestationDocument: Buffer.of(1),
    } as const;
    expect(
      await refusalOfKms(kms.send(new DecryptCommand({ CiphertextBlob: Buffer.of(1), Recipient }))),
    ).toBe('UnsupportedOperationException: Recipient is not in the sandbox.');
  });

  test('S3', async () => {
    const s3 = openHome().client(S3Client);
    const conditional = new DeleteObjectCommand({ Bucket: BUCKET, Key: 'k', IfMatchSize: 3 });
    expect(await refusal(s3.send(conditional))).toEqual({
      code: 'NotImplemented',
      status: 501,
      message: 'IfMatchSize is not in the sandbox.',
    });
    await s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'k', RequestPayer: 'requester' }));
  });
});
