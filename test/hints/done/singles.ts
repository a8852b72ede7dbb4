import { REFUSED } from './refused.ts';
import { REST_OF_ACCOUNT } from './rest-of-account.ts';
import type { Row } from './row.ts';

/** Single mistakes, in the order of the steps at which they are made. */
export const SINGLES: readonly Row[] = [...REST_OF_ACCOUNT, ...REFUSED];
