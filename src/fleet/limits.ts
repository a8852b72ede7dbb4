import { LabError } from '../contract/errors.ts';
import type { FleetLimits } from './fleet-state.ts';

/** What the options of a fleet say, as they were typed. */
export interface LimitsTyped {
  readonly concurrency?: string | undefined;
  readonly canary?: string | undefined;
  /** `5`, `3%` */
  readonly maxErrors?: string | undefined;
}

/** How many accounts at a time, if not said otherwise. */
export const CONCURRENCY = 20;
/** How many accounts may fail, if not said otherwise: of a small room, and of a large one. */
const MAX_ERRORS = { least: 5, percent: 10 };
const MOST_AT_A_TIME = 200;

/**
 * How often an account is tried that another run holds: until the leases of several dead workers have run out, one after
 * another. A worker that dies holds its account for two minutes, and the next one may die in the same account.
 */
const WAITS = 40;

/** Milliseconds. The sandbox has nothing to recover from. */
const RESTS = {
  aws: { first: 5_000, longest: 120_000, busy: 15_000 },
  sandbox: { first: 100, longest: 2_000, busy: 200 },
} as const;

/** Strict: even if all that run at a time fail, no more have failed than allowed. Throws `ERR_USAGE`. */
export function limitsOf(
  { concurrency, canary, maxErrors }: LimitsTyped,
  accounts: number,
  target: keyof typeof RESTS,
): FleetLimits {
  return {
    concurrency: whole('--concurrency', concurrency, { least: 1, most: MOST_AT_A_TIME, usual: CONCURRENCY }),
    canary: whole('--canary', canary, { least: 0, most: accounts, usual: 1 }),
    maxErrors: maxErrorsOf(maxErrors, accounts),
    attempts: 3,
    waits: WAITS,
    rest: RESTS[target],
  };
}

function maxErrorsOf(typed: string | undefined, accounts: number): number {
  if (typed === undefined) return Math.max(MAX_ERRORS.least, share(accounts, MAX_ERRORS.percent));
  const [, number, percent] = /^(\d{1,4})(%?)$/.exec(typed) ?? [];
  const most = percent ? 100 : accounts;
  if (number !== undefined && Number(number) >= 1 && Number(number) <= Math.max(most, 1)) {
    return percent ? Math.max(1, share(accounts, Number(number))) : Number(number);
  }
  throw new LabError(
    'ERR_USAGE',
    `--max-errors is “${typed}”, and not a number of accounts from 1 to ${accounts} or a percentage.`,
    { hint: '--max-errors 5, or --max-errors 3%' },
  );
}

const share = (accounts: number, percent: number): number => Math.floor((accounts * percent) / 100);

interface Range {
  readonly least: number;
  readonly most: number;
  readonly usual: number;
}

function whole(flag: string, typed: string | undefined, { least, most, usual }: Range): number {
  if (typed === undefined) return Math.min(usual, most);
  const number = Number(typed);
  if (/^\d+$/.test(typed) && number >= least && number <= most) return number;
  throw new LabError('ERR_USAGE', `${flag} is “${typed}”, and not a number from ${least} to ${most}.`, {
    hint: `${flag} ${Math.min(usual, most)}`,
  });
}
