import type { Mistake } from './mistake.ts';
import { inPlaceOfTheRole } from './role-arn.ts';

export default {
  id: 'instance-profile-arn',
  title: 'The ARN is of the instance profile',
  look: (attempt) =>
    inPlaceOfTheRole(
      attempt,
      /:instance-profile\//,
      () => 'That is the instance profile, which only carries the role to the instance; nobody acts as it.',
    ),
} satisfies Mistake;
