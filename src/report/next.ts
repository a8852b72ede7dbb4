import type { EventOf, Standing, Summary } from '../contract/event.ts';
import { commandLine, SEE_DOCTOR, type Suggestion } from '../contract/suggestion.ts';
import type { Interrupted } from '../contract/work.ts';
import { goingOn } from './interrupted.ts';

/** What the command found. */
interface Found {
  readonly standing: Standing | undefined;
  readonly interrupted: Pick<Interrupted, 'work' | 'ended'> | undefined;
  /** The file that the plan is in. */
  readonly plan: string | undefined;
  /** A check of the page is predicted to fail: a run would not begin. */
  readonly predictedToFail?: boolean;
  /** The hint that was given. */
  readonly hint?: EventOf<'hint'> | undefined;
}

const RESET = {
  run: ['reset'],
  why: 'restores the account to its baseline and verifies it',
} as const satisfies Suggestion;

/** What to type next. An error has its own commands. */
export function waysOn(summary: Summary, found: Found): readonly Suggestion[] {
  if (summary.error) return [];
  if (summary.command === 'check') return afterCheck(summary);
  if (summary.exitCode === 3) return afterFailedCheck(summary);
  return AFTER[summary.command]?.(summary, found) ?? [];
}

const AFTER: Readonly<Record<string, (summary: Summary, found: Found) => readonly Suggestion[]>> = {
  plan: ({ exitCode }, { plan }) =>
    exitCode === 4
      ? [{ run: ['run', ...(plan ? ['--plan', plan] : [])], why: 'makes these changes' }]
      : [{ run: ['verify'], why: 'runs the checks' }],
  run: () => [{ run: ['matrix'], why: 'shows who may do what now, and which statement decides' }, RESET],
  edit: () => [{ run: ['status'], why: 'shows where the account stands now' }, RESET],
  hint: (_summary, { hint }) => (hint ? afterHint(hint) : []),
  goto: () => [{ run: ['step'], why: 'continues from here, step by step' }, RESET],
  solve: () => [
    { run: ['step'], why: 'continues with the next step' },
    { run: ['back'], why: 'undoes this step' },
  ],
  back: () => [{ run: ['step'], why: 'takes the step again' }, RESET],
  rollback: () => [{ run: ['run'], why: 'continues from here' }, RESET],
  reset: () => [{ run: ['plan'], why: 'shows what a new run would change' }],
  status: (_summary, { standing, ...found }) => (standing ? [afterStatus(standing, found)] : []),
  resume: () => [RESET],
  setup: ({ exitCode }) =>
    exitCode === 4
      ? [{ run: ['setup'], why: 'creates what is missing' }]
      : [
          { run: ['run'], why: 'does the page' },
          { run: ['teardown'], why: 'removes what was made' },
        ],
  teardown: ({ exitCode }) =>
    exitCode === 4 ? [{ run: ['teardown'], why: 'removes what is the lab’s' }] : [],
  'checkpoint rebase': () => [{ run: ['verify'], why: 'runs the checks again' }],
  'checkpoint save': () => [{ run: ['checkpoint', 'list'], why: 'lists every checkpoint' }],
};

const REBASE = {
  run: ['checkpoint', 'rebase'],
  why: 'accepts what another user changed as the new baseline',
} as const satisfies Suggestion;

/** The user should find out what is wrong with the step, or ask for a hint. */
function afterCheck({ exitCode, steps }: Summary): readonly Suggestion[] {
  const step = steps[0]?.id ?? '';
  if (exitCode === 0) return [{ run: ['step'], why: 'continues with the page' }];
  return [
    { run: ['hint', step], why: 'says where to look, and more each time' },
    { run: ['check', step], why: 'checks again' },
  ];
}

const afterHint = ({ step, grade = 3 }: EventOf<'hint'>): readonly Suggestion[] => [
  ...(grade < 3 ? [{ run: ['hint', step], why: 'says more' }] : []),
  { run: ['check', step], why: 'checks what you did' },
];

function afterFailedCheck({ command, steps, checks }: Summary): readonly Suggestion[] {
  const failed = steps.find(({ status }) => status === 'failed');
  const somebodyElse = [...steps.flatMap((step) => step.checks), ...checks].some(
    ({ id, status }) => id === 'nothing-else-changed' && status === 'failed',
  );
  const advised = [...steps.flatMap((step) => step.checks), ...checks]
    .filter(({ status }) => status === 'failed')
    .flatMap(({ next = [] }) => next);
  const isAdvised = advised.some((one) => commandLine(one) === commandLine(REBASE));
  const rebase = somebodyElse && !isAdvised ? [REBASE] : [];
  return [
    ...advised,
    ...rebase,
    ...(failed ? [{ run: ['explain', failed.id], why: 'explains the step' }] : []),
    ...(command === 'verify' ? [] : [{ run: ['verify'], why: 'runs the checks again' }]),
    { run: ['status'], why: 'shows whether the account has drifted' },
    RESET,
  ];
}

/** Only the most urgent one: interrupted work comes before what is missing, then what differs, then the next step. */
function afterStatus(
  { drift, at, next, failed = [], missing = [] }: Standing,
  { interrupted, predictedToFail }: Omit<Found, 'standing'>,
): Suggestion {
  if (interrupted && interrupted.ended !== 'partly') return goingOn(interrupted);
  if (missing.length > 0) return SEE_DOCTOR;
  if (interrupted) return goingOn(interrupted);
  if (drift.length > 0 || at === undefined) return { run: ['back'], why: 'undoes what was changed' };
  const step = failed[0] ?? next;
  if (step === undefined) return RESET;
  if (predictedToFail) return SEE_DOCTOR;
  return {
    run: ['run', '--to', step],
    why: failed[0] ? 'does it again, and runs its checks' : 'does the next step',
  };
}
