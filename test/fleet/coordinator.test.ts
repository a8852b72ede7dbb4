import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { advance, begin } from '../../src/fleet/coordinator.ts';
import {
  accountProgress,
  countedIn,
  type Fleet,
  type FleetCommand,
  type FleetEvent,
  failedIn,
  tally,
} from '../../src/fleet/fleet-state.ts';
import type { Outcome } from '../../src/fleet/queue.ts';
import { LIMITS, played } from './script.ts';

const CASES = join(import.meta.dirname, 'cases');

/** Write what happens, and let `vitest -u` write what follows. Then read it. */
test.each(readdirSync(CASES))('%s', async (name) => {
  const path = join(CASES, name);
  await expect(played(readFileSync(path, 'utf8'))).toMatchFileSnapshot(path);
});

const outcome = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Outcome>({ is: 'done', wrote: true }) },
  { weight: 2, arbitrary: fc.constant<Outcome>({ is: 'failed', cause: 'ERR_AWS', detail: '', wrote: true }) },
  {
    weight: 1,
    arbitrary: fc.constant<Outcome>({ is: 'refused', cause: 'ERR_LOCK_OUT', detail: '', wrote: false }),
  },
  { weight: 2, arbitrary: fc.constant<Outcome>({ is: 'busy', detail: '' }) },
  {
    weight: 2,
    arbitrary: fc.constant<Outcome>({ is: 'drifted', cause: 'ERR_DRIFT', detail: '', wrote: false }),
  },
  { weight: 1, arbitrary: fc.constant<Outcome>({ is: 'interrupted', wrote: false }) },
);

/** What the world does next. */
const happening = fc.oneof(
  // One of what is due happens.
  { weight: 50, arbitrary: fc.record({ what: fc.constant('due' as const), which: fc.nat(1000), outcome }) },
  // Something is told again.
  { weight: 15, arbitrary: fc.record({ what: fc.constant('again' as const), which: fc.nat(1000) }) },
  // The coordinator is killed: what it waited for is lost, except for the units, which are in the queue.
  { weight: 5, arbitrary: fc.record({ what: fc.constant('killed' as const), lift: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('interrupt' as const) }) },
);

const world = fc.record({
  accounts: fc.integer({ min: 1, max: 12 }),
  limits: fc.record({
    concurrency: fc.integer({ min: 1, max: 5 }),
    canary: fc.nat(3),
    maxErrors: fc.integer({ min: 1, max: 4 }),
    attempts: fc.integer({ min: 1, max: 3 }),
    waits: fc.integer({ min: 1, max: 3 }),
  }),
  groups: fc.infiniteStream(fc.constantFrom('home', 'home', 'other', 'same', 'refused', 'failed')),
  happenings: fc.array(happening, { maxLength: 120 }),
});

/** A queue, timers and a person, of which the test decides what comes when. */
class World {
  fleet: Fleet;
  /** What will happen: never lost with the coordinator. */
  readonly units = new Map<string, Extract<FleetCommand, { do: 'put' }>['unit']>();
  /** Lost with it. */
  due: FleetCommand[] = [];
  readonly told: FleetEvent[] = [];
  readonly put = new Set<string>();
  exit: number | undefined;
  readonly groups: Iterator<string>;

  constructor(accounts: number, limits: object, groups: Iterator<string>) {
    this.groups = groups;
    const [fleet, commands] = begin({
      type: 'begun',
      fleet: 'f',
      version: '0.1.0',
      accounts: Array.from({ length: accounts }, (_, place) => `a${place}`),
      limits: { ...LIMITS, ...limits },
      work: {},
    });
    this.fleet = fleet;
    this.perform(commands);
  }

  perform(commands: readonly FleetCommand[]): void {
    for (const command of commands) {
      if (command.do === 'end') this.exit = command.exit;
      else if (command.do !== 'put') this.due.push(command);
      else {
        const id = `${command.unit.account}.${command.unit.attempt}`;
        if (this.put.has(id)) continue;
        this.put.add(id);
        expect(this.units.has(command.unit.account), `${command.unit.account} twice at a time`).toBe(false);
        this.units.set(command.unit.account, command.unit);
      }
    }
  }

  tell(event: FleetEvent): void {
    this.told.push(event);
    const [next, commands] = advance(this.fleet, event);
    this.fleet = next;
    this.perform(commands);
    const { limits } = this.fleet;
    expect(tally(this.fleet)).toEqual(countedIn(this.fleet.progress));
    expect(this.units.size).toBeLessThanOrEqual(limits.concurrency);
    // Even if all that run now fail.
    expect(failedIn(this.fleet) + this.units.size).toBeLessThanOrEqual(limits.maxErrors);
  }

  /** How many things can happen; the world waits for nothing else. */
  get open(): number {
    return this.units.size + this.due.length;
  }

  happen(which: number, outcome: Outcome): void {
    const at = which % this.open;
    const unit = [...this.units.values()][at];
    if (unit) {
      this.units.delete(unit.account);
      this.tell({ type: 'ended', account: unit.account, attempt: unit.attempt, outcome });
      return;
    }
    const [command] = this.due.splice(at - this.units.size, 1);
    if (command?.do === 'ask') this.tell({ type: 'answered', agreed: which % 7 > 0 });
    if (command?.do === 'rest')
      this.tell({ type: 'rested', account: command.account, attempt: command.attempt });
    if (command?.do === 'plan') {
      const { account, attempt } = command;
      const group = this.groups.next().value as string;
      const plan =
        group === 'same'
          ? { is: group as 'same', hash: '', group }
          : group === 'refused' || group === 'failed'
            ? { is: group as 'failed', cause: 'ERR_AWS' as const, detail: '' }
            : { is: 'change' as const, hash: 'h', group };
      this.tell({ type: 'planned', account, attempt, plan });
    }
  }

  killed(lift: boolean): void {
    this.due = [];
    this.exit = undefined;
    const lifted = this.fleet.accounts.filter(
      (one) => lift && accountProgress(this.fleet, one)?.is === 'quarantined',
    );
    this.tell({ type: 'resumed', lifted });
  }
}

describe('in any order, with loss and repetition,', () => {
  test('the limit of errors holds, no account runs twice at a time, and the fleet ends', () => {
    fc.assert(
      fc.property(world, ({ accounts, limits, groups, happenings }) => {
        const there = new World(accounts, limits, groups[Symbol.iterator]());
        for (const one of happenings) {
          if (one.what === 'killed') there.killed(one.lift);
          else if (one.what === 'interrupt') there.tell({ type: 'interrupted' });
          else if (one.what === 'again' && there.told.length > 0) {
            const event = there.told[one.which % there.told.length]!;
            // A person answers once.
            if (!['answered', 'resumed', 'interrupted'].includes(event.type)) there.tell(event);
          } else if (one.what === 'due' && there.open > 0) there.happen(one.which, one.outcome);
        }
        // From here on, everything that is due comes, and works.
        for (let left = 1000; there.exit === undefined; left--) {
          expect(there.open, `waits for nothing: ${there.fleet.stage}`).toBeGreaterThan(0);
          expect(left).toBeGreaterThan(0);
          there.happen(1, { is: 'done', wrote: true });
        }
        const { done, same, running, unplanned } = tally(there.fleet);
        expect(running).toBe(0);
        if (there.exit === 0) expect(done + same).toBe(accounts);
        if (there.fleet.stopped === undefined) expect(unplanned).toBe(0);
      }),
      { numRuns: 500 },
    );
  });
});
