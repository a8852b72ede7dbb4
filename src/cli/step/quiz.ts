import { PRINCIPALS, type PrincipalId } from '../../contract/access.ts';
import type { MarkingQuestion } from '../ask-for-some.ts';

/** The question before a check. The engine compares the answer with the account. */
export const WHO_MAY_DECRYPT: MarkingQuestion<PrincipalId> = {
  message: 'Who may decrypt with the key now?',
  all: Object.entries(PRINCIPALS).map(([value, name]) => ({ value: value as PrincipalId, name })),
};
