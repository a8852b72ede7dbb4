import { listOf, type PolicyDocument, type Statement, statementsOf } from '../document.ts';
import { matchesAction } from '../match/action.ts';
import { literal, matchesWildcard } from '../match/wildcard.ts';
import { IP_ADDRESS } from '../operators/ip-address.ts';
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
import { malformed, parsed, startsWithSpace } from './refusal.ts';
import { S3_ACTIONS, type S3Action, type S3Kind, s3KeyNamed } from './s3-actions.ts';

/** https://docs.aws.amazon.com/general/latest/gr/s3.html#limits_s3 */
const MAX_BYTES = 20_480;
const TOO_LONG = `Normalized policy document exceeds the maximum allowed size of ${MAX_BYTES} bytes`;

const FIRST_BYTE = "Policies must be valid JSON and the first byte must be '{'";

/**
 * What S3 checks in a bucket's policy: its statements are about S3 and this bucket, and their actions, resources and
 * condition keys belong together. Throws `PolicyRefusal`, whose code S3 spells `MalformedPolicy`. Messages as users
 * report them; their order is inferred.
 */
export function validateBucketPolicy(text: string, bucket: string, principals: Principals): PolicyDocument {
  const document = parsed(text, wordsFor(text));
  if (startsWithSpace(text)) throw malformed(FIRST_BYTE);
  if (new TextEncoder().encode(JSON.stringify(document)).length > MAX_BYTES) throw malformed(TOO_LONG);
  refuseAllowWithNotPrincipal(document);
  for (const statement of statementsOf(document)) checkStatement(statement, bucket, principals);
  refuseUnknownOperator(document);
  for (const statement of statementsOf(document)) checkConditions(statement, bucket);
  return document;
}

const wordsFor =
  (text: string) =>
  (error: PolicySyntaxError): string => {
    if (error.problem === 'too-long') return TOO_LONG;
    if (!text.startsWith('{')) return FIRST_BYTE;
    if (error.problem === 'not-json') return 'This policy contains invalid Json';
    const words = grammarWords(error);
    return words === 'Syntax errors in policy.' ? 'Invalid policy syntax.' : words;
  };

function checkStatement(statement: Statement, bucket: string, principals: Principals): void {
  const named = principalsOf(statement);
  if (named.length === 0) throw malformed('Missing required field Principal');
  if (!named.every((principal) => isPrincipal(principal, principals))) {
    throw malformed('Invalid principal in policy');
  }
  const actions = actionsOf(statement);
  if (actions.length === 0) throw malformed('Missing required field Action');
  if (!actions.every(({ value }) => actionsMatching(value).length > 0)) {
    throw malformed('Policy has invalid action');
  }
  const resources = resourceElements(statement);
  if (resources.length === 0) throw malformed('Missing required field Resource');
  if (!resources.every(({ value }) => isOf(bucket, value))) throw malformed('Policy has invalid resource');
  if (!listOf(statement.Action).every((pattern) => appliedBy(pattern, statement, bucket).length > 0)) {
    throw malformed('Action does not apply to any resource(s) in statement');
  }
}

const actionsMatching = (pattern: string): readonly S3Action[] =>
  pattern === '*' || /^s3:[a-z*?]+$/i.test(pattern)
    ? S3_ACTIONS.filter(({ name }) => matchesAction(pattern, name))
    : [];

/** The actions of a pattern that act on a resource of the statement. */
function appliedBy(pattern: string, statement: Statement, bucket: string): readonly S3Action[] {
  const kinds = kindsOf(statement, bucket);
  return actionsMatching(pattern).filter(({ on }) => on.some((kind) => kinds.includes(kind)));
}

/** NotResource leaves something of either kind. */
function kindsOf({ Resource }: Statement, bucket: string): readonly S3Kind[] {
  if (Resource === undefined) return ['bucket', 'object'];
  return listOf(Resource).flatMap((resource): S3Kind[] => {
    const path = resource.slice(resource.indexOf(':::') + 3);
    const objects = /[/*]/.test(path) ? (['object'] as const) : [];
    return matchesWildcard(path, bucket) ? ['bucket', ...objects] : [...objects];
  });
}

const isOf = (bucket: string, resource: string): boolean => {
  const [, name] = /^arn:aws[a-z-]*:s3:::([^/]+)(\/.+)?$/s.exec(resource) ?? [];
  return name !== undefined && matchesWildcard(name, bucket);
};

const isAddress = (text: string): boolean =>
  IP_ADDRESS.IpAddress?.compare({ text, glob: literal(text) }) !== undefined;

/** Any key that begins with `aws:` is accepted, whether it exists or not (https://github.com/scality/Arsenal). */
function checkConditions(statement: Statement, bucket: string): void {
  for (const [operator, keys] of Object.entries(statement.Condition ?? {})) {
    for (const [key, values] of Object.entries(keys)) {
      if (!/^aws:./i.test(key)) checkKey(key, statement, bucket);
      if (/IpAddress/.test(operator) && !listOf(values).map(String).every(isAddress)) {
        throw malformed('Invalid IP address in Conditions');
      }
    }
  }
}

/**
 * A key of S3's must come with every action that the statement names, and with one of those that a wildcard stands for
 * (inferred).
 */
function checkKey(key: string, statement: Statement, bucket: string): void {
  const known = s3KeyNamed(key);
  if (known === undefined) throw malformed('Policy has an invalid condition key');
  const carries = (pattern: string) =>
    appliedBy(pattern, statement, bucket).some(({ keys }) => keys.has(known));
  if (listOf(statement.Action).every(carries)) return;
  throw malformed('Conditions do not apply to combination of actions and resources in statement');
}
