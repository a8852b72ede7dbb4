import { MANAGE, may } from './access.ts';

export default may({
  id: 'role-can-manage-the-key',
  title: 'The instance role can rewrite the key policy and schedule deletion',
  principals: ['instance-role'],
  actions: MANAGE,
});
