import { may } from './access.ts';

export default may({
  id: 'role-can-decrypt',
  title: 'The instance role can decrypt',
  principals: ['instance-role'],
  actions: ['kms:Decrypt'],
});
