import { BUCKET_EDITS } from './edits/bucket.ts';
import type { Edit } from './edits/edit.ts';
import { INSTANCE_EDITS } from './edits/instance.ts';
import { KEY_EDITS } from './edits/key.ts';
import { ROLE_EDITS } from './edits/role.ts';
import { USER_EDITS } from './edits/user.ts';

/**
 * What people do to a workshop's account by hand. Left out, for the sandbox has none of it: versions of a bucket, object
 * ACLs and tags, elastic addresses, an instance profile of the instance exchanged (`ReplaceIamInstanceProfileAssociation`),
 * the web app stopped by a person on the instance.
 */
export const EDITS: readonly Edit[] = [
  ...KEY_EDITS,
  ...ROLE_EDITS,
  ...USER_EDITS,
  ...INSTANCE_EDITS,
  ...BUCKET_EDITS,
];
