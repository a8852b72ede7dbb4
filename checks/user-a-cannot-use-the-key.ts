import { mayNot, USE } from './access.ts';

export default mayNot({
  id: 'user-a-cannot-use-the-key',
  title: 'userA cannot use the key, with or without MFA',
  principals: ['user-a', 'user-a-fresh-mfa', 'user-a-stale-mfa'],
  actions: USE,
});
