import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { pageAddress } from '../../src/cli/page-address.ts';

const FILES = join(import.meta.dirname, '../web/server/tls');
const tlsCert = join(FILES, 'cert.pem');
const tlsKey = join(FILES, 'key.pem');

describe('where a page is served', () => {
  test.each([
    ['on loopback', {}, { port: 0, host: undefined, tls: undefined, at: undefined }],
    ['at a port', { port: '8080' }, { port: 8080 }],
    ['at another address of loopback', { listen: '::1' }, { host: '::1', tls: undefined }],
    ['behind a proxy on this machine', { at: 'https://lab.example.com/' }, { at: 'https://lab.example.com' }],
    [
      'to other machines',
      { listen: 'lab.example.com', tlsCert, tlsKey },
      { host: 'lab.example.com', tls: { cert: expect.any(Buffer), key: expect.any(Buffer) } },
    ],
    [
      'at every address, by its name',
      { listen: '0.0.0.0', tlsCert, tlsKey, at: 'https://lab.example.com:8443' },
      { host: '0.0.0.0', at: 'https://lab.example.com:8443' },
    ],
  ])('%s', async (_, given, address) => {
    expect(await pageAddress(given)).toMatchObject(address);
  });

  test.each([
    ['to other machines in the clear', { listen: '10.0.0.7' }, 'ERR_USAGE', 'Other machines reach 10.0.0.7'],
    [
      'to other machines through a proxy elsewhere',
      { listen: '10.0.0.7', at: 'https://a.example' },
      'ERR_USAGE',
      'Other machines reach 10.0.0.7',
    ],
    ['with a certificate that has no key', { listen: '10.0.0.7', tlsCert }, 'ERR_USAGE', 'Other machines'],
    ['on loopback with half a certificate', { listen: 'localhost', tlsKey }, 'ERR_USAGE', 'only together'],
    [
      'at every address without a name',
      { listen: '::', tlsCert, tlsKey },
      'ERR_USAGE',
      'No browser opens ::',
    ],
    ['at a name without TLS', { at: 'http://lab.example.com' }, 'ERR_USAGE', 'of the form https://NAME'],
    ['at a path', { at: 'https://lab.example.com/lab' }, 'ERR_USAGE', 'of the form https://NAME'],
    ['at an address with a password', { at: 'https://a:b@lab.example.com' }, 'ERR_USAGE', 'of the form'],
    ['at no address', { at: 'lab.example.com' }, 'ERR_USAGE', 'of the form https://NAME'],
    [
      'with a key of another certificate',
      { listen: 'a.example', tlsCert, tlsKey: join(FILES, 'other-key.pem') },
      'ERR_CONFIG',
      'not a certificate and its key: ',
    ],
    [
      'with a file that is none',
      { listen: 'a.example', tlsCert: tlsKey, tlsKey },
      'ERR_CONFIG',
      'not a certificate and its key',
    ],
    [
      'with a file that is not there',
      { listen: 'a.example', tlsCert: '/none/cert.pem', tlsKey },
      'ERR_CONFIG',
      'The file of --tls-cert cannot be read: ',
    ],
    ['at a port that is none', { port: '70000' }, 'ERR_USAGE', '--port is'],
  ])('not %s', async (_, given, code, message) => {
    await expect(pageAddress(given)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
  });
});
