import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { draft, form, GOOD, json, type Options, open, type Service } from './hostile/opened.ts';
import { bytesOf, type Draft } from './hostile/wire.ts';

const SERVICES = Object.keys(GOOD) as readonly Service[];
const BUCKET = 'kmsworkshop-111122223333';
const KEY = '1b2c3d4e-5f60-4718-92a3-b4c5d6e7f809';
const MINUTE = 60_000;

let it: Awaited<ReturnType<typeof open>>;
beforeAll(async () => {
  it = await open();
});
afterAll(() => it.sandbox.close());

type Codes = Readonly<Record<Service, readonly [code: string, status: number]>>;
const spoken = (json: Codes['kms'], query: Codes['iam'], ec2: Codes['ec2'], s3: Codes['s3']): Codes => ({
  kms: json,
  ssm: json,
  iam: query,
  sts: query,
  ec2,
  s3,
});

describe.each(SERVICES)('%s', (service) => {
  test('answers the operator', async () => {
    expect(await it.ask(service, GOOD[service])).toMatchObject({ status: 200 });
  });

  const stranger = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'x' };
  const mistaken = () => ({ ...it.operator, secretAccessKey: 'x' });
  const REFUSED: readonly (readonly [who: string, Codes, () => Options])[] = [
    [
      'an unknown key',
      spoken(
        ['UnrecognizedClientException', 400],
        ['InvalidClientTokenId', 403],
        ['AuthFailure', 401],
        ['InvalidAccessKeyId', 403],
      ),
      () => ({ as: stranger }),
    ],
    [
      'a wrong signature',
      spoken(
        ['InvalidSignatureException', 400],
        ['SignatureDoesNotMatch', 403],
        ['AuthFailure', 401],
        ['SignatureDoesNotMatch', 403],
      ),
      () => ({ as: mistaken() }),
    ],
    ...[-16 * MINUTE, 16 * MINUTE].map(
      (skew) =>
        [
          `a request ${skew < 0 ? 'replayed from' : 'signed'} ${Math.abs(skew) / MINUTE} minutes ${skew < 0 ? 'ago' : 'ahead'}`,
          spoken(
            ['InvalidSignatureException', 400],
            ['SignatureDoesNotMatch', 403],
            ['RequestExpired', 400],
            ['RequestTimeTooSkewed', 403],
          ),
          () => ({ at: new Date(Date.now() + skew) }),
        ] as const,
    ),
    [
      'another session’s token',
      spoken(
        ['UnrecognizedClientException', 400],
        ['InvalidClientTokenId', 403],
        ['AuthFailure', 401],
        ['InvalidToken', 400],
      ),
      () => ({ as: { ...it.sandbox.credentials('instance-role')!, sessionToken: 'IQoJb3JpZ2luX2Vj' } }),
    ],
  ];

  test.each(REFUSED)('refuses %s', async (_who, codes, options) => {
    const [code, status] = codes[service];
    const answer = await it.unharmed(() => it.ask(service, GOOD[service], options()));
    expect(answer).toMatchObject({ code, status });
  });

  test('refuses a request without a signature', async () => {
    const answer = await it.unharmed(() =>
      it.raw(bytesOf({ ...GOOD[service], headers: [['host', 'localhost'], ...GOOD[service].headers] })),
    );
    const query = ['MissingAuthenticationToken', 403] as const;
    // Without a signature, nothing distinguishes EC2 from the other query services.
    const codes = spoken(['MissingAuthenticationTokenException', 400], query, query, ['AccessDenied', 403]);
    expect([answer?.code, answer?.status]).toEqual(codes[service]);
  });

  test('refuses a body that is larger than its limit', async () => {
    const body = Buffer.alloc((service === 's3' ? 65 : 2) * 1024 * 1024, 'a');
    const request = service === 's3' ? { method: 'PUT', target: `/${BUCKET}/large` } : { method: 'POST' };
    const answer = await it.unharmed(() => it.ask(service, { ...GOOD[service], ...request, body }));
    const query = ['RequestEntityTooLarge', 413] as const;
    const codes = spoken(['RequestEntityTooLargeException', 413], query, query, ['EntityTooLarge', 400]);
    expect([answer?.code, answer?.status]).toEqual(codes[service]);
  });
});

test('an expired session is told so', async () => {
  const later = await open();
  const session = later.sandbox.credentials('instance-role')!;
  later.moveClock(2 * 3600_000);
  const answers = await Promise.all(
    SERVICES.map((service) => later.ask(service, GOOD[service], { as: session })),
  );
  await later.sandbox.close();
  expect(answers.map((answer) => answer?.code)).toEqual([
    'ExpiredTokenException',
    'ExpiredTokenException',
    'ExpiredToken',
    'ExpiredToken',
    'RequestExpired',
    'ExpiredToken',
  ]);
});

const deep = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
const encryption = (body: string): readonly [Service, Draft] => [
  's3',
  draft({ method: 'PUT', target: `/${BUCKET}?encryption`, body }),
];
const object = (target: string, rest: Partial<Draft> = {}): readonly [Service, Draft] => [
  's3',
  draft({ method: 'GET', target: `/${BUCKET}/${target}`, ...rest }),
];
const kms = (operation: string, body: string): readonly [Service, Draft] => [
  'kms',
  json(`TrentService.${operation}`, body),
];
const iam = (rest: string): readonly [Service, Draft] => ['iam', form(`Version=2010-05-08&${rest}`)];
const putKeyPolicy = (Policy: string) =>
  kms('PutKeyPolicy', JSON.stringify({ KeyId: KEY, PolicyName: 'default', Policy }));
const chunked = (body: string, length = 5): readonly [Service, Draft] =>
  object('new', {
    method: 'PUT',
    headers: [
      ['content-encoding', 'aws-chunked'],
      ['x-amz-content-sha256', 'STREAMING-UNSIGNED-PAYLOAD-TRAILER'],
      ['x-amz-decoded-content-length', String(length)],
    ],
    body: Buffer.from(body),
  });
const entities = (first: string, count: number): string =>
  Array.from({ length: count }, (_, at) => `<!ENTITY e${at + 1} "${`&e${at};`.repeat(10)}">`).reduce(
    (all, one) => all + one,
    `<!ENTITY e0 ${first}>`,
  );
const configuration = (dtd: string, algorithm: string): string =>
  `<?xml version="1.0"?>${dtd}<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>${algorithm}</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>`;

/** What an authorized client can send but should not. Each is signed. */
const HOSTILE: Readonly<Record<string, readonly [Service, Draft]>> = {
  'XML: a billion laughs': encryption(configuration(`<!DOCTYPE l [${entities('"AES256"', 9)}]>`, '&e9;')),
  'XML: one entity': encryption(configuration('<!DOCTYPE l [<!ENTITY e0 "AES256">]>', '&e0;')),
  'XML: quadratic blow-up': encryption(
    configuration(`<!DOCTYPE l [<!ENTITY e0 "${'A'.repeat(50_000)}">]>`, '&e0;'.repeat(50_000)),
  ),
  'XML: a file of this machine': encryption(
    configuration('<!DOCTYPE l [<!ENTITY e0 SYSTEM "file:///etc/passwd">]>', '&e0;'),
  ),
  'XML: nested deep': encryption('<a>'.repeat(100_000) + '</a>'.repeat(100_000)),
  'XML: opened and never closed': encryption('<a>'.repeat(100_000)),
  'XML: comments that are opened only': encryption('<!--'.repeat(50_000)),
  'XML: 100,000 attributes': encryption(
    `<a ${Array.from({ length: 100_000 }, (_, at) => `a${at}="1"`).join(' ')}/>`,
  ),
  'XML: __proto__': encryption(
    '<ServerSideEncryptionConfiguration><__proto__><polluted>1</polluted></__proto__><constructor><prototype><polluted>1</polluted></prototype></constructor></ServerSideEncryptionConfiguration>',
  ),
  'XML: not at all': encryption('hello'),
  'JSON: not at all': kms('ListKeys', '{"Limit":'),
  'JSON: nested deep': kms('ListKeys', `{"Limit":${deep(100_000)}}`),
  'JSON: nested deep, all of it': kms('ListKeys', deep(250_000)),
  'JSON: __proto__ in place of a member': kms('DescribeKey', `{"__proto__":{"KeyId":"${KEY}"}}`),
  'JSON: __proto__ as a key': kms('DescribeKey', '{"KeyId":"__proto__"}'),
  'JSON: constructor as an alias': kms('DescribeKey', '{"KeyId":"alias/constructor"}'),
  'JSON: __proto__ as a target': kms('__proto__', '{}'),
  'policy: nested deep': putKeyPolicy(`{"Version":"2012-10-17","Statement":${deep(12_000)}}`),
  'policy: a condition nested deep': putKeyPolicy(
    `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"kms:*","Resource":"*","Condition":{"StringEquals":{"a":${deep(12_000)}}}}]}`,
  ),
  'policy: __proto__': putKeyPolicy('{"Version":"2012-10-17","__proto__":{"Statement":[]}}'),
  'form: __proto__': iam(
    'Action=GetRole&__proto__.polluted=1&constructor.prototype.polluted=1&RoleName=__proto__',
  ),
  'form: __proto__ as the action': iam('Action=__proto__'),
  'form: a user called constructor': iam('Action=GetUser&UserName=constructor'),
  'form: nested deep': iam(`Action=GetRole&${'a.'.repeat(100_000)}b=1`),
  'form: 50,000 names': iam(
    `Action=GetRole&${Array.from({ length: 50_000 }, (_, at) => `a${at}=1`).join('&')}`,
  ),
  'form: half an escape': iam('Action=GetRole&RoleName=%f'),
  'form: a list with a number beyond all': iam(
    'Action=TagUser&UserName=operator&Tags.member.99999999999999999999.Key=a',
  ),
  'chunks: no size': chunked('hello'),
  'chunks: a negative size': chunked('-5\r\nhello\r\n0\r\n\r\n'),
  'chunks: more than there is': chunked('ffffffff\r\nhello\r\n0\r\n\r\n'),
  'chunks: no end': chunked('5\r\nhello\r\n'),
  'chunks: data that does not end where it says': chunked('4\r\nhello\r\n0\r\n\r\n', 4),
  'chunks: another length than was said': chunked('5\r\nhello\r\n0\r\n\r\n', 6),
  'chunks: no length at all': chunked('5\r\nhello\r\n0\r\n\r\n', Number.NaN),
  'chunks: no end of the trailer': chunked('5\r\nhello\r\n0\r\n'),
  'chunks: a trailer that nobody announced': chunked('5\r\nhello\r\n0\r\nx-amz-acl:public-read\r\n\r\n'),
  'key: ..%2f': object('..%2f..%2f..%2fetc%2fpasswd'),
  'key: %2e%2e': object('%2e%2e/%2e%2e/%2e%2e/etc/passwd'),
  'key: ..': object('../../../etc/passwd'),
  'key: overlong UTF-8': object('%c0%ae%c0%ae/etc/passwd'),
  'key: no escape': object('%zz'),
  'key: NUL': object('%00'),
  'key: __proto__': object('__proto__'),
  'bucket: ..': ['s3', draft({ method: 'GET', target: '/../../etc/passwd' })],
  'bucket: %2e%2e': ['s3', draft({ method: 'GET', target: '/%2e%2e%2fetc/passwd' })],
  'bucket: __proto__': ['s3', draft({ method: 'GET', target: '/__proto__/x' })],
  'link: a header put into the answer': object(
    'SampleFile-KMS.txt?response-content-disposition=a%0d%0aX-Evil:%201',
  ),
  'link: NUL in the answer’s type': object('SampleFile-KMS.txt?response-content-type=%00'),
  'link: __proto__': object('SampleFile-KMS.txt?__proto__=1&constructor=2'),
  'header: a copy of what is outside': object('copy', {
    method: 'PUT',
    headers: [['x-amz-copy-source', `/${BUCKET}/..%2f..%2fetc%2fpasswd`]],
  }),
  'header: __proto__': object('new', {
    method: 'PUT',
    headers: [
      ['x-amz-__proto__', '1'],
      ['x-amz-checksum-__proto__', '1'],
    ],
  }),
  'SSM: an instance called __proto__': [
    'ssm',
    json(
      'AmazonSSM.SendCommand',
      '{"DocumentName":"AWS-RunShellScript","InstanceIds":["__proto__"],"Parameters":{"__proto__":["ls"]}}',
    ),
  ],
  'EC2: an instance called __proto__': [
    'ec2',
    form('Action=DescribeInstances&Version=2016-11-15&InstanceId.1=__proto__'),
  ],
  'STS: a policy nested deep': [
    'sts',
    form(`Action=GetFederationToken&Version=2011-06-15&Name=a1&Policy=${encodeURIComponent(deep(20_000))}`),
  ],
};

/** Microseconds of this process, in which client and sandbox run: whatever else the machine does, it takes no longer. */
const QUICKLY = 2_000_000;

test.each(Object.entries(HOSTILE))('%s: refused, quickly', async (_name, [service, request]) => {
  const began = process.cpuUsage();
  const answer = await it.unharmed(() => it.ask(service, request));
  const { user, system } = process.cpuUsage(began);
  expect(user + system).toBeLessThan(QUICKLY);
  expect(answer?.status).toSatisfy((status: number) => (status >= 400 && status < 500) || status === 501);
  expect(answer?.code).toMatch(/^[\w.]+$/);
  expect(answer?.text).not.toContain('root:');
});

/** Lines put into a genuine request that only Node's parser, or the signature, can refuse. */
const SMUGGLED: Readonly<Record<string, string>> = {
  'a length and an encoding': 'transfer-encoding: chunked',
  'two lengths': 'content-length: 5',
  'an encoding that nobody knows': 'transfer-encoding: gzip',
  'two hosts': 'host: evil.example',
  'two signatures': 'authorization: AWS4-HMAC-SHA256 Credential=a',
  'a folded line': 'x-note: a\r\n b',
  'NUL in a value': 'x-note: a\0b',
  'NUL in a name': 'x\0note: a',
  'a space before the colon': 'x-note : a',
  'a huge header': `x-note: ${'a'.repeat(100_000)}`,
  'thousands of headers': Array.from({ length: 3000 }, (_, at) => `x-note-${at}: a`).join('\r\n'),
  'a header of AWS’s that nobody signed': 'x-amz-acl: public-read',
};

test.each(Object.entries(SMUGGLED))('%s: refused, or the connection closed', async (_name, line) => {
  const genuine = bytesOf(it.signed('s3', draft({ method: 'PUT', target: `/${BUCKET}/new`, body: 'x' })));
  const [first, ...rest] = genuine.toString('latin1').split('\r\n');
  const bytes = Buffer.from([first, line, ...rest].join('\r\n'), 'latin1');
  const answer = await it.unharmed(() => it.raw(bytes));
  expect(answer?.status ?? 400).toSatisfy((status: number) => status >= 400 && status < 500);
});

test.each([
  ['no HTTP', '\0\x01\x02\r\n\r\n'],
  ['another HTTP', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ['a tunnel', 'CONNECT evil.example:80 HTTP/1.1\r\nhost: evil.example\r\n\r\n'],
  ['a method that nobody has', 'BREW / HTTP/1.1\r\nhost: a\r\n\r\n'],
  ['no host', 'GET / HTTP/1.1\r\nconnection: close\r\n\r\n'],
  ['the back door without its token', 'GET /_kms-lab/world HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n'],
  ['the back door, roundabout', 'GET /x/../_kms-lab/world HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n'],
])('%s: refused, or the connection closed', async (_name, bytes) => {
  const answer = await it.unharmed(() => it.raw(bytes));
  expect(answer?.status ?? 400).toSatisfy((status: number) => status >= 400 && status < 500);
});

test('names that objects have anyway are ordinary names', async () => {
  const put = await it.ask(...object('__proto__', { method: 'PUT', body: Buffer.from('mine') }));
  expect(put).toMatchObject({ status: 200 });
  expect(await it.ask(...object('__proto__'))).toMatchObject({ status: 200, text: 'mine' });
  await it.ask(...object('__proto__', { method: 'DELETE' }));
  expect(await it.ask(...object('__proto__'))).toMatchObject({ status: 404 });
});
