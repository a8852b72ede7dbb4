import { deflateRawSync } from 'node:zlib';
import type { PolicyDescriptorType, Tag } from '@aws-sdk/client-sts';
import type { Context } from '../../policy/request.ts';
import { type ApiCall, type Demand, ServiceError } from '../operation.ts';
import type { RoleSession, Tags } from '../world.ts';
import { constraintError, requireText, stsValidationError } from './refusals.ts';
import { type SessionMarks, signingSession } from './sessions.ts';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html */
interface TagsInput {
  readonly Tags?: readonly Tag[] | undefined;
  readonly TransitiveTagKeys?: readonly string[] | undefined;
}

interface MarksInput extends TagsInput {
  readonly SourceIdentity?: string | undefined;
}

const MAX_TAGS = 50;
const TAG_TEXT = /[\p{L}\p{Z}\p{N}_.:/=+\-@]*/u;

/** Throws what STS answers to tags that its model, or its rules for tags, do not allow. */
export function refuseInvalidTags({ Tags: tags = [], TransitiveTagKeys = [] }: TagsInput): void {
  refuseOver('tags', tags);
  refuseOver('transitiveTagKeys', TransitiveTagKeys);
  for (const [index, { Key = '', Value = '' }] of tags.entries()) {
    const member = `tags.${index + 1}.member`;
    requireText(`${member}.key`, Key, { min: 1, max: 128, pattern: TAG_TEXT });
    requireText(`${member}.value`, Value, { max: 256, pattern: TAG_TEXT });
    // The form of the refusal is inferred from IAM's.
    if (/^aws:/i.test(Key)) throw invalid('Tag keys beginning with "aws:" are reserved for system use.');
  }
  const keys = new Set(tags.map(({ Key }) => fold(Key)));
  if (keys.size < tags.length) {
    throw invalid('Duplicate tag keys found. Please note that Tag keys are case insensitive.');
  }
  if (!TransitiveTagKeys.every((key) => keys.has(fold(key)))) {
    throw invalid('The specified transitive tag key must be included in the requested tags.');
  }
}

function refuseOver(member: string, list: readonly unknown[]): void {
  if (list.length > MAX_TAGS) {
    throw constraintError(member, `[${list.length}]`, `have length less than or equal to ${MAX_TAGS}`);
  }
}

/**
 * The tags and the source identity of the session to open: those of the request, and those inherited from the
 * session that signs it. Throws if the request would change an inherited one.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_role-chaining
 */
export function marksOf({ input, world, identity }: ApiCall<MarksInput>): SessionMarks {
  const calling = signingSession(world, identity.accessKeyId);
  const inherited = inheritedTags(calling);
  const taken = new Set(Object.keys(inherited).map(fold));
  if (input.Tags?.some(({ Key }) => taken.has(fold(Key)))) {
    throw invalid(
      "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
    );
  }
  const tags: Tags = { ...inherited, ...tagsOf(input) };
  const transitiveTags = [...Object.keys(inherited), ...(input.TransitiveTagKeys ?? [])];
  const sourceIdentity = sourceIdentityOf(calling, input.SourceIdentity);
  return {
    ...(Object.keys(tags).length > 0 ? { tags } : {}),
    ...(transitiveTags.length > 0 ? { transitiveTags } : {}),
    ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
  };
}

function inheritedTags({ tags = {}, transitiveTags = [] }: Partial<RoleSession> = {}): Tags {
  const keys = new Set(transitiveTags.map(fold));
  return Object.fromEntries(Object.entries(tags).filter(([key]) => keys.has(fold(key))));
}

/**
 * "After the source identity is set, the value cannot be changed." The form of the refusal is inferred.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html
 */
function sourceIdentityOf(calling: RoleSession | undefined, asked: string | undefined): string | undefined {
  const set = calling?.sourceIdentity;
  if (set !== undefined && asked !== undefined && asked !== set) {
    throw stsValidationError('The source identity of the calling session cannot be changed.');
  }
  return set ?? asked;
}

/** What a session with these marks requires besides the action that opens it. */
export function toMark(resource: string, marks: SessionMarks, context: Context): readonly Demand[] {
  const actions = [
    ...(marks.tags ? ['sts:TagSession'] : []),
    ...(marks.sourceIdentity === undefined ? [] : ['sts:SetSourceIdentity']),
  ];
  return actions.map((action) => ({ action, resource, context }));
}

/** aws:RequestTag/…, aws:TagKeys and sts:TransitiveTagKeys of the request. */
export const sessionTagContext = (input: TagsInput): Context => ({
  ...Object.fromEntries(
    Object.entries(tagsOf(input)).map(([key, value]) => [`aws:RequestTag/${key}`, value]),
  ),
  ...(input.Tags?.length ? { 'aws:TagKeys': Object.keys(tagsOf(input)) } : {}),
  ...(input.TransitiveTagKeys?.length ? { 'sts:TransitiveTagKeys': input.TransitiveTagKeys } : {}),
});

interface PackedInput extends TagsInput {
  readonly Policy?: string | undefined;
  readonly PolicyArns?: readonly PolicyDescriptorType[] | undefined;
}

/** Bytes. AWS documents neither the packed form nor its limit: both are inferred. */
const PACKED_LIMIT = 1024;

/**
 * The percentage of the space for session policies and tags that the request uses. Throws PackedPolicyTooLarge above
 * 100.
 */
export function packedPolicySize({ Policy, PolicyArns = [], Tags: tags = [] }: PackedInput): number {
  if (Policy === undefined && PolicyArns.length === 0 && tags.length === 0) return 0;
  const text = [
    Policy,
    ...PolicyArns.map(({ arn }) => arn),
    ...tags.flatMap(({ Key, Value }) => [Key, Value]),
  ];
  const percent = Math.ceil((deflateRawSync(text.join('\n')).length * 100) / PACKED_LIMIT);
  if (percent <= 100) return percent;
  // https://repost.aws/knowledge-center/iam-role-aws-sts-error
  throw new ServiceError(
    'PackedPolicyTooLarge',
    tags.length > 0
      ? `Packed size of session tags consumes ${percent}% of allotted space.`
      : `Packed policy consumes ${percent}% of allotted space, please use smaller policy.`,
  );
}

const tagsOf = ({ Tags: tags = [] }: TagsInput): Tags =>
  Object.fromEntries(tags.map(({ Key, Value }) => [String(Key), String(Value)]));

const fold = (key: string | undefined): string => String(key).toLowerCase();

const invalid = (text: string): ServiceError => new ServiceError('InvalidParameterValue', text);
