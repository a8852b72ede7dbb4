import * as ec2 from '@aws-sdk/client-ec2';
import * as iam from '@aws-sdk/client-iam';
import * as kms from '@aws-sdk/client-kms';
import * as s3 from '@aws-sdk/client-s3';
import * as ssm from '@aws-sdk/client-ssm';
import * as sts from '@aws-sdk/client-sts';
import { NormalizedSchema } from '@smithy/core/schema';
import type { StaticOperationSchema } from '@smithy/types';
import { describe, expect, test } from 'vitest';
import type { Operation } from '../../../src/sandbox/operation.ts';
import { awsJson } from '../../../src/sandbox/protocol/aws-json.ts';
import { ec2Query } from '../../../src/sandbox/protocol/ec2-query.ts';
import { awsQuery } from '../../../src/sandbox/protocol/query.ts';
import { restXml } from '../../../src/sandbox/protocol/rest-xml.ts';
import { defineService } from '../../../src/sandbox/protocol/service.ts';
import { answering, handleWith } from './account.ts';
import { CONFIGURATION, inProcess } from './clients.ts';
import { plain, sample, seeded, withoutTokens } from './samples.ts';

interface Case {
  readonly name: string;
  readonly client: object;
  readonly operations: number;
  readonly definition: Pick<Parameters<typeof defineService>[0], 'protocol' | 'xmlNamespace'>;
  /** Operations that do not come through unchanged, and why. */
  readonly exceptions: Readonly<Record<string, string>>;
}

const cases: readonly Case[] = [
  {
    name: 'kms',
    client: kms,
    operations: 56,
    definition: { protocol: awsJson('TrentService') },
    exceptions: {},
  },
  {
    name: 'ssm',
    client: ssm,
    operations: 154,
    definition: { protocol: awsJson('AmazonSSM') },
    exceptions: {},
  },
  {
    name: 'iam',
    client: iam,
    operations: 180,
    definition: { protocol: awsQuery, xmlNamespace: 'https://iam.amazonaws.com/doc/2010-05-08/' },
    exceptions: {},
  },
  {
    name: 'sts',
    client: sts,
    operations: 12,
    definition: { protocol: awsQuery, xmlNamespace: 'https://sts.amazonaws.com/doc/2011-06-15/' },
    exceptions: {
      AssumeRoleWithSAML: 'is not signed, and the sandbox refuses what is not',
      AssumeRoleWithWebIdentity: 'is not signed, and the sandbox refuses what is not',
    },
  },
  {
    name: 'ec2',
    client: ec2,
    operations: 823,
    definition: { protocol: ec2Query, xmlNamespace: 'http://ec2.amazonaws.com/doc/2016-11-15/' },
    exceptions: { CopySnapshot: 'its client adds a presigned URL' },
  },
  {
    name: 's3',
    client: s3,
    operations: 112,
    definition: { protocol: restXml, xmlNamespace: 'http://s3.amazonaws.com/doc/2006-03-01/' },
    exceptions: {
      CopyObject: 'its client takes an empty 200 for an error: the operation has to give a CopyObjectResult',
      UploadPartCopy:
        'its client takes an empty 200 for an error: the operation has to give a CopyPartResult',
      ListDirectoryBuckets: 'is signed for another service: s3express',
      SelectObjectContent: 'answers with an event stream, which the sandbox does not write',
      WriteGetObjectResponse: 'is signed for another service: s3-object-lambda',
    },
  },
];

/** Members that S3's client adds to a request or a result. */
const ADDED_BY_CLIENT = /^(Checksum(Algorithm|CRC32|Mode)|ContentLength|ContentType|ExpiresString)$/;

/** Required members only, then twice a random choice. */
const SHARES = [0, 0.6, 0.6];

const isOperation = (value: unknown): value is StaticOperationSchema =>
  Array.isArray(value) && value[0] === 9;

describe.each(cases)('$name', ({ name, client, operations: count, definition, exceptions }) => {
  const schemas = Object.values(client).filter(isOperation);
  const trip: { output: object; received: object; routed?: string } = { output: {}, received: {} };
  const echo = (schema: StaticOperationSchema): Operation =>
    answering(schema, ({ input }) => {
      trip.received = input as object;
      trip.routed = schema[2];
      return trip.output;
    });
  const service = defineService<Record<string, unknown>>({
    name,
    ...definition,
    registries: (client as typeof kms).errorTypeRegistries,
    operations: Object.fromEntries(schemas.map((schema) => [schema[2], echo(schema)])),
  });
  const { [`${name.toUpperCase()}Client`]: Client } = client as Record<
    string,
    new (
      config: object,
    ) => kms.KMSClient
  >;
  const sender = new Client!({ ...CONFIGURATION, requestHandler: inProcess(handleWith(service)) });

  test(`has ${count} operations`, () => expect(schemas).toHaveLength(count));

  const goes = async (schema: StaticOperationSchema, index: number) => {
    const operation = schema[2];
    for (const [round, share] of SHARES.entries()) {
      const random = seeded(index * 31 + round + 31);
      const [inShape, outShape] = [NormalizedSchema.of(schema[4]), NormalizedSchema.of(schema[5])];
      const input = inShape.isUnitSchema() ? {} : (sample(inShape, random, share) as object);
      Object.assign(trip, { received: {}, routed: undefined });
      trip.output = outShape.isUnitSchema() ? {} : (sample(outShape, random, share) as object);
      const Command = (client as Record<string, unknown>)[`${operation}Command`] as typeof kms.DecryptCommand;
      const output = await sender.send(new Command(structuredClone(input) as never));
      expect(trip.routed).toBe(operation);
      expect(plain(asSent(withoutTokens(inShape, trip.received, input) as object, input))).toEqual(
        plain(input),
      );
      expect(plain(asSent(await drained(output), trip.output))).toEqual(plain(trip.output));
    }
  };
  const rows = schemas.map((schema, index) => ({ operation: schema[2], schema, index }));
  const exceptional = ({ operation }: { readonly operation: string }) => Object.hasOwn(exceptions, operation);

  test.each(rows.filter((row) => !exceptional(row)))('$operation', ({ schema, index }) =>
    goes(schema, index),
  );

  test.fails.each(rows.filter(exceptional))('$operation does not', ({ schema, index }) =>
    goes(schema, index),
  );

  test('has no exception for a missing operation', () => {
    const found = rows.filter(exceptional).map(({ operation }) => operation);
    expect(found.sort()).toEqual(Object.keys(exceptions).sort());
  });
});

/** Drops what S3's client adds, and what HTTP cannot distinguish from absent: an empty body, no headers with a prefix. */
const asSent = (received: object, sent: object): object =>
  Object.fromEntries(
    Object.entries(received).filter(
      ([name, value]) => name in sent || !(ADDED_BY_CLIENT.test(name) || isEmpty(value)),
    ),
  );

const isEmpty = (value: unknown): boolean =>
  value instanceof Uint8Array ? value.length === 0 : JSON.stringify(value) === '{}';

/** Streams read to their end. */
async function drained(output: object): Promise<object> {
  const read = async (value: unknown) =>
    typeof value === 'object' && value !== null && 'transformToByteArray' in value
      ? (value as { transformToByteArray(): Promise<Uint8Array> }).transformToByteArray()
      : value;
  const entries = await Promise.all(
    Object.entries(output).map(async ([name, value]) => [name, await read(value)]),
  );
  return Object.fromEntries(entries);
}
