import type { Standing, Summary } from '../contract/event.ts';
import { commandOf } from './suggestions.ts';

/** A line to type, and what it is for. */
export interface Way {
  readonly type: string;
  readonly why: string;
}

/** What the command came upon. */
interface Found {
  readonly standing: Standing | undefined;
  /** The file that the plan is in. */
  readonly plan: string | undefined;
}

const RESET = { type: 'kms-lab reset', why: 'bring the account home' } as const satisfies Way;

/** What one would type next. An error says so itself, in its hint. */
export function waysOn(summary: Summary, { standing, plan }: Found): readonly Way[] {
  if (summary.error) return [];
  if (summary.exitCode === 3) return afterFailedCheck(summary);
  return AFTER[summary.command]?.(summary, { standing, plan }) ?? [];
}

const AFTER: Readonly<Record<string, (summary: Summary, found: Found) => readonly Way[]>> = {
  plan: ({ exitCode }, { plan }) =>
    exitCode === 4
      ? [{ type: `kms-lab run${plan ? ` --plan ${plan}` : ''}`, why: 'make these changes' }]
      : [{ type: 'kms-lab verify', why: 'ask the checks' }],
  run: () => [{ type: 'kms-lab matrix', why: 'who may do what now, and which statement decides' }, RESET],
  goto: () => [{ type: 'kms-lab step', why: 'go on from here, step by step' }, RESET],
  solve: () => [
    { type: 'kms-lab step', why: 'go on with the next one' },
    { type: 'kms-lab back', why: 'take it back' },
  ],
  back: () => [{ type: 'kms-lab step', why: 'take the step again' }, RESET],
  rollback: () => [{ type: 'kms-lab run', why: 'go on from here' }, RESET],
  reset: () => [{ type: 'kms-lab plan', why: 'what a new run would change' }],
  status: (_summary, { standing }) => (standing ? afterStatus(standing) : []),
  resume: () => [RESET],
  setup: ({ exitCode }) =>
    exitCode === 4
      ? [{ type: 'kms-lab setup', why: 'make what is missing' }]
      : [
          { type: 'kms-lab run', why: 'do the page' },
          { type: 'kms-lab teardown', why: 'take away what was made' },
        ],
  teardown: ({ exitCode }) =>
    exitCode === 4 ? [{ type: 'kms-lab teardown', why: 'remove what is the lab’s' }] : [],
  'checkpoint rebase': () => [{ type: 'kms-lab verify', why: 'ask the checks again' }],
  'checkpoint save': () => [{ type: 'kms-lab checkpoint list', why: 'all that are kept' }],
};

const REBASE = {
  type: 'kms-lab checkpoint rebase',
  why: 'where what somebody else changed is to stay',
} as const satisfies Way;

function afterFailedCheck({ command, steps, checks }: Summary): readonly Way[] {
  const failed = steps.find(({ status }) => status === 'failed');
  const somebodyElse = [...steps.flatMap((step) => step.checks), ...checks].some(
    ({ id, status }) => id === 'nothing-else-changed' && status === 'failed',
  );
  const advised = [...steps.flatMap((step) => step.checks), ...checks]
    .filter(({ status }) => status === 'failed')
    .flatMap(({ next = [] }) => next)
    .map((one): Way => ({ type: commandOf(one, {}), why: one.why ?? 'what helps' }));
  const rebase = somebodyElse && !advised.some(({ type }) => type === REBASE.type) ? [REBASE] : [];
  return [
    ...advised,
    ...rebase,
    ...(failed ? [{ type: `kms-lab explain ${failed.id}`, why: 'what the step is for' }] : []),
    ...(command === 'verify' ? [] : [{ type: 'kms-lab verify', why: 'ask the checks again' }]),
    { type: 'kms-lab status', why: 'whether somebody changed the account' },
    RESET,
  ];
}

function afterStatus({ drift, next }: Standing): readonly Way[] {
  if (drift.length > 0 || !next) return [RESET];
  return [
    { type: `kms-lab run --to ${next}`, why: 'the next step' },
    { type: 'kms-lab run', why: 'all that are left' },
  ];
}
