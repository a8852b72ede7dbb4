import * as v from 'valibot';
import { DOCUMENTS, KEY_NAME } from '../contract/resource.ts';

/** What plans and checkpoints hold of an account, as AWS allows it: files may have been edited. */

const text = v.pipe(v.string(), v.nonEmpty('must not be empty'));
const like = (pattern: RegExp, is: string) => v.pipe(v.string(), v.regex(pattern, `is not ${is}`));

const NAME = like(/^[\w+=,.@-]{1,128}$/, 'a name that IAM allows');
const ARN = like(/^arn:[\w-]+:[\w-]*:[\w-]*:\d*:[!-~]{1,2048}$/, 'an ARN');

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html and the pages of each service */
const FACTS = v.looseObject({
  accountId: like(/^\d{12}$/, 'an account’s id'),
  partition: v.optional(like(/^aws[a-z-]*$/, 'a partition')),
  region: like(/^[a-z0-9-]{1,64}$/, 'a Region'),
  operator: v.looseObject({ kind: text, arn: ARN }),
  role: v.looseObject({ name: NAME, arn: ARN }),
  rolePolicy: v.looseObject({ kind: v.picklist(['managed', 'inline']), name: NAME, arn: v.optional(ARN) }),
  key: v.looseObject({
    id: like(KEY_NAME, 'the id of a key'),
    arn: ARN,
    alias: like(/^alias\/[\w/-]{1,250}$/, 'an alias'),
  }),
  userName: NAME,
  bucket: like(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'the name of a bucket'),
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be in it.
  sampleObject: like(/^[^\u0000-\u001F\u007F]{1,1024}$/, 'the key of an object'),
  instance: v.pipe(
    v.looseObject({
      id: text,
      publicIp: v.optional(v.pipe(v.string(), v.ip('is not an IP address'))),
      name: v.optional(v.string()),
    }),
    // An account may be kept while its instance is missing: its name then stands for the id.
    v.forward(
      v.check(({ id, name }) => /^i-[0-9a-z]{1,64}$/.test(id) || id === name, 'is not the id of an instance'),
      ['id'],
    ),
  ),
});

/** The members that every file of an account has. */
export const KEPT = {
  version: v.literal(1),
  facts: FACTS,
  variant: v.picklist(['corrected', 'published']),
} as const;

export const SNAPSHOT = v.partial(v.strictObject(DOCUMENTS));

export const MOMENT = v.pipe(text, v.isoTimestamp());
