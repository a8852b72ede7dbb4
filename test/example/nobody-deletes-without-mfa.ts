import { explicitlyDenied } from '../../checks/access.ts';

export default explicitlyDenied({
  id: 'nobody-deletes-without-mfa',
  title: 'Neither the account root nor another admin can delete the key without MFA',
  principals: ['root', 'another-admin'],
  actions: ['kms:ScheduleKeyDeletion'],
});
