import { describe, expect, test } from 'vitest';
import { foreignRequest, strangeIn } from '../../src/sandbox/visitors.ts';

const PORT = ':4566';

describe('a name that no other site can have', () => {
  test.each([
    '127.0.0.1',
    '127.9.9.9',
    '[::1]',
    'localhost',
    'LOCALHOST',
    's3.localhost',
    'kmsworkshop-111122223333.localhost',
    'kmsworkshop-111122223333.127.0.0.1.nip.io',
    'kmsworkshop-111122223333.127-0-0-1.sslip.io',
    'kmsworkshop-111122223333.localtest.me',
    'kmsworkshop-111122223333.lvh.me',
    'kmsworkshop-111122223333.s3.us-east-1.amazonaws.com',
    // A container, or another machine, with --allow-remote.
    'kms-lab',
    'host.docker.internal',
    'classroom.local',
    '10.0.0.5',
    'lab.example.com',
  ])('%s', (name) => {
    expect(strangeIn({ host: `${name}${PORT}` }, 'lab.example.com')).toBeUndefined();
    expect(strangeIn({ host: name }, 'lab.example.com')).toBeUndefined();
  });
});

describe('another site', () => {
  test.each([
    ['a name', { host: 'evil.example' }],
    ['a name with this port', { host: 'evil.example:4566' }],
    ['a name that ends like ours', { host: 'evil-localhost.com' }],
    ['a name that begins like ours', { host: 'localhost.evil.example' }],
    ['a name that holds ours', { host: '127.0.0.1.evil.example' }],
    ['a name that nip.io points elsewhere', { host: '10.0.0.1.nip.io' }],
    ['a name that only looks like AWS’s', { host: 'evilamazonaws.com' }],
    ['no name', {}],
    ['an empty name', { host: '' }],
    ['two names', { host: 'localhost, evil.example' }],
    ['a name behind a user', { host: 'localhost@evil.example' }],
    ['a page of another site', { host: 'localhost', origin: 'https://evil.example' }],
    ['a page without a name', { host: 'localhost', origin: 'null' }],
    ['a page of another port', { host: 'localhost:4566', origin: 'http://localhost:3000' }],
    [
      'an image on a page of another site',
      { host: 'localhost', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
    ],
    [
      'an image on a page of another port',
      { host: 'localhost', 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors' },
    ],
  ])('%s is refused', (_, headers: Record<string, string>) => {
    const request = { method: 'GET', target: '/', headers, sourceIp: '127.0.0.1' };
    expect(foreignRequest(request, '127.0.0.1')).toMatchObject({ status: 403 });
  });

  test.each([
    [
      'its own page',
      { host: 'localhost:4566', origin: 'http://localhost:4566', 'sec-fetch-site': 'same-origin' },
    ],
    [
      'a link that a person follows',
      { host: 'localhost', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' },
    ],
    [
      'an address that a person types',
      { host: 'localhost', 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' },
    ],
  ])('%s is none', (_, headers: Record<string, string>) => {
    const request = { method: 'GET', target: '/', headers, sourceIp: '127.0.0.1' };
    expect(foreignRequest(request, '127.0.0.1')).toBeUndefined();
  });
});
