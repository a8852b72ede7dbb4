import type { Mistake } from './mistake.ts';
import { inPlaceOfTheRole } from './role-arn.ts';

export default {
  id: 'wrong-role',
  title: 'The ARN is of another role',
  look: (attempt) =>
    inPlaceOfTheRole(attempt, /:role\//, () => `The instance’s role is ${attempt.facts.role.name}.`),
} satisfies Mistake;
