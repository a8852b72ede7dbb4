import { DescribeKey$, type DescribeKeyCommand } from '@aws-sdk/client-kms';
import { onKey } from '../call.ts';
import { metadataOf } from '../describe.ts';

export const DescribeKey = onKey<DescribeKeyCommand>()({
  schema: DescribeKey$,
  readOnly: true,
  aliases: true,
  foreign: true,
  handle: ({ key }) => ({ KeyMetadata: metadataOf(key) }),
});
