import { MANAGE, mayNot } from './access.ts';

export default mayNot({
  id: 'user-a-without-fresh-mfa-cannot-manage',
  title: 'userA without MFA, or with an old code, cannot manage the key',
  principals: ['user-a', 'user-a-stale-mfa'],
  actions: MANAGE,
});
