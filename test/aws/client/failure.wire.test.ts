import { GetRoleCommand } from '@aws-sdk/client-iam';
import { DescribeKeyCommand } from '@aws-sdk/client-kms';
import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { DescribeInstanceInformationCommand } from '@aws-sdk/client-ssm';
import { describe, expect, test } from 'vitest';
import { openClients } from '../../../src/aws/client/clients.ts';
import { awsCode, httpStatus, ifExists, isMissing, toLabError } from '../../../src/aws/client/failure.ts';
import { LabError } from '../../../src/contract/errors.ts';
import { whatToDo } from '../../what-to-do.ts';
import { canned, jsonError } from '../canned.ts';
import { NOT_IMPLEMENTED } from '../moto-answers.ts';

const failing = (name: string, message = 'why', status = 400) =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } });

describe('AWS’s codes, and what they mean to the lab', () => {
  test.each([
    ['CredentialsProviderError', 'ERR_CREDENTIALS'],
    ['TokenProviderError', 'ERR_CREDENTIALS'],
    ['ExpiredToken', 'ERR_CREDENTIALS'],
    ['ExpiredTokenException', 'ERR_CREDENTIALS'],
    ['RequestExpired', 'ERR_CREDENTIALS'],
    ['InvalidClientTokenId', 'ERR_CREDENTIALS'],
    ['UnrecognizedClientException', 'ERR_CREDENTIALS'],
    ['AuthFailure', 'ERR_CREDENTIALS'],
    ['AccessDenied', 'ERR_ACCESS'],
    ['AccessDeniedException', 'ERR_ACCESS'],
    ['UnauthorizedOperation', 'ERR_ACCESS'],
    ['MalformedPolicyDocument', 'ERR_DOCUMENT'],
    ['MalformedPolicyDocumentException', 'ERR_DOCUMENT'],
    ['LimitExceededException', 'ERR_DOCUMENT'],
    ['KMSInvalidStateException', 'ERR_KEY_STATE'],
    ['KMS.DisabledException', 'ERR_KEY_STATE'],
    ['NoSuchEntityException', 'ERR_NOT_FOUND'],
    ['NotFoundException', 'ERR_NOT_FOUND'],
    ['NoSuchBucket', 'ERR_NOT_FOUND'],
    ['Throttling', 'ERR_AWS'],
    ['RequestLimitExceeded', 'ERR_AWS'],
    ['ServiceFailureException', 'ERR_AWS'],
    ['AccessDeniedElsewhere', 'ERR_AWS'],
  ] as const)('%s is %s', (name, code) => {
    const error = failing(name);
    expect(toLabError(error, 'PutKeyPolicyCommand')).toMatchObject({
      code,
      message: expect.stringMatching(
        code === 'ERR_CREDENTIALS' ? /^(AWS|The) .*\.$/ : /^PutKeyPolicy failed: why$/,
      ),
      cause: error,
    });
  });

  test.each([
    ['a name', jsonError('UnknownOperationException'), 'UnknownOperationException'],
    ['moto’s page', NOT_IMPLEMENTED, 'HTTP 500 and a web page'],
  ])('an endpoint that lacks an operation says so by %s, and is asked once', async (_, answer, instead) => {
    const { clients, asked } = await canned(() => answer);
    await expect(clients.ssm.send(new DescribeInstanceInformationCommand({}))).rejects.toMatchObject({
      code: 'ERR_ENDPOINT',
      message: `This endpoint has no working DescribeInstanceInformation: it answered ${instead}.`,
    });
    expect(asked).toHaveLength(1);
  });

  test('a gateway’s page is not such an answer', async () => {
    const { clients } = await canned(() => ({ ...NOT_IMPLEMENTED, status: 503 }));
    await expect(clients.iam.send(new GetRoleCommand({ RoleName: 'role' }))).rejects.toMatchObject({
      code: 'ERR_AWS',
    });
  });

  test('throttling says what to do', () => {
    expect(toLabError(failing('Throttling'), 'GetRoleCommand').hint).toMatch(/again in a minute/);
  });

  test('so do a failure of AWS’s own, and a missing answer', () => {
    const hintOf = (error: Error) => whatToDo(toLabError(error, 'GetRoleCommand'));
    expect(hintOf(failing('InternalFailure', 'why', 500))).toMatch(/AWS itself failed/);
    expect(hintOf(Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }))).toMatch(
      /no answer arrived/,
    );
    expect(hintOf(Object.assign(new Error('slow'), { name: 'TimeoutError' }))).toMatch(/no answer arrived/);
    expect(hintOf(failing('ValidationError'))).toMatch(/kms-lab status/);
  });

  test('a message that AWS left empty is replaced by the code', () => {
    expect(toLabError(failing('InvalidCiphertextException', ''), 'DecryptCommand').message).toBe(
      'Decrypt failed: InvalidCiphertextException',
    );
  });

  test('the system’s error code is used if there was no answer', () => {
    const error = Object.assign(new AggregateError([], ''), { code: 'ECONNREFUSED' });
    expect(toLabError(error, 'GetRoleCommand')).toMatchObject({
      code: 'ERR_AWS',
      message: 'GetRole failed: ECONNREFUSED',
    });
  });

  test('where nothing listens the target says why, and only there', () => {
    const whenGone = { says: 'The sandbox has stopped.', next: [{ run: ['step'] }] };
    const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    expect(toLabError(refused, 'GetRoleCommand', { whenGone })).toMatchObject({
      code: 'ERR_AWS',
      message: whenGone.says,
      next: whenGone.next,
    });
    const cut = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
    expect(toLabError(cut, 'GetRoleCommand', { whenGone }).message).not.toContain('stopped');
  });

  test('a refusal has the target’s advice, and nothing else does', () => {
    const told = (name: string) =>
      whatToDo(
        toLabError(failing(name), 'GetRoleCommand', {
          client: 'IAMClient',
          whenRefused: [{ run: ['permissions', 'run'] }],
        }),
      );
    expect(told('AccessDenied')).toMatch(
      /^the operator needs iam:GetRole; the message says which policy refused it\nkms-lab permissions run$/,
    );
    expect(told('NoSuchEntity')).toBe('kms-lab status');
  });

  test('an error for a person stays as it is', () => {
    const error = new LabError('ERR_LOOK', 'said');
    expect(toLabError(error, 'GetRoleCommand')).toBe(error);
  });
});

describe('a HEAD request has no body: only its status says something', () => {
  const head = async (status: number) => {
    const { clients } = await canned(() => ({ status, body: '' }));
    return clients.s3.send(new HeadObjectCommand({ Bucket: 'bucket', Key: 'key' }));
  };

  test('403 is a refusal, without a reason', async () => {
    await expect(head(403)).rejects.toMatchObject({
      code: 'ERR_ACCESS',
      message: 'HeadObject failed: AccessDenied',
      hint:
        'the operator needs s3:GetObject, and s3:ListBucket if the object does not exist; ' +
        'the answer to a HEAD request gives no reason: a policy of the operator, the bucket or the key refuses it',
      cause: expect.objectContaining({ message: 'HTTP 403, without a message' }),
    });
  });

  test('404 means that it does not exist', async () => {
    expect(await ifExists(head(404))).toBeUndefined();
  });
});

describe('what does not exist', () => {
  test('is undefined', async () => {
    const { clients } = await canned(() => jsonError('NotFoundException', 'no alias'));
    expect(await ifExists(clients.kms.send(new DescribeKeyCommand({ KeyId: 'alias/none' })))).toBeUndefined();
  });

  test('every other failure is thrown', async () => {
    const { clients } = await canned(() => jsonError('AccessDeniedException', 'no'));
    await expect(
      ifExists(clients.kms.send(new DescribeKeyCommand({ KeyId: 'alias/none' }))),
    ).rejects.toMatchObject({ code: 'ERR_ACCESS' });
  });

  test('only an answer from AWS counts', () => {
    expect(isMissing(failing('NotFoundException'))).toBe(false);
    expect(isMissing(toLabError(failing('NotFound', '', 404), 'HeadObjectCommand'))).toBe(true);
  });
});

test('AWS’s code and status are found in the cause of an error for a person', () => {
  const error = toLabError(failing('NoSuchEntityException', '', 404), 'GetUserCommand');
  expect([awsCode(error), httpStatus(error)]).toEqual(['NoSuchEntityException', 404]);
  expect([awsCode('text'), httpStatus(undefined)]).toEqual([undefined, undefined]);
});

test('without a region the lab says how to name one', async () => {
  const { target } = await canned(() => jsonError('unused'));
  const { region: _, ...rest } = target;
  const { kms } = openClients(rest);
  kms.config.region = async () => {
    throw new Error('Region is missing');
  };
  await expect(kms.send(new DescribeKeyCommand({ KeyId: 'alias/none' }))).rejects.toMatchObject({
    code: 'ERR_CONFIG',
    hint: expect.stringContaining('--region'),
  });
});
