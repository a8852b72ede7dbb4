import type { Verdict } from '../contract/check.ts';
import type { ErrorNote, StepStatus } from '../contract/event.ts';
import { type Mark, signOf } from './marks.ts';
import { count } from './wrap.ts';

/** A step that has ended. */
export interface EndedStep {
  /** Counted from 1, in the order of the page. */
  readonly number: number;
  /** How many steps the page has. */
  readonly of: number;
  readonly title: string;
  readonly status: StepStatus;
  readonly changes: number;
  readonly verdicts: readonly Pick<Verdict, 'status'>[];
  readonly error?: Pick<ErrorNote, 'code'> | undefined;
  readonly tookMs: number;
}

const MARK_OF = {
  applied: 'done',
  unchanged: 'done',
  incomplete: 'begun',
  skipped: 'open',
  failed: 'failed',
} as const satisfies Readonly<Record<StepStatus, Mark>>;

/** `3/7 ✓ Start the web app on the instance (14 checks, 2.1 s)` */
export function stepLine(step: EndedStep): string {
  const { number, of, title, status } = step;
  return `${number}/${of} ${signOf(MARK_OF[status])} ${title} (${said(step).join(', ')})`;
}

function said({ status, changes, verdicts, error, tookMs }: EndedStep): readonly string[] {
  const took = `${(tookMs / 1000).toFixed(1)} s`;
  const having = (wanted: Verdict['status']) => verdicts.filter(({ status }) => status === wanted).length;
  switch (status) {
    case 'skipped':
      return [changes > 0 ? count(changes, 'change') : 'nothing to change'];
    case 'incomplete':
      return ['something is missing', took];
    case 'failed':
      return [error?.code ?? `${having('failed')} of ${count(verdicts.length, 'check')} failed`, took];
    case 'unchanged':
    case 'applied': {
      const unseen = having('skipped');
      return [
        ...(status === 'unchanged' ? ['in place already'] : []),
        ...(verdicts.length > 0 ? [count(verdicts.length, 'check')] : []),
        ...(unseen > 0 ? [`${unseen} could not be checked`] : []),
        ...(status === 'applied' || verdicts.length > 0 ? [took] : []),
      ];
    }
  }
}
