import { MANAGE, may } from './access.ts';

export default may({
  id: 'user-a-with-fresh-mfa-can-manage',
  title: 'userA with an MFA code of a minute ago can manage the key',
  principals: ['user-a-fresh-mfa'],
  actions: MANAGE,
});
