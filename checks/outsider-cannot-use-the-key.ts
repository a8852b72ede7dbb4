import { mayNot, USE } from './access.ts';

export default mayNot({
  id: 'outsider-cannot-use-the-key',
  title: 'Another account cannot use the key, whatever its own IAM says',
  principals: ['outsider'],
  actions: USE,
});
