import { isDenied, MANAGE } from './access.ts';

export default isDenied({
  id: 'user-a-is-denied-management',
  title: 'The Deny keeps userA from managing the key',
  principals: ['user-a', 'user-a-fresh-mfa', 'user-a-stale-mfa'],
  actions: MANAGE,
});
