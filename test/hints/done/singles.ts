import { ACCOUNT_ONLY_SLIPS } from './account-only.ts';
import { CONDITIONS } from './conditions.ts';
import { MFA_SLIPS } from './mfa.ts';
import { OTHER_PRINCIPALS } from './other-principals.ts';
import { OTHER_STEPS } from './other-steps.ts';
import { PRINCIPALS_NAMED } from './principals.ts';
import { REFUSED } from './refused.ts';
import { REST_OF_ACCOUNT } from './rest-of-account.ts';
import { ROLE_DOCUMENTS } from './role-documents.ts';
import { ROLE_ONLY_SLIPS } from './role-only.ts';
import type { Row } from './row.ts';
import { USER_A } from './user-a.ts';

/** Single mistakes. */
export const SINGLES: readonly Row[] = [
  ...REST_OF_ACCOUNT,
  ...ROLE_DOCUMENTS,
  ...REFUSED,
  ...OTHER_PRINCIPALS,
  ...OTHER_STEPS,
  ...PRINCIPALS_NAMED,
  ...ACCOUNT_ONLY_SLIPS,
  ...ROLE_ONLY_SLIPS,
  ...USER_A,
  ...MFA_SLIPS,
  ...CONDITIONS,
];
