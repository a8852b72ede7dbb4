import { UpdateKeyDescription$, type UpdateKeyDescriptionCommand } from '@aws-sdk/client-kms';
import { onKey } from '../call.ts';

export const UpdateKeyDescription = onKey<UpdateKeyDescriptionCommand>()({
  schema: UpdateKeyDescription$,
  handle: ({ input, key }) => {
    key.description = input.Description;
    return {};
  },
});
