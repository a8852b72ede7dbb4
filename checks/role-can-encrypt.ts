import { may } from './access.ts';

export default may({
  id: 'role-can-encrypt',
  title: 'The instance role can encrypt',
  principals: ['instance-role'],
  actions: ['kms:Encrypt', 'kms:GenerateDataKey'],
});
