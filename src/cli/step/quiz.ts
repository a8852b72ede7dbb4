import { PRINCIPALS, type PrincipalId } from '../../contract/access.ts';
import { WHO_MAY_DECRYPT } from '../../report/quiz.ts';
import type { MarkingQuestion } from '../ask-for-some.ts';

/** The question before a check. The engine compares the answer with the account. */
export const QUIZ_QUESTION: MarkingQuestion<PrincipalId> = {
  message: WHO_MAY_DECRYPT,
  all: Object.entries(PRINCIPALS).map(([value, name]) => ({ value: value as PrincipalId, name })),
};
