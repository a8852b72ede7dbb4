import { describe, expect, test } from 'vitest';
import logNamesTheDenial from '../../checks/log-names-the-denial.ts';
import nothingElseChanged from '../../checks/nothing-else-changed.ts';
import acceptsAnUpload from '../../checks/web-app-accepts-an-upload.ts';
import givesNoResponse from '../../checks/web-app-gives-no-response.ts';
import lists from '../../checks/web-app-lists-the-sample-file.ts';
import opens from '../../checks/web-app-opens-the-sample-file.ts';
import refusesAnUpload from '../../checks/web-app-refuses-an-upload.ts';
import type { Check } from '../../src/contract/check.ts';
import { UNREADABLE } from '../../src/contract/surroundings.ts';
import { logging, look, noResponse, shown, type World } from './world.ts';

const denied = (operation: string, message = 'User: … is not authorized to perform: kms:Decrypt') =>
  `Exception from ('127.0.0.1', ${port++})\nClientError: An error occurred (AccessDenied) when calling the ${operation} operation: ${message}\n`;
let port = 40_000;
const noDataKey = denied('PutObject', 'User: … is not authorized to perform: kms:GenerateDataKey');
const listing = (...links: readonly string[]): World => ({ webApp: { list: async () => links } });
const answering = (page: typeof noResponse): World => ({
  webApp: { download: async () => page, uploadSample: async () => page },
});
const log = (...written: Parameters<typeof logging>): World => ({ webApp: logging(...written) });

const ROWS: readonly (readonly [Check, string, World, 'passed' | 'failed' | 'skipped'])[] = [
  [lists, 'its link', listing('S3//other', 'S3//sample'), 'passed'],
  [lists, 'no such link', listing('S3//other'), 'failed'],
  [lists, 'nothing', listing(), 'failed'],
  [opens, 'the text', answering(shown('secret')), 'passed'],
  [opens, 'an empty page', answering(shown('')), 'failed'],
  [opens, 'an error page', answering(shown('oops', 500)), 'failed'],
  [opens, 'no response', answering(noResponse), 'failed'],
  [givesNoResponse, 'no response', answering(noResponse), 'passed'],
  [givesNoResponse, 'the text', answering(shown('secret')), 'failed'],
  [givesNoResponse, 'an error page', answering(shown('not found', 404)), 'failed'],
  [acceptsAnUpload, 'a page', answering(shown('stored')), 'passed'],
  [acceptsAnUpload, 'an error page', answering(shown('oops', 500)), 'failed'],
  [acceptsAnUpload, 'no response', answering(noResponse), 'failed'],
  [refusesAnUpload, 'no response and a denial', log('', noDataKey), 'passed'],
  [refusesAnUpload, 'S3’s older wording', log('', denied('PutObject', 'Access Denied')), 'passed'],
  [
    refusesAnUpload,
    'a denial of S3’s own',
    log('', denied('PutObject', 'User: … is not authorized to perform: s3:PutObject')),
    'failed',
  ],
  [refusesAnUpload, 'no response for another reason', log('', 'KeyError: referer\n'), 'failed'],
  [refusesAnUpload, 'a denial of something else', log('', denied('GetObject')), 'failed'],
  [refusesAnUpload, 'an old denial', log(noDataKey, ''), 'failed'],
  [refusesAnUpload, 'a page', log('', noDataKey, shown('stored')), 'failed'],
  [logNamesTheDenial, 'a new denial', log('', denied('GetObject')), 'passed'],
  [logNamesTheDenial, 'S3’s older wording', log('', denied('GetObject', 'Access Denied')), 'passed'],
  [logNamesTheDenial, 'only an old one', log(denied('GetObject'), ''), 'failed'],
  [logNamesTheDenial, 'a denial of an upload', log('', denied('PutObject')), 'failed'],
  [
    logNamesTheDenial,
    'a denial of another action',
    log('', denied('GetObject', 'not authorized to perform: s3:GetObject')),
    'failed',
  ],
  [
    logNamesTheDenial,
    'a disabled key',
    log('', 'ClientError: An error occurred (KMS.DisabledException)\n'),
    'failed',
  ],
  [nothingElseChanged, 'the same', { surroundings: { key: 'Enabled' } }, 'passed'],
  [nothingElseChanged, 'another state of the key', { surroundings: { key: 'Disabled' } }, 'failed'],
  [nothingElseChanged, 'what may not be read', { surroundings: { key: UNREADABLE } }, 'skipped'],
  [
    nothingElseChanged,
    'what the baseline does not know',
    { surroundings: { key: 'Enabled', grant: 'g' } },
    'passed',
  ],
];

test.each(ROWS.map(([check, what, world, status]) => [check.id, what, status, check, world] as const))(
  '%s, given %s: %s',
  async (_id, _what, status, check, world) => {
    expect(await look(check, world)).toMatchObject({ status });
  },
);

describe('a failure with a visible cause names what to type', () => {
  test.each([
    [givesNoResponse, answering(shown('not found', 404)), 'doctor'],
    [opens, answering(shown('not found', 404)), 'doctor'],
    [lists, listing('S3//other'), 'doctor'],
    [nothingElseChanged, { surroundings: { key: 'Disabled' } }, 'checkpoint'],
  ] as const)('$id', async (check, world, command) => {
    const { next } = await look(check, world);
    expect(next).toEqual([expect.objectContaining({ run: expect.arrayContaining([command]) })]);
  });

  test('and a failure without one does not', async () => {
    expect(await look(givesNoResponse, answering(shown('secret')))).not.toHaveProperty('next');
  });
});

describe('only the tail of the log is read', () => {
  test('a new denial is noticed in a full log, and matches like all others', async () => {
    let written = Array.from({ length: 40 }, () => denied('GetObject')).join('');
    const webApp: World['webApp'] = {
      log: async () => written.split('\n').slice(-20).join('\n'),
      download: async () => {
        written += denied('GetObject');
        return noResponse;
      },
    };
    expect(await look(logNamesTheDenial, { webApp })).toMatchObject({ status: 'passed' });
    expect(
      await look(logNamesTheDenial, { webApp: { ...webApp, download: async () => noResponse } }),
    ).toMatchObject({
      status: 'failed',
    });
  });
});
