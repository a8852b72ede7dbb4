import { describe, expect, test } from 'vitest';
import { USE } from '../../checks/access.ts';
import { ACCESS_CHECKS } from '../../checks/expected-access.ts';
import logNamesTheDenial from '../../checks/log-names-the-denial.ts';
import nothingElseChanged from '../../checks/nothing-else-changed.ts';
import gainsFour from '../../checks/user-a-gains-four-actions-by-mfa.ts';
import acceptsAnUpload from '../../checks/web-app-accepts-an-upload.ts';
import givesNoResponse from '../../checks/web-app-gives-no-response.ts';
import lists from '../../checks/web-app-lists-the-sample-file.ts';
import opens from '../../checks/web-app-opens-the-sample-file.ts';
import refusesAnUpload from '../../checks/web-app-refuses-an-upload.ts';
import type { Check } from '../../src/contract/check.ts';
import type { Variant } from '../../src/contract/facts.ts';
import type { Prospect } from '../../src/contract/prospect.ts';
import type { Snapshot } from '../../src/contract/resource.ts';
import type { DecisionOutcome } from '../../src/policy/decision.ts';
import { documentedKeyPolicy } from '../../steps/documents/index.ts';
import { FACTS } from '../hints/attempt.ts';
import { decided, placesOf, prospectOf, START, withStatement } from './prospects.ts';

const VARIANTS: readonly Variant[] = ['corrected', 'published'];
const SAME = { key: 'Enabled' };

describe('along the page every check is predicted to pass', () => {
  const places = VARIANTS.flatMap((variant) => placesOf(variant).map((place) => ({ variant, place })));
  test.each(places)('$variant $place.id', ({ variant, place }) => {
    const prospect = prospectOf(place.documents, { variant, rest: SAME });
    const verdicts = place.checks.map(({ id, predict }) => ({ id, verdict: predict?.(prospect, SAME) }));
    expect(verdicts.filter(({ verdict }) => verdict?.status !== 'passed')).toEqual([]);
    expect(new Set(verdicts.map(({ verdict }) => verdict?.evidence))).toEqual(new Set(['evaluated']));
  });
});

describe('an access check that is predicted to fail names the statement', () => {
  const everything = { Action: 'kms:*', Resource: '*', Principal: '*' } as const;
  const CLOSED = withStatement({ ...everything, Sid: 'Nobody', Effect: 'Deny' });
  const OPEN = withStatement({ ...everything, Sid: 'All', Effect: 'Allow' });
  const BY: { readonly [outcome in DecisionOutcome]: readonly [Snapshot, RegExp] } = {
    allowed: [CLOSED, /“Nobody”/],
    'implicitly-denied': [OPEN, /“All”/],
    'explicitly-denied': [START, /“Enable IAM User Permissions”/],
  };

  test.each(Object.values(ACCESS_CHECKS))('$id', ({ asks, predict }) => {
    const [documents, named] = BY[asks.outcome];
    const verdict = predict!(prospectOf(documents), undefined);
    expect(verdict).toMatchObject({ status: 'failed', evidence: 'evaluated' });
    expect(verdict?.observed).toMatch(named);
  });

  test('of both kinds of denial, only the intended one passes', () => {
    const { predict } = ACCESS_CHECKS['role-cannot-decrypt'];
    expect(predict!(prospectOf(CLOSED), undefined)).toMatchObject({ status: 'failed' });
  });
});

describe('a key that cannot be used', () => {
  const unusable: NonNullable<Prospect['unusable']> = {
    says: 'the key is disabled',
    next: [{ shell: 'aws kms enable-key --key-id k' }],
  };
  const failed = { status: 'failed', observed: expect.stringContaining(unusable.says), next: unusable.next };
  const uses = (check: (typeof ACCESS_CHECKS)[keyof typeof ACCESS_CHECKS]) =>
    check.asks.actions.some((action) => (USE as readonly string[]).includes(action));
  const all = Object.values(ACCESS_CHECKS);

  test.each(all.filter(uses))('fails $id, which uses it', ({ predict }) => {
    expect(predict!(prospectOf(START, { unusable }), undefined)).toMatchObject(failed);
  });

  test.each(all.filter((check) => !uses(check)))(
    'does not affect $id, which does not use it',
    ({ predict }) => {
      const verdict = predict!(prospectOf(START), undefined);
      expect(predict!(prospectOf(START, { unusable }), undefined)).toEqual(verdict);
    },
  );

  const page = [acceptsAnUpload, refusesAnUpload, opens, logNamesTheDenial] as const;
  test.each(page)('fails $id', ({ predict }) => {
    const { documents } = placesOf('corrected').find(({ stage }) => stage?.step.id === 'open-sample-file')!;
    expect(predict(prospectOf(documents, { unusable }))).toMatchObject(failed);
    expect(predict(prospectOf(START, { unusable }))).toMatchObject(failed);
  });
});

test('a check that passes by one reading of NotPrincipal and fails by another is not predicted', () => {
  const { predict } = ACCESS_CHECKS['role-can-decrypt'];
  const role = (otherwise: DecisionOutcome): Prospect => {
    const prospect = prospectOf({
      ...START,
      'key-policy': documentedKeyPolicy('role-only', 'published', FACTS),
    });
    const matrix = prospect.matrix.map((cell) =>
      cell.principal === 'instance-role' ? { ...cell, otherwise: { 'any-facet': otherwise } as const } : cell,
    );
    return { ...prospect, matrix };
  };
  expect(predict!(role('allowed'), undefined)).toBeUndefined();
  expect(predict!(role('implicitly-denied'), undefined)).toMatchObject({ status: 'failed' });
});

describe('the web app', () => {
  const yes = (because: string) => decided('allowed', because);
  const no = (because: string) => decided('implicitly-denied', because);
  const doctor = [expect.objectContaining({ run: ['doctor'] })];
  const SHUT = { decrypt: no('“Without decrypt” gives no kms:Decrypt') };
  const WIDE = { decrypt: yes('“Wide” allows kms:Decrypt') };
  type Row = readonly [Check, Partial<Prospect['webApp']>, Expected];
  type Expected = undefined | readonly [status: 'passed' | 'failed', says: string, next?: unknown];

  const ROWS: readonly Row[] = [
    [lists, {}, ['passed', 'the bucket may be listed']],
    [lists, { list: no('“No list”') }, ['failed', '“No list”']],
    [lists, { sample: 'missing' }, ['failed', 'no SampleFile-KMS.txt', doctor]],
    [lists, { sample: 'unreadable' }, undefined],
    [lists, { sample: 'without-kms' }, ['passed', 'the bucket may be listed']],

    [opens, WIDE, ['passed', '“Wide”']],
    [opens, SHUT, ['failed', '“Without decrypt”']],
    [opens, { ...WIDE, get: no('“No get”') }, ['failed', '“No get”']],
    [opens, { ...SHUT, sample: 'without-kms' }, ['passed', 'not encrypted under a KMS key']],
    [opens, { ...WIDE, sample: 'missing' }, ['failed', 'no SampleFile-KMS.txt', doctor]],
    [opens, { ...WIDE, sample: 'under-another-key' }, ['failed', 'under another key', doctor]],
    [opens, { ...WIDE, sample: 'unreadable' }, undefined],

    [givesNoResponse, SHUT, ['passed', '“Without decrypt”']],
    [givesNoResponse, WIDE, ['failed', '“Wide”']],
    [givesNoResponse, { ...WIDE, get: no('“No get”') }, ['passed', '“No get”']],
    [
      givesNoResponse,
      { ...SHUT, sample: 'without-kms' },
      ['failed', 'not encrypted under a KMS key', doctor],
    ],
    [givesNoResponse, { ...SHUT, sample: 'missing' }, ['failed', 'no SampleFile-KMS.txt', doctor]],
    [givesNoResponse, { ...SHUT, sample: 'missing', list: no('“No list”') }, ['passed', '“No list”']],
    [givesNoResponse, { ...SHUT, sample: 'under-another-key' }, undefined],
    [givesNoResponse, { ...SHUT, sample: 'unreadable' }, undefined],

    [logNamesTheDenial, SHUT, ['passed', '“Without decrypt”']],
    [logNamesTheDenial, WIDE, ['failed', '“Wide”']],
    [logNamesTheDenial, { ...SHUT, get: no('“No get”') }, ['failed', '“No get”']],
    [
      logNamesTheDenial,
      { ...SHUT, sample: 'without-kms' },
      ['failed', 'not encrypted under a KMS key', doctor],
    ],
    [
      logNamesTheDenial,
      { ...SHUT, sample: 'missing', list: no('“No list”') },
      ['failed', '“No list”', doctor],
    ],
    [logNamesTheDenial, { ...SHUT, sample: 'unreadable' }, undefined],

    [acceptsAnUpload, {}, ['passed', 'GenerateDataKey']],
    [acceptsAnUpload, { dataKey: no('“No data key”') }, ['failed', '“No data key”']],
    [acceptsAnUpload, { put: no('“No put”') }, ['failed', '“No put”']],

    [refusesAnUpload, { dataKey: no('“No data key”') }, ['passed', '“No data key”']],
    [refusesAnUpload, { dataKey: yes('“Data key”') }, ['failed', '“Data key”']],
    // Refused, and for another reason than the intended one.
    [refusesAnUpload, { put: no('“No put”'), dataKey: no('“No data key”') }, ['failed', '“No put”']],
  ];

  test.each(ROWS.map((row) => [row[0].id, JSON.stringify(row[1]), row[2]?.[0], ...row] as const))(
    '%s, given %s: %s',
    (_id, _given, _status, check, webApp, expected) => {
      const verdict = check.predict!(prospectOf(START, { webApp }), undefined);
      if (!expected) return expect(verdict).toBeUndefined();
      const [status, says, next] = expected;
      expect(verdict).toMatchObject({
        status,
        observed: expect.stringContaining(says),
        evidence: 'evaluated',
      });
      expect(verdict?.next).toEqual(next);
    },
  );
});

describe('the rest of the account', () => {
  const predict = (rest: Prospect['rest'], baseline: Prospect['rest'] | undefined) =>
    nothingElseChanged.predict(prospectOf(START, { rest }), baseline);

  test.each([
    ['is as it was', SAME, SAME, 'passed', '1 facets unchanged'],
    ['is not', { key: 'Disabled' }, SAME, 'failed', 'key changed.'],
  ] as const)('%s', (_, rest, baseline, status, observed) => {
    expect(predict(rest, baseline)).toMatchObject({ status, observed, evidence: 'evaluated' });
  });

  test('names the command that accepts the change', () => {
    const { next } = predict({ key: 'Disabled' }, SAME)!;
    expect(next).toEqual([expect.objectContaining({ run: ['checkpoint', 'rebase'] })]);
  });

  test('has nothing to compare with if there is no baseline', () => {
    expect(predict(SAME, undefined)).toBeUndefined();
  });
});

describe('what userA gains by MFA', () => {
  const of = (variant: Variant) => ({ ...START, 'key-policy': documentedKeyPolicy('mfa', variant, FACTS) });

  test.each([
    ['the corrected policy gives the four', of('corrected'), 'passed', /userA by MFA: kms:DeleteAlias, /],
    [
      'the published one gives none',
      of('published'),
      'failed',
      /userA by MFA: none.*User userA may not kms:/,
    ],
    [
      'an Allow for everyone with MFA gives an outsider some',
      withStatement({
        Sid: 'Anyone',
        Effect: 'Allow',
        Principal: '*',
        Action: 'kms:PutKeyPolicy',
        Resource: '*',
        Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
      }),
      'failed',
      /an outsider: kms:PutKeyPolicy;.*“Anyone”/,
    ],
  ] as const)('%s', (_, documents, status, observed) => {
    const verdict = gainsFour.predict(prospectOf(documents));
    expect(verdict).toMatchObject({
      status,
      evidence: 'evaluated',
      observed: expect.stringMatching(observed),
    });
  });
});
