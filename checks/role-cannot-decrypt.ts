import { mayNot } from './access.ts';

export default mayNot({
  id: 'role-cannot-decrypt',
  title: 'The instance role cannot decrypt, because nothing allows it',
  principals: ['instance-role'],
  actions: ['kms:Decrypt'],
});
