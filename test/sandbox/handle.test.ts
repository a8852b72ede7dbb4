import { DescribeInstancesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { DecryptCommand, KMSClient } from '@aws-sdk/client-kms';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import type { Entry, SandboxAccount } from '../../src/sandbox/handle.ts';
import { type Identity, type Operation, ServiceError } from '../../src/sandbox/operation.ts';
import type { WireRequest } from '../../src/sandbox/protocol/protocol.ts';
import { ALICE, handleWith } from './protocol/account.ts';
import { type ServiceName, serviceOf } from './protocol/services.ts';
import { type Edit, signed } from './protocol/signed.ts';

const CIPHERTEXT = new Uint8Array([1]);

/** A genuine request to each service. */
const GENUINE = {
  kms: (options?: Options) => signed(KMSClient, new DecryptCommand({ CiphertextBlob: CIPHERTEXT }), options),
  iam: (options?: Options) => signed(IAMClient, new GetRoleCommand({ RoleName: 'r' }), options),
  ec2: (options?: Options) => signed(EC2Client, new DescribeInstancesCommand({}), options),
  s3: (options?: Options) => signed(S3Client, new GetObjectCommand({ Bucket: 'b', Key: 'k' }), options),
};
type Options = { readonly edit?: Edit; readonly [option: string]: unknown };
type Genuine = keyof typeof GENUINE;

interface Answer {
  readonly status: number;
  readonly code: string | undefined;
}

/** The status and the code, from any form of error. */
async function answerTo(
  service: ServiceName,
  request: WireRequest,
  rest: Partial<SandboxAccount> = {},
  operation: Operation['handle'] = () => ({}),
): Promise<Answer> {
  const { status, body } = await handleWith(serviceOf(service, operation), rest)(request);
  const text = Buffer.from(body ?? '').toString();
  return { status, code: /<Code>([^<]+)|"__type":"([^"]+)/.exec(text)?.slice(1).find(Boolean) };
}

const OK = { status: 200, code: undefined };
const token = 'FwoGZXIvYXdzE';
const temporary: Identity = { ...ALICE, sessionToken: token };
const asTemporary = { credentials: { ...ALICE, sessionToken: token } };

describe.each<Genuine>(['kms', 'iam', 'ec2', 's3'])('%s', (service) => {
  test('answers a genuine request', async () => {
    expect(await answerTo(service, await GENUINE[service]())).toEqual(OK);
  });

  test('answers a genuine request of temporary credentials', async () => {
    const request = await GENUINE[service](asTemporary);
    expect(await answerTo(service, request, { identify: () => temporary })).toEqual(OK);
  });
});

type Refused = { readonly [service in Genuine]: readonly [code: string, status: number] };

/** What is refused, and what AWS's services call it. */
const REFUSED: Readonly<
  Record<
    string,
    { request(s: Genuine): Promise<WireRequest>; account?: Partial<SandboxAccount>; as: Refused }
  >
> = {
  'nobody: no signature': {
    request: async (service) => {
      const { headers, ...request } = await GENUINE[service]();
      const { authorization: _, ...unsigned } = headers;
      return { ...request, headers: unsigned };
    },
    as: {
      kms: ['MissingAuthenticationTokenException', 400],
      iam: ['MissingAuthenticationToken', 403],
      // Without a signature, nothing distinguishes EC2 from the other query services.
      ec2: ['MissingAuthenticationToken', 403],
      s3: ['AccessDenied', 403],
    },
  },
  'who signs in another way': {
    request: async (service) => header(await GENUINE[service](), 'authorization', 'AWS AKIA:signature'),
    as: {
      kms: ['IncompleteSignatureException', 400],
      iam: ['IncompleteSignature', 400],
      ec2: ['IncompleteSignature', 400],
      s3: ['AuthorizationHeaderMalformed', 400],
    },
  },
  'a stranger': {
    request: (service) => GENUINE[service]({ credentials: { accessKeyId: 'AKIABOB', secretAccessKey: 'b' } }),
    as: {
      kms: ['UnrecognizedClientException', 400],
      iam: ['InvalidClientTokenId', 403],
      ec2: ['AuthFailure', 401],
      s3: ['InvalidAccessKeyId', 403],
    },
  },
  'Alice, who mistook her secret': {
    request: (service) => GENUINE[service]({ credentials: { ...ALICE, secretAccessKey: 'alise-secret' } }),
    as: {
      kms: ['InvalidSignatureException', 400],
      iam: ['SignatureDoesNotMatch', 403],
      ec2: ['AuthFailure', 401],
      s3: ['SignatureDoesNotMatch', 403],
    },
  },
  'Alice, an hour ago': {
    request: (service) => GENUINE[service](),
    account: { wireClock: () => new Date(Date.now() + 3_600_000) },
    as: {
      kms: ['InvalidSignatureException', 400],
      iam: ['SignatureDoesNotMatch', 403],
      ec2: ['RequestExpired', 400],
      s3: ['RequestTimeTooSkewed', 403],
    },
  },
  'a session without its token': {
    request: (service) => GENUINE[service](),
    account: { identify: () => temporary },
    as: {
      kms: ['UnrecognizedClientException', 400],
      iam: ['InvalidClientTokenId', 403],
      ec2: ['AuthFailure', 401],
      s3: ['InvalidAccessKeyId', 403],
    },
  },
  'a session with another token': {
    request: (service) => GENUINE[service]({ credentials: { ...ALICE, sessionToken: 'other' } }),
    account: { identify: () => temporary },
    as: {
      kms: ['UnrecognizedClientException', 400],
      iam: ['InvalidClientTokenId', 403],
      ec2: ['AuthFailure', 401],
      s3: ['InvalidToken', 400],
    },
  },
  'a session that has ended': {
    request: (service) => GENUINE[service](asTemporary),
    account: {
      identify: () => ({ ...temporary, expires: new Date('2026-01-01T12:00:00Z') }),
      now: () => new Date('2026-01-01T12:00:00Z'),
    },
    as: {
      kms: ['ExpiredTokenException', 400],
      iam: ['ExpiredToken', 403],
      ec2: ['RequestExpired', 400],
      s3: ['ExpiredToken', 400],
    },
  },
  'who left a header unsigned': {
    request: async (service) => header(await GENUINE[service](), 'x-amz-injected', 'yes'),
    as: {
      kms: ['InvalidSignatureException', 400],
      iam: ['SignatureDoesNotMatch', 403],
      ec2: ['AuthFailure', 401],
      s3: ['AccessDenied', 403],
    },
  },
};

function header(request: WireRequest, name: string, value: string): WireRequest {
  return { ...request, headers: { ...request.headers, [name]: value } };
}

describe.each(Object.entries(REFUSED))('%s', (_, { request, account, as }) => {
  test.each(Object.entries(as))('is to %s %o', async (service, [code, status]) => {
    const asked: string[] = [];
    const run = () => {
      asked.push('run');
      return {};
    };
    const answer = await answerTo(service as Genuine, await request(service as Genuine), account, run);
    expect(answer).toEqual({ code, status });
    expect(asked).toEqual([]);
  });
});

describe('the end of a session', () => {
  test('is by the sandbox’s clock, signatures by the real one', async () => {
    const request = await GENUINE.kms(asTemporary);
    const identify = () => ({ ...temporary, expires: new Date('2030-01-01T00:00:01Z') });
    expect(await answerTo('kms', request, { identify, now: () => new Date('2030-01-01T00:00:00Z') })).toEqual(
      OK,
    );
  });
});

const body =
  (text: string): Edit =>
  (request) => {
    request.body = text;
  };

describe('what cannot be parsed', () => {
  test.each<[Genuine, string, Edit, string, number]>([
    ['kms', 'no JSON', body('{'), 'SerializationException', 400],
    ['kms', 'no object', body('[]'), 'SerializationException', 400],
    ['kms', 'a number for bytes', body('{"CiphertextBlob":1}'), 'SerializationException', 400],
    ['kms', 'a text for a map', body('{"EncryptionContext":"a"}'), 'SerializationException', 400],
    ['kms', 'null in a list', body('{"GrantTokens":[null]}'), 'SerializationException', 400],
    ['kms', 'a text for a truth', body('{"DryRun":"true"}'), 'SerializationException', 400],
    [
      'kms',
      'another service’s target',
      (r) => {
        r.headers['x-amz-target'] = 'AmazonSSM.Decrypt';
      },
      'UnknownOperationException',
      400,
    ],
    [
      'kms',
      'no target',
      (r) => {
        delete r.headers['x-amz-target'];
      },
      'UnknownOperationException',
      400,
    ],
    [
      'kms',
      'a name of every object',
      (r) => {
        r.headers['x-amz-target'] = 'TrentService.constructor';
      },
      'UnknownOperationException',
      400,
    ],
    ['iam', 'no action', body('Version=2010-05-08'), 'InvalidAction', 400],
    ['iam', 'no escape', body('Action=GetRole&RoleName=%zz'), 'MalformedInput', 400],
    [
      'iam',
      'a path through every object',
      body('Action=GetRole&__proto__.RoleName=r'),
      'ValidationError',
      400,
    ],
    ['ec2', 'no number', body('Action=DescribeInstances&MaxResults=many'), 'InvalidParameterValue', 400],
    ['ec2', 'no truth', body('Action=DescribeInstances&DryRun=maybe'), 'InvalidParameterValue', 400],
    ['ec2', 'no count', body('Action=RunInstances&MinCount=1'), 'MissingParameter', 400],
  ])('%s: %s', async (service, _, edit, code, status) => {
    expect(await answerTo(service, await GENUINE[service]({ edit }))).toEqual({ code, status });
  });

  test.each<[string, string, string, string, string]>([
    ['no XML', 'POST', '/b', 'delete=', '<Delete><Object>'],
    ['another text', 'POST', '/b', 'delete=', 'hello'],
  ])('s3: %s', async (_, method, path, query, text) => {
    const request = await GENUINE.s3({
      edit: (request) => Object.assign(request, { method, path, query: { delete: '' }, body: text }),
    });
    expect(query).toBe('delete=');
    expect(await answerTo('s3', request)).toEqual({ code: 'MalformedXML', status: 400 });
  });

  test('s3: an upload that does not match its checksum', async () => {
    const command = new PutObjectCommand({ Bucket: 'b', Key: 'k', Body: 'hello', ChecksumCRC32: 'AAAAAA==' });
    expect(await answerTo('s3', await signed(S3Client, command))).toEqual({ code: 'BadDigest', status: 400 });
  });
});

describe('the stages of a request', () => {
  /** Runs one Decrypt and returns what happened, in order. */
  async function follow(operation: Partial<Operation>, account: Partial<SandboxAccount> = {}) {
    const steps: string[] = [];
    const service = serviceOf('kms', () => steps.push('run'), {
      demands: () => {
        steps.push('demands');
        return [{ action: 'kms:Decrypt', resource: '*' }];
      },
      ...operation,
    });
    const entries: Entry[] = [];
    const { status } = await handleWith(service, {
      identify: () => {
        steps.push('identify');
        return { ...ALICE, context: { 'aws:MultiFactorAuthPresent': 'true' } };
      },
      judge: (_, demands) => {
        steps.push(`judge ${demands.map(({ action }) => action)}`);
      },
      save: async () => {
        steps.push('save');
      },
      record: (entry) => entries.push(entry),
      ...account,
    })(await GENUINE.kms());
    return { steps, status, entry: entries[0], recorded: entries.length };
  }

  test('are identify, demands, authorize, run, save', async () => {
    const { steps, status } = await follow({});
    expect(steps).toEqual(['identify', 'demands', 'judge kms:Decrypt', 'run', 'save']);
    expect(status).toBe(200);
  });

  test('end without saving if the operation only reads', async () => {
    const { steps } = await follow({ readOnly: true });
    expect(steps).toEqual(['identify', 'demands', 'judge kms:Decrypt', 'run']);
  });

  test('end before the operation if authorization refuses', async () => {
    const judge = () => {
      throw new ServiceError('AccessDenied', 'User: alice is not authorized');
    };
    const { steps, status, entry } = await follow({}, { judge });
    expect(steps).toEqual(['identify', 'demands']);
    expect(status).toBe(400);
    expect(entry).toMatchObject({ code: 'AccessDeniedException', message: 'User: alice is not authorized' });
    expect(entry).not.toHaveProperty('bug');
  });

  test('end before saving if the operation refuses', async () => {
    const { steps } = await follow({
      handle: () => {
        throw new ServiceError('DisabledException', 'k is disabled.');
      },
    });
    expect(steps).toEqual(['identify', 'demands', 'judge kms:Decrypt']);
  });

  test('end with an internal failure if saving fails', async () => {
    const bug = new Error('disk full');
    const { status, entry } = await follow({}, { save: () => Promise.reject(bug) });
    expect(status).toBe(500);
    expect(entry).toMatchObject({ code: 'InternalFailure', bug });
  });

  test('are recorded once, with the caller and how far it got', async () => {
    const now = () => new Date('2026-01-01T00:00:00Z');
    const { entry, recorded } = await follow({}, { now });
    expect(recorded).toBe(1);
    expect(entry).toEqual({
      at: now(),
      agent: expect.stringContaining('aws-sdk-js'),
      readOnly: false,
      judgements: [],
      requestId: expect.any(String),
      service: 'kms',
      operation: 'Decrypt',
      caller: ALICE.caller,
      status: 200,
    });
  });

  test('tell the operation the caller, the time and the address', async () => {
    const now = new Date('2026-01-01T12:34:56.789Z');
    const calls: unknown[] = [];
    await follow({ handle: (call) => calls.push(call) }, { now: () => now });
    expect(calls).toEqual([
      {
        input: { CiphertextBlob: CIPHERTEXT },
        identity: expect.objectContaining({ caller: ALICE.caller }),
        region: 'us-east-1',
        requestId: expect.any(String),
        now,
        world: expect.objectContaining({ version: 1 }),
        context: {
          'aws:SourceIp': '127.0.0.1',
          'aws:SecureTransport': 'true',
          'aws:ViaAWSService': 'false',
          'aws:RequestedRegion': 'us-east-1',
          'aws:CurrentTime': '2026-01-01T12:34:56.789Z',
          'aws:EpochTime': '1767270896',
          'aws:UserAgent': expect.stringContaining('aws-sdk-js'),
          'aws:MultiFactorAuthPresent': 'true',
        },
      },
    ]);
  });
});

test('a name that every object has is not a service', async () => {
  const request = await GENUINE.kms();
  const authorization = request.headers.authorization!.replace('/kms/', '/constructor/');
  expect(await answerTo('kms', header(request, 'authorization', authorization))).toEqual({
    code: 'UnknownOperationException',
    status: 400,
  });
});
