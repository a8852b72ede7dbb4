import { may } from './access.ts';

export default may({
  id: 'operator-keeps-control',
  title: 'The operator is not locked out: the key policy can be written back',
  principals: ['operator'],
  actions: ['kms:PutKeyPolicy'],
});
