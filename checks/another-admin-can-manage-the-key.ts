import { MANAGE, may } from './access.ts';

export default may({
  id: 'another-admin-can-manage-the-key',
  title: 'Another admin of the account can manage the key',
  principals: ['another-admin'],
  actions: MANAGE,
});
