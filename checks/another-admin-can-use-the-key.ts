import { may, USE } from './access.ts';

export default may({
  id: 'another-admin-can-use-the-key',
  title: 'Another admin of the account can use the key',
  principals: ['another-admin'],
  actions: USE,
});
