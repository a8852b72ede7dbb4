import { MANAGE, mayNot } from './access.ts';

export default mayNot({
  id: 'user-a-cannot-manage-the-key',
  title: 'userA cannot manage the key, with or without MFA',
  principals: ['user-a', 'user-a-fresh-mfa', 'user-a-stale-mfa'],
  actions: MANAGE,
});
