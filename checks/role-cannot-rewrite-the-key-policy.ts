import { mayNot } from './access.ts';

/**
 * Deletion is not asked about: a participant who did all of the workshop's first section has given the role
 * kms:ScheduleKeyDeletion by IAM (https://github.com/aws-samples/aws-kms-workshop, “KMSWorkshop-RotationDisableOps”).
 */
export default mayNot({
  id: 'role-cannot-rewrite-the-key-policy',
  title: 'The instance role cannot rewrite the key policy',
  principals: ['instance-role'],
  actions: ['kms:PutKeyPolicy'],
});
