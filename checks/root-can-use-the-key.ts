import { may, USE } from './access.ts';

export default may({
  id: 'root-can-use-the-key',
  title: 'The account root can use the key',
  principals: ['root'],
  actions: USE,
});
