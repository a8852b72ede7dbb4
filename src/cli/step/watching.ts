import type { LabEvent } from '../../contract/event.ts';
import { eventsOf } from '../../contract/events-of.ts';
import type { Hint } from '../../contract/hint.ts';
import { furtherTold, type GivenHint, renewed, type ToldHint, toldText } from './hinting.ts';
import { lasting } from './job-view.ts';
import { outcomeText, summaryOf } from './outcome.ts';
import type { Act, Job, WorkProgress } from './scene.ts';
import { paragraphs, sentence, type Text } from './view.ts';

/** The user's change has not been made yet. */
const AWAITED = 'your change';

interface Shown {
  /** What to do, in a sentence or two. */
  readonly task: Text;
  /** How to do it, as the account is now. */
  readonly guide: () => Text;
}

/**
 * Watches a user work: shows how long it has been watching and what is wrong so far, with the guide one key away.
 * Here, too, a hint is shown grade by grade; it disappears once its mistake is fixed.
 */
export function watching(
  title: string,
  { task, guide }: Shown,
  act: Act,
  before?: ToldHint | undefined,
): Job & { readonly given: () => GivenHint | undefined } {
  let told: GivenHint | undefined;
  let shows: 'hint' | 'guide' = 'hint';
  let isAsked = false;
  const hintIn = (events: readonly LabEvent[]): Text => {
    const hint = openHint(events);
    told = hint && renewed(told ?? before, hint);
    if (told) isAsked = false;
    if (shows === 'guide') return told ? sentence(THERE_IS_ONE) : NOTHING;
    if (told) return toldText(told);
    return isAsked ? sentence(unhinted(events)) : NOTHING;
  };
  return {
    title,
    act,
    given: () => told,
    status: statusOf,
    found: (events) => {
      const hint = hintIn(events);
      return shows === 'guide' ? paragraphs(hint, guide()) : paragraphs(task, hint);
    },
    keys: [
      {
        ...{ key: 'h', value: 'hint', short: 'hint', name: 'hint' },
        means: 'more of the hint',
        pressed() {
          if (shows === 'hint') told = told && furtherTold(told);
          shows = 'hint';
          isAsked = true;
        },
      },
      {
        ...{ key: 'g', value: 'guide', short: 'guide', name: 'guide' },
        means: 'how to do the step by hand; again: back to the hint',
        pressed() {
          shows = shows === 'hint' ? 'guide' : 'hint';
        },
      },
    ],
  };
}

const NOTHING: Text = () => '';

const THERE_IS_ONE = 'There is a hint: press h.';

/** What to say if there is no hint. */
function unhinted(events: readonly LabEvent[]): string {
  if (isInPlace(events)) return 'No hint is needed: your change is there.';
  return eventsOf(events, 'waiting').length === 0
    ? 'kms-lab is still reading the account.'
    : 'kms-lab has seen no change of yours yet. Press g to see how to do the step.';
}

/** The outcome, with a hint that is still open. */
export const watchedText =
  (given: ToldHint | undefined): typeof outcomeText =>
  (events, before) => {
    const hint = eventsOf(events, 'hint').at(-1)?.hint;
    return paragraphs(
      outcomeText(events, before),
      hint && summaryOf(events)?.exitCode !== 0 ? toldText(renewed(given, hint)) : NOTHING,
    );
  };

/** The last hint, unless everything has been put in place since. */
export function openHint(events: readonly LabEvent[]): Hint | undefined {
  return isInPlace(events) ? undefined : eventsOf(events, 'hint').at(-1)?.hint;
}

const isInPlace = (events: readonly LabEvent[]): boolean =>
  events.some(({ type }) => type === 'check-settled' || type === 'change-applied') ||
  (eventsOf(events, 'waiting').at(-1)?.what ?? AWAITED) !== AWAITED;

const statusOf = ({ events, seconds }: WorkProgress): string =>
  isInPlace(events)
    ? `Your change is there. Running the checks${lasting(seconds)}`
    : `Watching for your change${lasting(seconds)}`;
