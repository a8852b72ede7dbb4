import { isDenied, USE } from './access.ts';

export default isDenied({
  id: 'another-admin-is-shut-out',
  title: 'Another admin of the account is shut out by the Deny',
  principals: ['another-admin'],
  actions: USE,
});
