import { isDenied, MANAGE } from './access.ts';

export default isDenied({
  id: 'role-is-denied-management',
  title: 'The Deny keeps the instance role from managing the key',
  principals: ['instance-role'],
  actions: MANAGE,
});
