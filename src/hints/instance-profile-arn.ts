import type { Mistake } from './mistake.ts';
import { inPlaceOfTheRole } from './role-arn.ts';

export default {
  id: 'instance-profile-arn',
  title: 'The ARN is of the instance profile',
  look: (attempt) =>
    inPlaceOfTheRole(
      attempt,
      /:instance-profile\//,
      () =>
        'That is the ARN of the instance profile, which is not a principal. A policy has to name the role.',
    ),
} satisfies Mistake;
