import { may, USE } from './access.ts';

export default may({
  id: 'operator-can-use-the-key',
  title: 'The operator can use the key',
  principals: ['operator'],
  actions: USE,
});
