import type { Facts } from '../../contract/facts.ts';
import { roleOnly, type Slip } from './slip.ts';

/** KMS refused it, and the account is unchanged. */
export const lockOuts = (facts: Facts): readonly Slip[] => {
  const { key } = facts;
  return [
    {
      slip: 'the page’s text that would shut its author out, which KMS refused',
      ...roleOnly,
      now: (_, before) => before,
      hint: 'lock-out-refused',
      mentions: ['will not allow you to update the key policy in the future', 'corrected text', key.id],
    },
    {
      slip: 'the same, where the published text is wanted',
      ...roleOnly,
      variant: 'published',
      now: (_, before) => before,
      hint: 'lock-out-refused',
      mentions: ['account root', '--variant corrected'],
    },
  ];
};
