import { type CallCounts, countsOf } from '../contract/call-counts.ts';
import type { ExitCode } from '../contract/errors.ts';
import type { ErrorNote, Summary } from '../contract/event.ts';
import type { Facts } from '../contract/facts.ts';
import type { Invocation } from './command.ts';

interface Bare {
  readonly facts?: Pick<Facts, 'accountId' | 'region'>;
  readonly counts?: CallCounts;
  readonly exitCode?: ExitCode;
  readonly error?: ErrorNote;
}

const NONE: CallCounts = { calls: 0, writes: 0, notLookedAt: [] };

type Called = Pick<Invocation, 'command'> & { readonly options?: Partial<Invocation['options']> };

/** The summary of a command that did not involve the engine. The account is empty if none was opened. */
export const bareSummary = (
  { command, options = {} }: Called,
  { facts, counts = NONE, exitCode = 0, error }: Bare,
): Summary => ({
  schemaVersion: 1,
  command,
  target: options.target ?? 'sandbox',
  accountId: facts?.accountId ?? '',
  region: facts?.region ?? options.region ?? '',
  variant: options.variant ?? 'corrected',
  ok: exitCode === 0,
  steps: [],
  checks: [],
  ...countsOf(counts),
  durationMs: Math.round(performance.now()),
  exitCode,
  ...(error ? { error } : {}),
});
