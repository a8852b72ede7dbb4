import { type PolicyDocument, type Statement, statementsOf } from '../document.ts';
import { matchesWildcard } from '../match/wildcard.ts';
import type { PolicySyntaxError } from '../parse.ts';
import {
  actionsOf,
  grammarWords,
  isPrincipal,
  type Principals,
  principalsOf,
  refuseAllowWithNotPrincipal,
  refuseUnknownOperator,
  resourceElements,
} from './elements.ts';
import { malformed, parsed } from './refusal.ts';

/** https://docs.aws.amazon.com/general/latest/gr/s3.html#limits_s3 */
const MAX_BYTES = 20_480;

/**
 * What S3 checks in a bucket's policy: its statements are about S3, and about this bucket. Throws `PolicyRefusal`,
 * whose code S3 spells `MalformedPolicy`. Messages as users report them.
 */
export function validateBucketPolicy(text: string, bucket: string, principals: Principals): PolicyDocument {
  const document = parsed(text, words);
  if (new TextEncoder().encode(JSON.stringify(document)).length > MAX_BYTES) {
    throw malformed('Policy exceeds the maximum allowed document size.');
  }
  refuseAllowWithNotPrincipal(document);
  for (const statement of statementsOf(document)) checkStatement(statement, bucket, principals);
  refuseUnknownOperator(document);
  return document;
}

const words = (error: PolicySyntaxError): string =>
  error.problem === 'not-json'
    ? "Policies must be valid JSON and the first byte must be '{'"
    : grammarWords(error);

function checkStatement(statement: Statement, bucket: string, principals: Principals): void {
  const named = principalsOf(statement);
  if (named.length === 0) throw malformed('Missing required field Principal');
  if (!named.every((principal) => isPrincipal(principal, principals))) {
    throw malformed('Invalid principal in policy');
  }
  const actions = actionsOf(statement);
  if (actions.length === 0) throw malformed('Missing required field Action');
  if (!actions.every((action) => action === '*' || /^s3:[a-z*?]+$/i.test(action))) {
    throw malformed('Policy has invalid action');
  }
  const resources = resourceElements(statement);
  if (resources.length === 0) throw malformed('Missing required field Resource');
  if (!resources.every((resource) => isOf(bucket, resource))) throw malformed('Policy has invalid resource');
}

const isOf = (bucket: string, resource: string): boolean => {
  const [, name] = /^arn:aws[a-z-]*:s3:::([^/]+)(\/.+)?$/.exec(resource) ?? [];
  return name !== undefined && matchesWildcard(name, bucket);
};
