import { isDenied, USE } from './access.ts';

export default isDenied({
  id: 'user-a-is-shut-out',
  title: 'userA is shut out by the Deny',
  principals: ['user-a', 'user-a-fresh-mfa', 'user-a-stale-mfa'],
  actions: USE,
});
