import { describe, expect, test } from 'vitest';
import { isDeniedEntry, type TrailAbout, trailText } from '../../src/report/trail.ts';

const STYLE = { width: 80, color: false };
const OPERATOR = 'arn:aws:iam::111122223333:user/operator';
const ROLE = 'arn:aws:sts::111122223333:assumed-role/Reader/i-0a1b2c3d4e5f60718';
const KEY = 'arn:aws:kms:us-east-1:111122223333:key/1b2c3d4e-5f60-4718-92a3-b4c5d6e7f809';
const AT = '2026-06-01T12:00:01.000Z';

const demand = (rest: Partial<TrailAbout['demands'][number]> = {}): TrailAbout['demands'][number] => ({
  action: 'kms:Decrypt',
  resource: KEY,
  outcome: 'allowed',
  because: 'AdministratorAccess allows it.',
  ...rest,
});

const SEEN: Readonly<Record<string, { request: TrailAbout; denied: boolean; lines: readonly string[] }>> = {
  'what was allowed': {
    request: {
      at: AT,
      who: OPERATOR,
      service: 'kms',
      operation: 'Decrypt',
      status: 200,
      demands: [demand()],
    },
    denied: false,
    lines: ['12:00:01 operator         kms:Decrypt                    …3-b4c5d6e7f809 allowed'],
  },
  'what was denied, and why': {
    request: {
      at: AT,
      who: ROLE,
      status: 400,
      code: 'AccessDeniedException',
      message: 'User: … is not authorized',
      demands: [
        demand({ outcome: 'explicitly-denied', because: 'A Deny in the key policy beats every Allow.' }),
      ],
    },
    denied: true,
    lines: [
      '12:00:01 Reader           kms:Decrypt                    …a3-b4c5d6e7f809 DENIED',
      '         A Deny in the key policy beats every Allow.',
    ],
  },
  'a key used by S3': {
    request: {
      at: AT,
      who: OPERATOR,
      status: 200,
      demands: [
        demand({ action: 's3:PutObject', resource: 'arn:aws:s3:::b/k.txt' }),
        demand({
          action: 'kms:GenerateDataKey',
          encryptionContext: { 'aws:s3:arn': 'arn:aws:s3:::b/k.txt' },
        }),
      ],
    },
    denied: false,
    lines: [
      '12:00:01 operator         s3:PutObject                   b/k.txt         allowed',
      '12:00:01 operator         kms:GenerateDataKey            …3-b4c5d6e7f809 allowed',
      '         encryption context: aws:s3:arn = arn:aws:s3:::b/k.txt',
    ],
  },
  'what was allowed, and failed': {
    request: {
      at: AT,
      who: OPERATOR,
      status: 400,
      code: 'DisabledException',
      message: 'The key is disabled.',
      demands: [demand()],
    },
    denied: false,
    lines: [
      '12:00:01 operator         kms:Decrypt                    …f809 DisabledException',
      '         The key is disabled.',
    ],
  },
  'what needs nothing': {
    request: {
      at: AT,
      who: OPERATOR,
      service: 'sts',
      operation: 'GetCallerIdentity',
      status: 200,
      demands: [],
    },
    denied: false,
    lines: ['12:00:01 operator         sts:GetCallerIdentity                             done'],
  },
  'a request without a signature': {
    request: { at: AT, status: 403, code: 'AccessDenied', message: 'Access Denied', demands: [] },
    denied: true,
    lines: [
      '12:00:01 unknown          ?:?                                       AccessDenied',
      '         Access Denied',
    ],
  },
};

describe.each(Object.keys(SEEN))('%s', (name) => {
  const { request, denied, lines } = SEEN[name]!;
  test('in words', () => {
    const text = trailText(request, STYLE).split('\n');
    expect(text).toEqual(lines);
    for (const line of text) expect(line.length).toBeLessThanOrEqual(80);
  });
  test(denied ? 'is a denial' : 'is no denial', () => expect(isDeniedEntry(request)).toBe(denied));
});

describe('only what was denied', () => {
  const forS3: TrailAbout = {
    at: AT,
    who: ROLE,
    service: 's3',
    operation: 'GetObject',
    status: 403,
    code: 'AccessDenied',
    demands: [
      demand({ action: 's3:GetObject', resource: 'arn:aws:s3:::b/k.txt' }),
      demand({ outcome: 'implicitly-denied', because: 'No policy allows it.' }),
    ],
  };
  const DENIED = '12:00:01 Reader           kms:Decrypt                    …a3-b4c5d6e7f809 DENIED';
  test.each([
    [
      'of a request that needed more: which request that was',
      forS3,
      [DENIED, '         part of s3:GetObject on b/k.txt', '         No policy allows it.'],
    ],
    [
      'of a request that needed nothing else',
      { ...forS3, service: 'kms', operation: 'Decrypt', demands: forS3.demands.slice(1) },
      [DENIED, '         No policy allows it.'],
    ],
    [
      'a request without a signature',
      SEEN['a request without a signature']!.request,
      SEEN['a request without a signature']!.lines,
    ],
  ] as const)('%s', (_what, request, lines) => {
    expect(trailText(request, STYLE, 'denied').split('\n')).toEqual(lines);
  });
});
