import { UntagResource$, type UntagResourceCommand } from '@aws-sdk/client-kms';
import { onKey } from '../call.ts';
import { withoutKmsTags } from '../tags.ts';

export const UntagResource = onKey<UntagResourceCommand>()({
  schema: UntagResource$,
  context: ({ input }) => ({ 'aws:TagKeys': input.TagKeys }),
  handle: ({ input, key }) => {
    key.tags = withoutKmsTags(key.tags, input.TagKeys);
    return {};
  },
});
