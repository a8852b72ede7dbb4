import type { ExitCode } from '../contract/errors.ts';
import type { StepStatus, Summary } from '../contract/event.ts';
import { paintOf, type Style } from './style.ts';
import { count, wrap } from './wrap.ts';

const STATUSES = [
  'applied',
  'unchanged',
  'incomplete',
  'skipped',
  'failed',
] as const satisfies readonly StepStatus[];

const ENDINGS: Partial<Record<ExitCode, string>> = {
  0: 'done',
  3: 'a check failed',
  4: 'not as it was left',
  5: 'refused',
  6: 'the account is held',
  130: 'interrupted',
};

/** What exit code 4 means for these commands. */
const PENDING: Readonly<Record<string, string>> = {
  plan: 'changes are pending',
  setup: 'changes are pending',
  teardown: 'changes are pending',
  check: 'something is missing',
};

/** How a command ended, on one line. */
export function summaryText(summary: Summary, style: Style): string {
  const { command, ok, exitCode, accountId, target, region, calls, writes, durationMs } = summary;
  const end = (exitCode === 4 ? PENDING[command] : undefined) ?? ENDINGS[exitCode] ?? 'failed';
  const parts = [
    `${command}: ${end}`,
    `account ${accountId} (${target}, ${region})`,
    ...stepParts(summary),
    ...checkParts(summary),
    `${count(calls, 'call')}, ${count(writes, 'write')}`,
    `${(durationMs / 1000).toFixed(1)} s`,
  ];
  const paint = paintOf(style);
  const shade = ok ? paint.green : exitCode === 4 ? paint.yellow : paint.red;
  return wrap(parts.join(' · '), style.width).map(shade).join('\n');
}

/** A plan leaves every step as it is, so it is judged by its changes, not by how its steps ended. */
function stepParts({ command, steps }: Summary): readonly string[] {
  if (steps.length === 0) return [];
  if (command === 'plan') return [count(steps.flatMap(({ changes }) => changes).length, 'change')];
  const parts = STATUSES.map(
    (status) => [steps.filter((step) => step.status === status).length, status] as const,
  );
  return [
    `steps: ${parts
      .filter(([number]) => number > 0)
      .map((part) => part.join(' '))
      .join(', ')}`,
  ];
}

function checkParts({ steps, checks }: Summary): readonly string[] {
  const all = [...steps.flatMap((step) => step.checks), ...checks];
  if (all.length === 0) return [];
  const passed = all.filter(({ status }) => status === 'passed').length;
  const skipped = all.filter(({ status }) => status === 'skipped').length;
  return [`checks: ${passed} of ${all.length} pass${skipped > 0 ? `, ${skipped} could not be checked` : ''}`];
}
