import { ListResourceTags$, type ListResourceTagsCommand } from '@aws-sdk/client-kms';
import { onKey } from '../call.ts';
import { tagList } from '../describe.ts';
import { page } from '../page.ts';

export const ListResourceTags = onKey<ListResourceTagsCommand>()({
  schema: ListResourceTags$,
  readOnly: true,
  handle: ({ input, key }) => {
    const { items, rest } = page(tagList(key.tags), input, ({ TagKey }) => String(TagKey));
    return { Tags: [...items], ...rest };
  },
});
