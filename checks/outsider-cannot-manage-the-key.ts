import { MANAGE, mayNot } from './access.ts';

export default mayNot({
  id: 'outsider-cannot-manage-the-key',
  title: 'Another account cannot manage the key',
  principals: ['outsider'],
  actions: MANAGE,
});
