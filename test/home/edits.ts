import { BUCKET_EDITS } from './edits/bucket.ts';
import type { Edit } from './edits/edit.ts';
import { INSTANCE_EDITS } from './edits/instance.ts';
import { KEY_EDITS } from './edits/key.ts';
import { ROLE_EDITS } from './edits/role.ts';
import { USER_EDITS } from './edits/user.ts';

/**
 * What people do to a workshop's account by hand. Left out, because the sandbox does not have them: versions of a
 * bucket, object ACLs and tags, elastic addresses, replacing the instance profile of the instance
 * (`ReplaceIamInstanceProfileAssociation`), stopping the web app on the instance.
 */
export const EDITS: readonly Edit[] = [
  ...KEY_EDITS,
  ...ROLE_EDITS,
  ...USER_EDITS,
  ...INSTANCE_EDITS,
  ...BUCKET_EDITS,
];
