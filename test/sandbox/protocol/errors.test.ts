import { DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import {
  GetRoleCommand,
  NoSuchEntityException,
  SimulatePrincipalPolicyCommand,
  TagRoleCommand,
} from '@aws-sdk/client-iam';
import { DecryptCommand, EncryptCommand, NotFoundException, TagResourceCommand } from '@aws-sdk/client-kms';
import {
  DeleteObjectsCommand,
  GetObjectAclCommand,
  GetObjectCommand,
  HeadObjectCommand,
  NoSuchKey,
} from '@aws-sdk/client-s3';
import { GetCommandInvocationCommand, InvocationDoesNotExist } from '@aws-sdk/client-ssm';
import { describe, expect, test } from 'vitest';
import type { SandboxAccount } from '../../../src/sandbox/handle.ts';
import { ServiceError } from '../../../src/sandbox/operation.ts';
import { clientsOf, type ServiceName, serviceOf } from './services.ts';

type Clients = ReturnType<typeof clientsOf>;

/** A call of each service that would succeed. */
const CALLS: Readonly<Record<ServiceName, (clients: Clients) => Promise<unknown>>> = {
  kms: ({ kms }) => kms.send(new DecryptCommand({ CiphertextBlob: new Uint8Array([1]) })),
  ssm: ({ ssm }) =>
    ssm.send(
      new GetCommandInvocationCommand({
        CommandId: '00000000-0000-4000-8000-000000000000',
        InstanceId: 'i-0123456789abcdef0',
      }),
    ),
  iam: ({ iam }) => iam.send(new GetRoleCommand({ RoleName: 'r' })),
  ec2: ({ ec2 }) => ec2.send(new DescribeInstancesCommand({})),
  s3: ({ s3 }) => s3.send(new GetObjectCommand({ Bucket: 'b', Key: 'k' })),
};

interface SdkError extends Error {
  readonly Code?: string;
  readonly $metadata: { readonly httpStatusCode?: number; readonly requestId?: string };
}

/** The error that a client throws for this answer of the service. */
async function thrown(
  name: ServiceName,
  fault: unknown,
  call: (clients: Clients) => Promise<unknown> = CALLS[name],
  rest: Partial<SandboxAccount> = {},
): Promise<SdkError> {
  const service = serviceOf(name, () => {
    throw fault;
  });
  return call(clientsOf(service, rest)).then(
    () => expect.unreachable('the call succeeded'),
    (error) => error,
  );
}

describe('refusals of operations, as the SDK names them', () => {
  test.each<[ServiceName, ServiceError, string, number, (new (...args: never) => Error)?]>([
    [
      'kms',
      new ServiceError('NotFoundException', 'Key k does not exist'),
      'NotFoundException',
      400,
      NotFoundException,
    ],
    ['kms', new ServiceError('DisabledException', 'k is disabled.', 409), 'DisabledException', 400],
    ['kms', new ServiceError('DryRunOperationException', 'dry'), 'DryRunOperationException', 400],
    ['kms', new ServiceError('KMSInternalException', 'oh'), 'KMSInternalException', 500],
    ['kms', new ServiceError('DependencyTimeoutException', 'late'), 'DependencyTimeoutException', 500],
    ['kms', new ServiceError('ValidationException', 'too long'), 'ValidationException', 400],
    ['kms', new ServiceError('AccessDenied', 'User: …', 403), 'AccessDeniedException', 400],
    [
      'ssm',
      new ServiceError('InvocationDoesNotExist', ''),
      'InvocationDoesNotExist',
      400,
      InvocationDoesNotExist,
    ],
    ['ssm', new ServiceError('InvalidInstanceId', 'not in a valid state'), 'InvalidInstanceId', 400],
    ['ssm', new ServiceError('AccessDenied', 'User: …'), 'AccessDeniedException', 400],
    [
      'iam',
      new ServiceError('NoSuchEntity', 'The role r cannot be found.'),
      'NoSuchEntityException',
      404,
      NoSuchEntityException,
    ],
    [
      'iam',
      new ServiceError('NoSuchEntityException', 'by its shape'),
      'NoSuchEntityException',
      404,
      NoSuchEntityException,
    ],
    ['iam', new ServiceError('LimitExceeded', 'up to 5 versions'), 'LimitExceededException', 409],
    ['iam', new ServiceError('MalformedPolicyDocument', 'no'), 'MalformedPolicyDocumentException', 400],
    ['iam', new ServiceError('AccessDenied', 'User: …'), 'AccessDenied', 403],
    ['iam', new ServiceError('Throttling', 'Rate exceeded', 400), 'Throttling', 400],
    ['ec2', new ServiceError('InvalidInstanceID.NotFound', 'no such'), 'InvalidInstanceID.NotFound', 400],
    ['ec2', new ServiceError('RequestLimitExceeded', 'slow', 503), 'RequestLimitExceeded', 503],
    ['s3', new ServiceError('NoSuchKey', 'The specified key does not exist.'), 'NoSuchKey', 404, NoSuchKey],
    ['s3', new ServiceError('AccessDenied', 'User: …'), 'AccessDenied', 403],
    ['s3', new ServiceError('KMS.DisabledException', 'k is disabled.'), 'KMS.DisabledException', 400],
    ['s3', new ServiceError('BucketNotEmpty', 'not empty', 409), 'BucketNotEmpty', 409],
  ])('%s: %o is %s, %d', async (service, fault, name, status, type = Error) => {
    const error = await thrown(service, fault);
    expect(error).toBeInstanceOf(type);
    expect(error).toMatchObject({
      name,
      $metadata: { httpStatusCode: status, requestId: expect.stringMatching(/^[-0-9a-f]{36}$/) },
    });
    if (fault.message) expect(error.message).toBe(fault.message);
  });

  test('EC2 puts its own sentence before a denial', async () => {
    const error = await thrown('ec2', new ServiceError('AccessDenied', 'User: alice is not authorized'));
    expect(error).toMatchObject({ name: 'UnauthorizedOperation', $metadata: { httpStatusCode: 403 } });
    expect(error.message).toBe(
      'You are not authorized to perform this operation. User: alice is not authorized',
    );
  });

  test('IAM keeps its own code beside the name', async () => {
    expect(await thrown('iam', new ServiceError('NoSuchEntity', 'no'))).toMatchObject({
      Code: 'NoSuchEntity',
    });
  });

  test('S3 says what the error is about', async () => {
    const fault = new ServiceError('NoSuchBucket', 'no', 404, { BucketName: 'a & b' });
    expect(await thrown('s3', fault)).toMatchObject({ name: 'NoSuchBucket', BucketName: 'a & b' });
  });

  test('an error in the model keeps its members', async () => {
    const fault = new ServiceError('InvalidObjectState', 'archived', 403, {
      StorageClass: 'GLACIER',
      AccessTier: 'A',
    });
    expect(await thrown('s3', fault)).toMatchObject({ StorageClass: 'GLACIER', AccessTier: 'A' });
  });

  test('awkward text survives', async () => {
    const message = `<&"'> é ☃ \u2028`;
    for (const service of Object.keys(CALLS) as ServiceName[]) {
      expect((await thrown(service, new ServiceError('SomeError', message))).message).toBe(message);
    }
  });

  test.each([403, 404, 412])('HEAD has no body: the SDK knows only %d', async (status) => {
    const head = ({ s3 }: Clients) => s3.send(new HeadObjectCommand({ Bucket: 'b', Key: 'k' }));
    const error = await thrown('s3', new ServiceError('Whatever', 'nobody reads it', status), head);
    expect(error.$metadata.httpStatusCode).toBe(status);
    expect(error.message).not.toContain('nobody');
  });
});

describe('the sandbox’s own failure', () => {
  test.each<[ServiceName, string]>([
    ['kms', 'InternalFailure'],
    ['ssm', 'InternalFailure'],
    ['iam', 'InternalFailure'],
    ['ec2', 'InternalError'],
    ['s3', 'InternalError'],
  ])('%s: %s, without details; the log has them all', async (service, name) => {
    const bug = new TypeError('secret inside');
    const entries: unknown[] = [];
    const error = await thrown(service, bug, CALLS[service], { record: (entry) => entries.push(entry) });
    expect(error).toMatchObject({ name, $metadata: { httpStatusCode: 500 } });
    expect(error.message).toMatch(/^The sandbox failed while it handled request [-0-9a-f]{36}\.$/);
    expect(entries).toEqual([expect.objectContaining({ service, status: 500, code: name, bug })]);
  });
});

describe('what the sandbox does not have', () => {
  test.each<[string, ServiceName, (clients: Clients) => Promise<unknown>, string, number, string]>([
    [
      'an operation of KMS',
      'kms',
      ({ kms }) => kms.send(new EncryptCommand({ KeyId: 'k', Plaintext: new Uint8Array([1]) })),
      'UnknownOperationException',
      400,
      'kms: Encrypt is not in the sandbox.',
    ],
    [
      'an operation of IAM',
      'iam',
      ({ iam }) => iam.send(new SimulatePrincipalPolicyCommand({ PolicySourceArn: 'a', ActionNames: ['b'] })),
      'InvalidAction',
      400,
      'iam: SimulatePrincipalPolicy is not in the sandbox.',
    ],
    [
      'an operation of S3',
      's3',
      ({ s3 }) => s3.send(new GetObjectAclCommand({ Bucket: 'b', Key: 'k' })),
      'NotImplemented',
      501,
      's3: GET ?acl on an object is not in the sandbox.',
    ],
    ['a service', 'kms', CALLS.ec2, 'InvalidAction', 400, 'The service ec2 is not in the sandbox.'],
    ['another service', 'kms', CALLS.s3, 'NotImplemented', 501, 'The service s3 is not in the sandbox.'],
    [
      'a service of JSON',
      's3',
      CALLS.ssm,
      'UnknownOperationException',
      400,
      'The service ssm is not in the sandbox.',
    ],
  ])('%s', async (_, service, call, name, status, message) => {
    const error = await thrown(service, new Error('never asked'), call);
    expect(error).toMatchObject({ name, message, $metadata: { httpStatusCode: status } });
  });
});

describe('required members', () => {
  const nothing = undefined as never;
  test.each<[ServiceName, (clients: Clients) => Promise<unknown>, string, string]>([
    [
      'kms',
      ({ kms }) =>
        kms.send(new TagResourceCommand({ KeyId: nothing, Tags: [{ TagKey: 'a', TagValue: nothing }] })),
      'ValidationException',
      "2 validation errors detected: Value null at 'keyId' failed to satisfy constraint: Member must not be null; Value null at 'tags.1.member.tagValue' failed to satisfy constraint: Member must not be null",
    ],
    [
      'iam',
      ({ iam }) => iam.send(new GetRoleCommand({ RoleName: nothing })),
      'ValidationError',
      "1 validation error detected: Value null at 'roleName' failed to satisfy constraint: Member must not be null",
    ],
    [
      'iam',
      ({ iam }) => iam.send(new TagRoleCommand({ RoleName: 'r', Tags: [{ Key: nothing, Value: 'v' }] })),
      'ValidationError',
      "1 validation error detected: Value null at 'tags.1.member.key' failed to satisfy constraint: Member must not be null",
    ],
    [
      's3',
      ({ s3 }) => s3.send(new DeleteObjectsCommand({ Bucket: 'b', Delete: { Objects: [{ Key: nothing }] } })),
      'InvalidRequest',
      'The request lacks what is required: delete.objects.1.member.key',
    ],
  ])('%s', async (service, call, name, message) => {
    const error = await thrown(service, new Error('never asked'), call);
    expect(error).toMatchObject({ name, message, $metadata: { httpStatusCode: 400 } });
  });
});
