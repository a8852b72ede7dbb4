import {
  type KMSClient,
  ListResourceTagsCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-kms';
import * as v from 'valibot';
import type { Facts } from '../../../src/contract/facts.ts';

/** The row of `DOCUMENTS`: a tag of the key. */
export const KEY_TAG = v.pipe(v.object({ value: v.string() }), v.readonly());
type KeyTag = v.InferOutput<typeof KEY_TAG>;

const TagKey = 'course';

/** A sixth resource that the lab may change, with everything about it. */
export function keyTag(kms: KMSClient, { key }: Facts) {
  const KeyId = key.id;
  return {
    id: 'key-tag',
    title: `tag ${TagKey} of ${key.alias}`,
    arn: key.arn,
    removable: true,
    after: [],
    async read(): Promise<KeyTag | undefined> {
      const { Tags = [] } = await kms.send(new ListResourceTagsCommand({ KeyId }));
      const value = Tags.find((tag) => tag.TagKey === TagKey)?.TagValue;
      return value === undefined ? undefined : { value };
    },
    async write(document: KeyTag | undefined): Promise<void> {
      if (!document) await kms.send(new UntagResourceCommand({ KeyId, TagKeys: [TagKey] }));
      else await kms.send(new TagResourceCommand({ KeyId, Tags: [{ TagKey, TagValue: document.value }] }));
    },
    same: (a: KeyTag | undefined, b: KeyTag | undefined) => a?.value === b?.value,
    calls: (_before: unknown, after: unknown) => [after ? 'kms:TagResource' : 'kms:UntagResource'],
  };
}
