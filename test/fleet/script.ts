import { advance, begin } from '../../src/fleet/coordinator.ts';
import {
  accountProgress,
  type Fleet,
  type FleetCommand,
  type FleetEvent,
  type FleetLimits,
} from '../../src/fleet/fleet-state.ts';

/** For a fleet of a test. */
export const LIMITS: FleetLimits = {
  concurrency: 10,
  canary: 1,
  maxErrors: 10,
  attempts: 2,
  waits: 3,
  rest: { first: 1000, longest: 60_000, busy: 30_000 },
};

/**
 * A scenario that a person can read, played to the coordinator. A line is what happens; the indented lines below it are
 * the commands that follow, and the fleet thereafter. Returns the script with the indented lines as they are now.
 *
 *     begin a b c, canary 1, errors 2      limits that are not named are those above
 *     plan a: change g1 | same | failed ERR_AWS | refused ERR_LOCK_OUT
 *     yes | no
 *     start a on w1
 *     end a: done | failed ERR_AWS | failed ERR_AWS, wrote | refused ERR_LOCK_OUT | busy | interrupted | drifted | done, nothing written
 *     rested a
 *     interrupt
 *     resume | resume, lifting a b
 *
 * `a#2` is the second attempt; without a number, it is the one that is due.
 */
export function played(script: string): string {
  let fleet: Fleet | undefined;
  const lines: string[] = [];
  for (const line of script.split('\n').filter((one) => !one.startsWith(' '))) {
    lines.push(line);
    if (line === '' || line.startsWith('#')) continue;
    const event = eventIn(line, fleet);
    const [next, commands] = event.type === 'begun' ? begin(event) : advance(fleet!, event);
    lines.push(...commands.map((command) => `  ${shownCommand(command)}`));
    lines.push(next === fleet ? '  = unchanged' : `  = ${shownFleet(next)}`);
    fleet = next;
  }
  return `${lines.join('\n').trimEnd()}\n`;
}

const LIMIT_WORDS: Readonly<Record<string, keyof Omit<FleetLimits, 'rest'>>> = {
  concurrency: 'concurrency',
  canary: 'canary',
  errors: 'maxErrors',
  attempts: 'attempts',
  waits: 'waits',
};

function eventIn(line: string, fleet: Fleet | undefined): FleetEvent {
  const [verb, rest = ''] = split(line, ' ');
  switch (verb) {
    case 'begin': {
      const [accounts = '', ...limits] = rest.split(', ');
      const named = limits.map((one) => split(one, ' ')).map(([word, n]) => [LIMIT_WORDS[word], Number(n)]);
      return {
        type: 'begun',
        fleet: 'f',
        version: '0.1.0',
        accounts: accounts.split(' '),
        limits: { ...LIMITS, ...Object.fromEntries(named) },
        work: {},
      };
    }
    case 'yes':
    case 'no':
      return { type: 'answered', agreed: verb === 'yes' };
    case 'interrupt':
      return { type: 'interrupted' };
    case 'resume':
      return {
        type: 'resumed',
        lifted: rest
          .replace(/^lifting /, '')
          .split(' ')
          .filter(Boolean),
      };
    case 'resume,':
      return { type: 'resumed', lifted: rest.replace(/^lifting /, '').split(' ') };
    case 'rested':
      return { type: 'rested', ...tryIn(rest, fleet!) };
    case 'start': {
      const [who, worker] = split(rest, ' on ');
      return { type: 'started', ...tryIn(who, fleet!), worker };
    }
    case 'plan': {
      const [who, what] = split(rest, ': ');
      const [is, word] = split(what, ' ');
      const plan =
        is === 'change'
          ? { is, hash: `h-${word}`, group: word }
          : is === 'same'
            ? { is, hash: 'h-same', group: 'same' }
            : { is: is as 'failed', cause: word as 'ERR_AWS', detail: 'Why.' };
      return { type: 'planned', ...tryIn(who, fleet!), plan: plan as never };
    }
    case 'end': {
      const [who, what] = split(rest, ': ');
      return { type: 'ended', ...tryIn(who, fleet!), outcome: outcomeIn(what) };
    }
  }
  throw new Error(`no such line: ${line}`);
}

function outcomeIn(what: string): Extract<FleetEvent, { type: 'ended' }>['outcome'] {
  const [is, rest] = split(what, ' ');
  if (what === 'done, nothing written') return { is: 'done', wrote: false };
  if (is === 'busy') return { is, detail: 'Held by another run.' };
  if (is === 'drifted') return { is, cause: 'ERR_DRIFT', detail: 'Why.', wrote: false };
  if (is === 'done' || is === 'interrupted') return { is, wrote: true };
  const [cause, wrote] = split(rest, ', ');
  return { is: is as 'failed', cause: cause as 'ERR_AWS', detail: 'Why.', wrote: wrote === 'wrote' };
}

function tryIn(who: string, fleet: Fleet): { readonly account: string; readonly attempt: number } {
  const [account, number] = split(who, '#');
  const now = accountProgress(fleet, account);
  const due = now && 'attempt' in now ? now.attempt : 1;
  return { account, attempt: number === '' ? due : Number(number) };
}

function split(text: string, by: string): readonly [string, string] {
  const at = text.indexOf(by);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + by.length)];
}

function shownCommand(command: FleetCommand): string {
  switch (command.do) {
    case 'plan':
      return `plan ${command.account}#${command.attempt}`;
    case 'rest':
      return `rest ${command.account}#${command.attempt} for ${command.ms} ms`;
    case 'put':
      return `put ${command.unit.account}#${command.unit.attempt} ${command.unit.planHash}`;
    case 'ask':
      return `ask about ${command.count}`;
    case 'end':
      return `end with ${command.exit}`;
  }
}

const shownFleet = (fleet: Fleet): string =>
  [
    `${fleet.stage}${fleet.stopped ? ` (${fleet.stopped})` : ''}:`,
    ...fleet.accounts.map((account) => `${account} ${shownProgress(accountProgress(fleet, account)!)}`),
  ]
    .join(' | ')
    .replace(': | ', ': ');

function shownProgress(now: NonNullable<ReturnType<typeof accountProgress>>): string {
  if (now.is === 'quarantined') {
    return `quarantined (${now.cause}, ${now.during}${now.wrote ? ', wrote' : ''})`;
  }
  const attempt = 'attempt' in now && now.attempt > 1 ? `#${now.attempt}` : '';
  const asWanted = now.is === 'waiting' && now.plan === 'same' ? ' (nothing to change)' : '';
  return `${now.is}${attempt}${asWanted}${now.is === 'running' && now.worker ? ` on ${now.worker}` : ''}`;
}
