import type { Verdict } from '../contract/check.ts';
import type {
  EventOf,
  EventType,
  FleetAccountState,
  FleetGroup,
  LabEvent,
  Standing,
  StepStatus,
} from '../contract/event.ts';
import type { Change } from '../contract/resource.ts';
import type { Suggestion } from '../contract/suggestion.ts';
import { changeTitle } from './changes.ts';
import { hintWords } from './hint-words.ts';
import { interruptedText } from './interrupted.ts';
import { noticesOf } from './notices.ts';
import { partLine } from './parts.ts';
import { quizScore } from './quiz.ts';
import { visible } from './visible.ts';
import { count } from './wrap.ts';

/** One event as one line, without control characters; `undefined` if it is worth reading only at the end. */
export function eventLine(event: LabEvent): string | undefined {
  const say = LINES[event.type] as (event: LabEvent) => string | undefined;
  const text = say(event);
  return text === undefined ? undefined : printable(text);
}

const untold = (): undefined => undefined;

/** The line of each event: a missing one is a compile error. */
const LINES: { readonly [Type in EventType]: (event: EventOf<Type>) => string | undefined } = {
  'run-started': ({ command, target, variant, facts }) => {
    const operator = 'arn' in facts.operator ? facts.operator.arn : facts.operator.kind;
    return `${command} on account ${facts.accountId} (${target}, ${facts.region}) as ${operator}, variant ${variant}`;
  },
  'set-out': untold,
  interrupted: interruptedText,
  'step-started': ({ step }) => `step ${step.id}: ${step.title}`,
  'step-showed': ({ text }) => `  shows ${text}`,
  'change-planned': ({ change }) => `  planned ${changeLine(change)}`,
  'change-begun': untold,
  'change-applied': ({ change }) => `  changed ${changeLine(change)}`,
  waiting: ({ what, checks, last, elapsedMs, limitMs }) =>
    `  waiting for ${what}${listOf(checks)} (${seconds(elapsedMs)}${limitMs === undefined ? '' : ` of at most ${limitMs / 1000} s`})${last ? `; last answer: ${last}` : ''}`,
  'check-settled': ({ check, verdict, looks }) => {
    const again = looks > 1 ? ` after ${looks} looks` : '';
    return `  check ${verdict.status} (${verdict.evidence}${again}): ${check.title}${seen(verdict)}`;
  },
  'check-predicted': ({ check, verdict, step }) => {
    const { status, expected, observed } = verdict;
    const saw = status === 'passed' ? '' : `; expected ${expected}; ${observed}`;
    const when = step ? `after ${step}` : 'now';
    return `  check predicted ${status === 'passed' ? 'to pass' : `to be ${status}`} ${when}: ${check.title}${saw}`;
  },
  condition: ({ condition, met, observed }) =>
    `  condition ${met ? 'met' : 'not met'}: ${condition.title}${observed ? `; ${observed}` : ''}`,
  hint: ({ hint, grade }) => `  hint (${hint.id}): ${hintWords(hint, grade).join(' ')}`,
  quiz: (quiz) => `  ${quizScore(quiz)}`,
  finding: untold,
  matrix: ({ matrix }) => {
    const notices = noticesOf(matrix);
    return notices.length > 0 ? `  ! ${notices.join(' ! ')}` : undefined;
  },
  'checkpoint-saved': ({ id }) => `  checkpoint ${id}`,
  'plan-saved': ({ path }) => `plan kept in ${path}`,
  moved: ({ changes }) => `changed since the plan was made: ${changes.map(({ title }) => title).join(', ')}`,
  standing: standingLine,
  'step-settled': (event) =>
    `  ${STATUSES[event.status]}${event.error ? ` ${event.error.code}` : ''}${waitedText(event)}`,
  'part-settled': ({ part }) => `  ${partLine(part)}`,
  'left-as-is': ({ title, error }) => `  not restored: ${title}: ${error.message}`,
  'fleet-started': ({ fleet, does, accounts }) => `fleet ${fleet}: ${does} in ${count(accounts, 'account')}`,
  'fleet-planned': ({ groups }) => groups.map(groupWords).join('; '),
  'fleet-account': fleetAccountLine,
  note: ({ text }) => `note: ${text}`,
  summary: untold,
};

const STATUSES: { readonly [Status in StepStatus]: string } = {
  applied: 'applied',
  unchanged: 'unchanged',
  incomplete: 'not done yet',
  skipped: 'not done',
  failed: 'failed',
};

const FLEET_STATES: { readonly [State in FleetAccountState]: string } = {
  same: 'nothing to change',
  running: 'begins',
  done: 'done',
  waiting: 'waits',
  resting: 'is tried again later',
  busy: 'is held by another command',
  quarantined: 'failed',
};

function fleetAccountLine(event: EventOf<'fleet-account'>): string {
  const { seat, account, name, state, attempt, error } = event;
  const who = [account, name].filter((part) => part !== undefined).join(' ');
  const tries = attempt > 1 && state === 'running' ? ` (attempt ${attempt})` : '';
  const why = error ? `: ${error.code}: ${error.message}` : '';
  return `  seat ${seat}${who === '' ? '' : ` ${who}`}: ${FLEET_STATES[state]}${tries}${why}${placeText(event)}`;
}

/** `; stands at baseline, 1 drifted resource` */
function placeText({ stands, drift, missing = 0 }: EventOf<'fleet-account'>): string {
  if (drift === undefined) return '';
  return [
    `; stands at ${stands ?? 'no place of the page'}`,
    ...(drift > 0 ? [count(drift, 'drifted resource')] : []),
    ...(missing > 0 ? [`${missing} missing`] : []),
  ].join(', ');
}

const GROUPS: { readonly [Is in FleetGroup['is']]: string } = {
  change: 'change alike',
  same: 'need no change',
  refused: 'are refused',
  failed: 'could not be planned',
};

/** `158 accounts change alike`; as one line of several. */
export const groupWords = ({ is, accounts }: FleetGroup): string =>
  accounts === 1 ? `1 account ${ONE[is]}` : `${accounts} accounts ${GROUPS[is]}`;

const ONE: { readonly [Is in FleetGroup['is']]: string } = {
  change: 'changes',
  same: 'needs no change',
  refused: 'is refused',
  failed: 'could not be planned',
};

/** What a check that did not pass saw instead. */
function seen({ status, expected, evidence, observed }: Verdict): string {
  if (status === 'failed') return `; expected ${expected}; ${evidence} ${observed}`;
  return status === 'skipped' ? `; ${observed}` : '';
}

/** What to type about an event: shown below its line. */
export function nextOf(event: LabEvent): readonly Suggestion[] {
  switch (event.type) {
    case 'note':
    case 'condition':
      return event.next ?? [];
    case 'hint':
      return (event.grade ?? 3) < 3 ? [] : (event.hint.next ?? []);
    case 'part-settled':
      return event.part.next ?? [];
    case 'left-as-is':
      return event.error.next ?? [];
    case 'fleet-account':
      return event.error?.next ?? [];
    case 'check-settled':
    case 'check-predicted':
      return event.verdict.next ?? [];
    default:
      return [];
  }
}

function standingLine({ at, halfDone, drift, missing = [], changedAround = [] }: Standing): string {
  return [
    `stands at ${at ?? 'no place of the page'}`,
    ...(halfDone ? [`${halfDone} half done`] : []),
    drift.length === 0 ? 'no drift' : count(drift.length, 'drifted resource'),
    ...missing.map(({ title }) => `${title}: missing`),
    ...changedAround.map((text) => `changed: ${text}`),
  ].join(', ');
}

/** At most two by name, because a line that changes must be short. */
const listOf = (checks: readonly { readonly title: string }[] = []): string => {
  if (checks.length === 0) return '';
  const more = checks.length > 2 ? `, and ${checks.length - 2} more` : '';
  return `: ${checks
    .slice(0, 2)
    .map(({ title }) => `“${title}”`)
    .join(', ')}${more}`;
};

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** How long a step’s changes took to arrive, if that was noticeable. */
export const waitedText = ({ waitedMs = 0 }: { readonly waitedMs?: number }): string =>
  waitedMs >= 1000 ? `, after waiting ${seconds(waitedMs)}` : '';

const changeLine = (change: Change): string => `${changeTitle(change)}: ${change.calls.join(', ')}`;

/** Programs read a log by line: the account's names and documents must not break lines. */
const printable = (text: string): string => visible(text.replace(/\s*\n\s*/g, ' '));
