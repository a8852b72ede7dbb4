import type { Mistake } from './mistake.ts';
import { inPlaceOfTheRole } from './role-arn.ts';

export default {
  id: 'session-arn',
  title: 'The ARN is of a session of the role',
  look: (attempt) =>
    inPlaceOfTheRole(
      attempt,
      /^arn:[^:]+:sts::[^:]*:assumed-role\//,
      () =>
        'That is the ARN of one session of the role, as get-caller-identity shows it. The next session has another ARN.',
    ),
} satisfies Mistake;
