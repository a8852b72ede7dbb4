import { MANAGE, may } from './access.ts';

export default may({
  id: 'root-can-manage-the-key',
  title: 'The account root can manage the key',
  principals: ['root'],
  actions: MANAGE,
});
