import { TagResource$, type TagResourceCommand } from '@aws-sdk/client-kms';
import { onKey } from '../call.ts';
import { requestTags, withTags } from '../tags.ts';

export const TagResource = onKey<TagResourceCommand>()({
  schema: TagResource$,
  context: ({ input }) => requestTags(input),
  handle: ({ input, key }) => {
    key.tags = withTags(key.tags, input.Tags);
    return {};
  },
});
