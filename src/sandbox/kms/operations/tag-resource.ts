import { TagResource$, type TagResourceCommand } from '@aws-sdk/client-kms';
import { onKey } from '../call.ts';
import { kmsRequestTags, withKmsTags } from '../tags.ts';

export const TagResource = onKey<TagResourceCommand>()({
  schema: TagResource$,
  context: ({ input }) => kmsRequestTags(input),
  handle: ({ input, key }) => {
    key.tags = withKmsTags(key.tags, input.Tags);
    return {};
  },
});
