import type { Verdict } from '../src/contract/check.ts';
import type { Prospect } from '../src/contract/prospect.ts';
import type { ResourceId } from '../src/contract/resource.ts';
import type { Suggestion } from '../src/contract/suggestion.ts';
import type { WebAppPage } from '../src/contract/web-app.ts';
import type { Decision } from '../src/policy/decision.ts';

/** The documents that decide what the app, which acts as the instance role, gets from S3 with the key. */
export const DECIDED_BY: readonly ResourceId[] = ['web-app', 'role-policy', 'key-policy'];

/** The observed or predicted result of a visit to the web app. */
export interface Visit {
  /** Absent: the app closed the connection without an answer, as it does if S3 refuses. */
  readonly status?: number;
  /** The page is empty. */
  readonly empty?: boolean;
  /** In words, with the cause if it is predicted: `HTTP 200, 12 characters`. */
  readonly says: string;
  /** Lines that the app's log gains and that look like a denial. */
  readonly denials: readonly string[];
  readonly evidence: Verdict['evidence'];
  readonly next?: readonly Suggestion[];
}

/** `doctor` looks at the sample file, and names the command that stores it as the page wants it. */
export const SAMPLE_IS_WRONG: readonly Suggestion[] = [
  { why: 'shows how the sample file is stored, and what to type', run: ['doctor'] },
];

/** The page's documents do not control the other key, so they do not decide whether the role can read the file. */
export const underAnotherKey = ({ sampleObject }: Prospect['webApp']): Visit => ({
  says: `the sample file ${sampleObject} is encrypted under another key, which the page’s policies do not govern`,
  denials: [],
  evidence: 'evaluated',
  next: SAMPLE_IS_WRONG,
});

const NOT_FOUND = 404;

export function visited(page: WebAppPage, denials: readonly string[] = []): Visit {
  const seen = { denials, evidence: 'observed' } as const;
  if (page.kind === 'no-response') return { ...seen, says: `no response (${page.detail})` };
  const { status, body } = page;
  return {
    ...seen,
    status,
    empty: body.length === 0,
    says: `HTTP ${status}, ${body.length} characters`,
    // The app's answer if the bucket has no such object.
    ...(status === NOT_FOUND ? { next: SAMPLE_IS_WRONG } : {}),
  };
}

/** The visit decides; a failure also gets its reason, and what to type. */
export const judged = (passes: boolean, expected: string, { says, evidence, next }: Visit): Verdict => ({
  status: passes ? 'passed' : 'failed',
  expected,
  observed: says,
  evidence,
  ...(passes || !next ? {} : { next }),
});

/** Passes if the visit was refused for the right reason: the log has a new matching denial. */
export function judgedByLog(visit: Visit, denial: RegExp, expected: string): Verdict {
  const passes = visit.status === undefined && visit.denials.some((line) => denial.test(line));
  const line = visit.denials.at(-1) ?? 'no new denial in the log';
  return judged(passes, expected, { ...visit, says: `${visit.says}; ${line}` });
}

/**
 * Opening the sample file: boto3's download_file sends HeadObject, which needs s3:GetObject but not kms:Decrypt, and
 * then GetObject (https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html). `undefined` if it cannot be
 * predicted: the operator may not see how the file is stored, or it is encrypted under another key, whose policies
 * are not the page's.
 */
export function predictDownload({ webApp, unusable }: Prospect): Visit | undefined {
  const { get, list, decrypt, sample, sampleObject } = webApp;
  // A refused HEAD has no body: the log says 403 Forbidden, and names no action.
  if (!isAllowed(get)) return refused(get);
  switch (sample) {
    case 'unreadable':
    case 'under-another-key':
      return undefined;
    case 'missing':
      // S3 returns 404 only to callers who may list the bucket, and 403 to others.
      return isAllowed(list)
        ? answered(NOT_FOUND, `the bucket has no ${sampleObject}`, SAMPLE_IS_WRONG)
        : refused(list, [], SAMPLE_IS_WRONG);
    case 'without-kms':
      return answered(
        200,
        `the sample file ${sampleObject} is not encrypted under a KMS key, so opening it needs no kms:Decrypt`,
        SAMPLE_IS_WRONG,
      );
    case 'under-the-key':
      if (unusable) return failing(unusable);
      return isAllowed(decrypt)
        ? answered(200, decrypt.because)
        : refused(decrypt, [denialOf('GetObject', 'kms:Decrypt')]);
  }
}

/** Storing an upload: PutObject, for which S3 asks KMS for a data key with the caller's permissions. */
export function predictUpload({ webApp: { put, dataKey }, unusable }: Prospect): Visit {
  if (!isAllowed(put)) return refused(put, [denialOf('PutObject', 's3:PutObject')]);
  if (unusable) return failing(unusable);
  return isAllowed(dataKey)
    ? answered(200, dataKey.because)
    : refused(dataKey, [denialOf('PutObject', 'kms:GenerateDataKey')]);
}

const isAllowed = ({ outcome }: Decision): boolean => outcome === 'allowed';

const answered = (status: number, because: string, next?: readonly Suggestion[]): Visit => ({
  status,
  says: `HTTP ${status}: ${because}`,
  denials: [],
  evidence: 'evaluated',
  ...(next ? { next } : {}),
});

const refused = (
  { because }: Decision,
  denials: readonly string[] = [],
  next?: readonly Suggestion[],
): Visit => ({
  says: `no response: ${because}`,
  denials,
  evidence: 'evaluated',
  ...(next ? { next } : {}),
});

/** S3 passes on the state of the key, which is not a denial: `KMS.DisabledException`. */
const failing = ({ says, next }: NonNullable<Prospect['unusable']>): Visit => ({
  says: `no response: ${says}`,
  denials: [],
  evidence: 'evaluated',
  next,
});

/** As botocore writes it to the log. */
const denialOf = (operation: string, action: string): string =>
  `An error occurred (AccessDenied) when calling the ${operation} operation: not authorized to perform: ${action}`;
