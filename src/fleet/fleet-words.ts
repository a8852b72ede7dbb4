import type { FleetGroup } from '../contract/event.ts';
import type { Suggestion } from '../contract/suggestion.ts';
import { seatsText } from '../report/seat-ranges.ts';
import { paintOf, type Style } from '../report/style.ts';
import { nextBlock } from '../report/suggestions.ts';
import { count, labelled, wrap } from '../report/wrap.ts';
import { type Fleet, type Progress, type ProgressName, tally, type WhyStopped } from './fleet-state.ts';
import type { SeatNames } from './seat-names.ts';

/** The states in the order in which a person asks for them, in words. */
export const STATE_WORDS: readonly (readonly [ProgressName, string])[] = [
  ['done', 'done'],
  ['same', 'nothing to change'],
  ['running', 'running'],
  ['waiting', 'waiting'],
  ['resting', 'tried again later'],
  ['unplanned', 'not planned'],
  ['busy', 'held by another command'],
  ['quarantined', 'failed'],
];

/** `9 done, 1 nothing to change, 2 failed` */
export function tallyText(fleet: Fleet): string {
  const counts = tally(fleet);
  return STATE_WORDS.filter(([is]) => counts[is] > 0)
    .map(([is, words]) => `${counts[is]} ${words}`)
    .join(', ');
}

/** Accounts that failed alike. */
export interface FailedAlike {
  readonly cause: string;
  readonly detail: string;
  readonly seats: readonly number[];
  readonly wrote: boolean;
}

/** The most frequent first. */
export function failuresIn({ accounts, progress }: Fleet, names: SeatNames): readonly FailedAlike[] {
  const alike = new Map<string, FailedAlike>();
  for (const [place, one] of progress.entries()) {
    if (one.is !== 'quarantined' && one.is !== 'busy') continue;
    const account = accounts[place] ?? '';
    const { cause, wrote } = one.is === 'busy' ? { cause: 'ERR_LOCKED', wrote: one.wrote } : one;
    const key = `${cause} ${one.detail.replaceAll(account, '<account>')}`;
    const before = alike.get(key);
    const detail = names.withoutNames(before?.detail ?? one.detail);
    const seats = [...(before?.seats ?? []), names.seatOf(account)];
    alike.set(key, { cause, detail, seats, wrote: wrote || (before?.wrote ?? false) });
  }
  return [...alike.values()].toSorted((a, b) => b.seats.length - a.seats.length);
}

const STOPPED: { readonly [Why in WhyStopped]: string } = {
  declined: 'You did not agree. Nothing was changed.',
  canary: 'Stopped: the first account failed, and the others were not begun.',
  errors: 'Stopped: as many accounts failed as --max-errors allows.',
  interrupted: 'Stopped. No write was in progress.',
};

/** How a fleet ended, and what to type next. */
export function fleetEndText(
  fleet: Fleet,
  names: SeatNames,
  style: Style,
  next: readonly Suggestion[],
): string {
  const paint = paintOf(style);
  const failed = failuresIn(fleet, names);
  return [
    ...(fleet.stopped ? [paint.yellow(wrap(STOPPED[fleet.stopped], style.width).join('\n'))] : []),
    ...failed.map((one) => paint.red(failureText(one, style))),
    wrap(`${count(fleet.accounts.length, 'account')}: ${tallyText(fleet)}.`, style.width).join('\n'),
    ...nextBlock(next, style),
  ].join('\n\n');
}

function failureText({ cause, detail, seats, wrote }: FailedAlike, { width }: Style): string {
  const what = `${cause}: ${detail}${wrote ? '' : ' Nothing was written.'}`;
  const title = seatsText(seats);
  return [...wrap(title, width), labelled('', what, width, 4)].join('\n');
}

const isOpen = ({ is }: Progress): boolean => !['done', 'same'].includes(is);

/** What to type when a fleet has ended. `looks`: its command changes nothing, so no account is set aside. */
export function fleetSuggestions(fleet: Fleet, looks: boolean): readonly Suggestion[] {
  const { id, accounts, progress } = fleet;
  const failed = accounts.filter((_, place) => {
    const one = progress[place];
    return one?.is === 'quarantined' && one.during === 'run';
  });
  return [
    ...(failed.length > 0 && !looks
      ? [{ run: ['fleet', 'quarantine', 'lift', '--all'], why: 'lets the next command try them again' }]
      : []),
    ...(progress.some(isOpen)
      ? [{ run: ['fleet', 'resume', id], why: 'goes on with what is unfinished' }]
      : []),
    { run: ['fleet', 'report', id], why: 'writes a page about all accounts' },
  ];
}

/** More would scroll the question away. */
const SHOWN_GROUPS = 8;

/** What would change, group by group, for the person who agrees. */
export function groupsText(groups: readonly FleetGroup[], style: Style): string {
  const paint = paintOf(style);
  const shown = groups.slice(0, SHOWN_GROUPS);
  const left = groups.slice(SHOWN_GROUPS).reduce((sum, { accounts }) => sum + accounts, 0);
  return [
    ...shown.map(({ is, accounts, seats, changes, detail }) => {
      const title = paint.bold(`${count(accounts, 'account')} ${GROUP_TITLES[is]}`);
      const which = labelled('', seatsText(seats), style.width, 2);
      const lines = (detail === undefined ? changes : [detail]).map((line) =>
        labelled('', line, style.width, 4),
      );
      return [title, which, ...lines].join('\n');
    }),
    ...(left > 0 ? [`… and ${count(left, 'account')} in other groups.`] : []),
  ].join('\n\n');
}

const GROUP_TITLES: { readonly [Is in FleetGroup['is']]: string } = {
  change: 'with the same changes',
  same: 'with nothing to change',
  refused: 'refused',
  failed: 'that could not be planned',
};
