import type { LabEvent } from '../contract/event.ts';
import type { Change } from '../contract/resource.ts';
import { changeTitle } from './changes.ts';
import { interruptedText } from './interrupted.ts';
import { noticesOf } from './notices.ts';
import { partLine } from './parts.ts';
import { count } from './wrap.ts';

/** One event as one line, without control characters; `undefined` for what is worth reading only at the end. */
export function lineOf(event: LabEvent): string | undefined {
  const text = say(event);
  return text === undefined ? undefined : printable(text);
}

function say(event: LabEvent): string | undefined {
  switch (event.type) {
    case 'run-started': {
      const { command, target, variant, facts } = event;
      const operator = 'arn' in facts.operator ? facts.operator.arn : facts.operator.kind;
      return `${command} on account ${facts.accountId} (${target}, ${facts.region}) as ${operator}, variant ${variant}`;
    }
    case 'step-started':
      return `step ${event.step.id}: ${event.step.title}`;
    case 'step-showed':
      return `  shows ${event.text}`;
    case 'change-planned':
      return `  planned ${changeLine(event.change)}`;
    case 'interrupted':
      return interruptedText(event);
    case 'change-applied':
      return `  changed ${changeLine(event.change)}`;
    case 'waiting':
      return `  waiting for ${event.what}${listOf(event.checks)} (${seconds(event.elapsedMs)})`;
    case 'check-settled': {
      const { check, verdict, looks } = event;
      const again = looks > 1 ? ` after ${looks} looks` : '';
      const seen =
        verdict.status === 'failed'
          ? `; expected ${verdict.expected}; ${verdict.evidence} ${verdict.observed}`
          : verdict.status === 'skipped'
            ? `; ${verdict.observed}`
            : '';
      return `  check ${verdict.status} (${verdict.evidence}${again}): ${check.title}${seen}`;
    }
    case 'checkpoint-saved':
      return `  checkpoint ${event.id}`;
    case 'plan-saved':
      return `plan kept in ${event.path}`;
    case 'step-settled':
      return `  ${event.status === 'skipped' ? 'not done' : event.status}${event.error ? ` ${event.error.code}` : ''}${waitedText(event)}`;
    case 'standing':
      return `stands at ${event.at ?? 'no place of the page'}${event.halfDone ? `, ${event.halfDone} half done` : ''}, ${count(event.drift.length, 'drifted resource')}`;
    case 'moved':
      return `changed since the plan was made: ${event.changes.map(({ title }) => title).join(', ')}`;
    case 'hint':
      return `  hint (${event.hint.id}): ${event.hint.says} ${event.hint.do}`;
    case 'part-settled':
      return `  ${partLine(event.part)}`;
    case 'left-as-is':
      return `  not restored: ${event.title}: ${event.error.message}`;
    case 'note':
      return `note: ${event.text}`;
    case 'matrix': {
      const notices = noticesOf(event.matrix);
      return notices.length > 0 ? `  ! ${notices.join(' ! ')}` : undefined;
    }
    case 'set-out':
    case 'change-begun':
    case 'finding':
    case 'summary':
      return undefined;
  }
}

/** Two by name; a line is to be read while it stands. */
const listOf = (checks: readonly { readonly title: string }[] = []): string => {
  if (checks.length === 0) return '';
  const more = checks.length > 2 ? `, and ${checks.length - 2} more` : '';
  return `: ${checks
    .slice(0, 2)
    .map(({ title }) => `“${title}”`)
    .join(', ')}${more}`;
};

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** How long a step’s changes took to arrive: only where that was to be noticed. */
export const waitedText = ({ waitedMs = 0 }: { readonly waitedMs?: number }): string =>
  waitedMs >= 1000 ? `, after waiting ${seconds(waitedMs)}` : '';

const changeLine = (change: Change): string => `${changeTitle(change)}: ${change.calls.join(', ')}`;

/** A log is read by line: what an account's names and documents bring along must not break it. */
const printable = (text: string): string => text.replace(/\s*\n\s*/g, ' ').replace(/[\p{Cc}\p{Cf}]/gu, '');
