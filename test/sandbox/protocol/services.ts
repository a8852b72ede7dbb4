import {
  DescribeInstances$,
  EC2Client,
  errorTypeRegistries as ec2Errors,
  RunInstances$,
} from '@aws-sdk/client-ec2';
import { GetRole$, IAMClient, errorTypeRegistries as iamErrors, TagRole$ } from '@aws-sdk/client-iam';
import { Decrypt$, KMSClient, errorTypeRegistries as kmsErrors, TagResource$ } from '@aws-sdk/client-kms';
import {
  DeleteObjects$,
  GetObject$,
  HeadObject$,
  ListObjectsV2$,
  PutObject$,
  S3Client,
  errorTypeRegistries as s3Errors,
} from '@aws-sdk/client-s3';
import { GetCommandInvocation$, SSMClient, errorTypeRegistries as ssmErrors } from '@aws-sdk/client-ssm';
import type { StaticOperationSchema } from '@smithy/types';
import type { SandboxAccount } from '../../../src/sandbox/handle.ts';
import type { Operation } from '../../../src/sandbox/operation.ts';
import { awsJson } from '../../../src/sandbox/protocol/aws-json.ts';
import { ec2Query } from '../../../src/sandbox/protocol/ec2-query.ts';
import type { Protocol } from '../../../src/sandbox/protocol/protocol.ts';
import { awsQuery } from '../../../src/sandbox/protocol/query.ts';
import { restXml } from '../../../src/sandbox/protocol/rest-xml.ts';
import type { Registry } from '../../../src/sandbox/protocol/schema.ts';
import { defineService, type Service } from '../../../src/sandbox/protocol/service.ts';
import { answering, handleWith } from './account.ts';
import { CONFIGURATION, inProcess } from './clients.ts';

interface Definition {
  readonly protocol: Protocol;
  readonly xmlNamespace?: string;
  readonly registries: readonly Registry[];
  readonly schemas: readonly StaticOperationSchema[];
}

/** A few operations of each protocol. */
const DEFINITIONS = {
  kms: { protocol: awsJson('TrentService'), registries: kmsErrors, schemas: [Decrypt$, TagResource$] },
  ssm: { protocol: awsJson('AmazonSSM'), registries: ssmErrors, schemas: [GetCommandInvocation$] },
  iam: {
    protocol: awsQuery,
    xmlNamespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
    registries: iamErrors,
    schemas: [GetRole$, TagRole$],
  },
  ec2: {
    protocol: ec2Query,
    xmlNamespace: 'http://ec2.amazonaws.com/doc/2016-11-15/',
    registries: ec2Errors,
    schemas: [DescribeInstances$, RunInstances$],
  },
  s3: {
    protocol: restXml,
    xmlNamespace: 'http://s3.amazonaws.com/doc/2006-03-01/',
    registries: s3Errors,
    schemas: [GetObject$, PutObject$, HeadObject$, ListObjectsV2$, DeleteObjects$],
  },
} satisfies Readonly<Record<string, Definition>>;

export type ServiceName = keyof typeof DEFINITIONS;

/** A service all of whose operations are the same. */
export function serviceOf(
  name: ServiceName,
  answer: Operation['handle'],
  rest: Partial<Operation> = {},
): Service {
  const { schemas, ...definition }: Definition = DEFINITIONS[name];
  const operations = schemas.map((schema) => [schema[2], { ...answering(schema, answer), ...rest }] as const);
  return defineService<Record<string, unknown>>({
    name,
    ...definition,
    operations: Object.fromEntries(operations),
  });
}

/** Clients of one service with these answers, in this process. */
export function clientsOf(service: Service, rest: Partial<SandboxAccount> = {}) {
  const configuration = { ...CONFIGURATION, requestHandler: inProcess(handleWith(service, rest)) };
  return {
    kms: new KMSClient(configuration),
    ssm: new SSMClient(configuration),
    iam: new IAMClient(configuration),
    ec2: new EC2Client(configuration),
    s3: new S3Client(configuration),
  };
}
