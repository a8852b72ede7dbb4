import type { LabEvent } from '../../contract/event.ts';
import type { Hint } from '../../contract/hint.ts';
import { furtherTold, renewed, type Told, toldText } from './hinting.ts';
import { lasting } from './job-view.ts';
import { all } from './outcome.ts';
import type { Act, Job, Progress } from './scene.ts';
import { paragraphs, type Text } from './view.ts';

/** What a person does is not there yet. */
const AWAITED = 'your change';

/**
 * Watching a person work: for how long already, and what is wrong so far. A hint is told by its grades here too; it goes
 * once what it was about is mended.
 */
export function watching(title: string, todo: Text, act: Act): Job {
  let told: Told | undefined;
  const current = (events: readonly LabEvent[]): Told | undefined => {
    const hint = openHint(events);
    told = hint && renewed(told, hint);
    return told;
  };
  return {
    title,
    act,
    status: statusOf,
    found: (events) => paragraphs(todo, toldOrNothing(current(events))),
    keys: [
      {
        key: 'h',
        value: 'hint',
        short: 'hint',
        name: 'hint',
        means: 'more of the hint',
        pressed() {
          told = told && furtherTold(told);
        },
      },
    ],
  };
}

const toldOrNothing = (told: Told | undefined): Text => (told ? toldText(told) : () => '');

/** The last hint, unless everything is in place since. */
export function openHint(events: readonly LabEvent[]): Hint | undefined {
  return isInPlace(events) ? undefined : all(events, 'hint').at(-1)?.hint;
}

const isInPlace = (events: readonly LabEvent[]): boolean =>
  events.some(({ type }) => type === 'check-settled' || type === 'change-applied') ||
  (all(events, 'waiting').at(-1)?.what ?? AWAITED) !== AWAITED;

const statusOf = ({ events, seconds }: Progress): string =>
  isInPlace(events)
    ? `Your change is there. Running the checks${lasting(seconds)}`
    : `Watching for your change${lasting(seconds)}`;
