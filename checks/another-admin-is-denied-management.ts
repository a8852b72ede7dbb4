import { isDenied, MANAGE } from './access.ts';

export default isDenied({
  id: 'another-admin-is-denied-management',
  title: 'The Deny keeps another admin from managing the key',
  principals: ['another-admin'],
  actions: MANAGE,
});
