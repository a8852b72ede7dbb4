import { isDenied, USE } from './access.ts';

export default isDenied({
  id: 'role-is-shut-out',
  title: 'The instance role itself is shut out by the Deny',
  principals: ['instance-role'],
  actions: USE,
});
