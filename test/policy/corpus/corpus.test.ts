import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  type Principals,
  validateBucketPolicy,
  validateIdentityPolicy,
  validateKeyPolicy,
  validateTrustPolicy,
} from '../../../src/policy/validate.ts';
import { isServicePrincipal } from '../../../src/sandbox/service-principals.ts';
import { outcome } from '../validate/outcome.ts';

/**
 * A policy that AWS's documentation shows, as a fact, with the verdict that AWS gives if somebody saves it. Where a guide
 * shows a statement alone, it is a document of one statement. `text` instead of `document`: what no object can hold.
 */
interface Example {
  /** The page; for a refusal that no guide shows, where it was recorded. */
  readonly source: string;
  readonly kind: 'identity' | 'trust' | 'bucket' | 'key';
  readonly document?: object;
  readonly text?: string;
  /** `accepted`, or the code and the message of the refusal. */
  readonly verdict: string;
}

const GUIDES = ['kms-guide', 's3-guide', 'iam-guide', 'cli-reference', 'managed-policies'] as const;

const examplesOf = (guide: string): readonly Example[] =>
  JSON.parse(readFileSync(new URL(`${guide}.json`, import.meta.url), 'utf8'));

/** Every account, user, role and provider that has the right form exists; a service, if AWS has it. */
const PRINCIPALS: Principals = {
  principalExists: (kind, value) => kind !== 'Service' || isServicePrincipal(value),
};

/** A bucket policy is put on the bucket that its first ARN names; the guides' own buckets are all this one. */
const BUCKET = 'amzn-s3-demo-bucket';
const bucketOf = (text: string): string =>
  text.includes(`:${BUCKET}`) ? BUCKET : (/arn:aws:s3:::([a-z0-9.-]+)/i.exec(text)?.[1] ?? BUCKET);

const VALIDATORS: Readonly<Record<Example['kind'], (text: string) => unknown>> = {
  identity: (text) => validateIdentityPolicy(text, 'managed', undefined, 'aws'),
  trust: (text) => validateTrustPolicy(text, PRINCIPALS),
  bucket: (text) => validateBucketPolicy(text, bucketOf(text), PRINCIPALS),
  key: (text) => validateKeyPolicy(text, PRINCIPALS),
};

function verdictOf({ kind, document, text = JSON.stringify(document) }: Example): string {
  const result = outcome(() => VALIDATORS[kind](text));
  return typeof result === 'string' ? result : `${result.code} ${result.message}`;
}

describe.each(GUIDES)('%s', (guide) => {
  test.each(examplesOf(guide).map((example, index) => [index, example.source, example] as const))(
    '%i: %s',
    (_index, _source, example) => {
      expect(verdictOf(example)).toBe(example.verdict);
    },
  );
});

test('there are more than 200, of every kind, more than 30 of them refused', () => {
  const all = GUIDES.flatMap(examplesOf);
  expect(all.length).toBeGreaterThan(200);
  expect(all.filter(({ verdict }) => verdict !== 'accepted').length).toBeGreaterThan(30);
  for (const kind of Object.keys(VALIDATORS)) {
    const ofKind = all.filter((example) => example.kind === kind);
    expect(ofKind.filter(({ verdict }) => verdict === 'accepted').length, kind).toBeGreaterThan(20);
    expect(ofKind.filter(({ verdict }) => verdict !== 'accepted').length, kind).toBeGreaterThan(4);
  }
});
