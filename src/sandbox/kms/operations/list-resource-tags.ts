import { ListResourceTags$, type ListResourceTagsCommand } from '@aws-sdk/client-kms';
import { onKey } from '../call.ts';
import { kmsTagList } from '../describe.ts';
import { kmsPage } from '../page.ts';

export const ListResourceTags = onKey<ListResourceTagsCommand>()({
  schema: ListResourceTags$,
  readOnly: true,
  handle: ({ input, key }) => {
    const { items, rest } = kmsPage(kmsTagList(key.tags), input, ({ TagKey }) => String(TagKey));
    return { Tags: [...items], ...rest };
  },
});
