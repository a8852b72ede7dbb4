import type { ErrorNote, Summary } from '../../contract/event.ts';
import type { Facts } from '../../contract/facts.ts';
import type { Change } from '../../contract/resource.ts';
import type { SetupWishes } from '../../contract/workshop.ts';
import type { CommandSession } from '../../engine/session.ts';
import type { WorkshopOutcome, WorkshopSession } from '../../engine/setup.ts';
import { SILENT } from '../../engine/silent-host.ts';
import { type AccountPlan, planOfChanges, planOfParts } from '../../fleet/groups.ts';

/** A command of one account that a fleet does in many. */
interface VerbBase {
  /** As the command of one account is called. */
  readonly name: string;
  /** Its own argument, if it has one. */
  readonly step?: string | undefined;
}

/** What one account is asked before anything is agreed to: its plan, or why there can be none. */
export type ForeseenAccount = { readonly plan: AccountPlan } | { readonly refused: ErrorNote };

/** On an opened lab. Without `foresee`, it only looks, and there is nothing to agree to. */
export interface LabVerb extends VerbBase {
  readonly on: 'lab';
  foresee?(session: CommandSession): Promise<ForeseenAccount>;
  work(session: CommandSession): Promise<Summary>;
}

/** On an account in which the workshop may be missing. */
export interface WorkshopVerb extends VerbBase {
  readonly on: 'workshop';
  readonly wishes: SetupWishes;
  foresee(session: WorkshopSession): Promise<AccountPlan>;
  work(session: WorkshopSession): Promise<WorkshopOutcome>;
}

export type FleetVerb = LabVerb | WorkshopVerb;

/** What a fleet is to do, as it is asked for and as its journal says. */
export interface FleetWant {
  /** `reset` */
  readonly does: string;
  readonly step?: string | undefined;
  /** Who may reach the web apps that `setup` makes. */
  readonly from?: string | undefined;
}

type Argument = Omit<FleetWant, 'does'>;

const VERBS: { readonly [name: string]: (argument: Argument) => Promise<FleetVerb> } = {
  run: async () => {
    const { plan, run } = await import('../../engine/index.ts');
    return {
      name: 'run',
      on: 'lab',
      async foresee(session) {
        const { steps, error } = await plan({ ...session, command: 'plan', host: SILENT }, {});
        if (error) return { refused: error };
        return planned(
          steps.flatMap(({ changes }) => changes),
          session.lab.facts,
        );
      },
      work: (session) => run(session, { onFailure: 'stop' }),
    };
  },
  goto: async ({ step = '' }) => {
    const { foresee, goto } = await import('../../engine/index.ts');
    return {
      name: 'goto',
      step,
      on: 'lab',
      foresee: async (session) =>
        planned((await foresee(session, { goto: step })).changes, session.lab.facts),
      work: (session) => goto(session, { step }),
    };
  },
  solve: async ({ step = '' }) => {
    const { foresee, solve } = await import('../../engine/index.ts');
    return {
      name: 'solve',
      step,
      on: 'lab',
      foresee: async (session) =>
        planned((await foresee(session, { solve: step })).changes, session.lab.facts),
      work: (session) => solve(session, { step }),
    };
  },
  check: async ({ step }) => {
    const { check } = await import('../../engine/index.ts');
    return { name: 'check', step, on: 'lab', work: (session) => check(session, { step }) };
  },
  hint: async ({ step }) => {
    const [{ hint }, { hintFor }] = await Promise.all([
      import('../../engine/index.ts'),
      import('../../hints/index.ts'),
    ]);
    return {
      name: 'hint',
      step,
      on: 'lab',
      work: async (session) => (await hint(session, { step, hintFor })).summary,
    };
  },
  reset: async () => {
    const [{ reset }, { restorationOf }] = await Promise.all([
      import('../../engine/index.ts'),
      import('../preview.ts'),
    ]);
    return {
      name: 'reset',
      on: 'lab',
      foresee: async (session) => planned((await restorationOf(session)).changes, session.lab.facts),
      work: reset,
    };
  },
  verify: async () => {
    const { verify } = await import('../../engine/index.ts');
    return { name: 'verify', on: 'lab', work: verify };
  },
  status: async () => {
    const { status } = await import('../../engine/index.ts');
    return { name: 'status', on: 'lab', work: status };
  },
  setup: async ({ from }) => {
    const { planSetup, setup } = await import('../../engine/setup.ts');
    return {
      name: 'setup',
      on: 'workshop',
      wishes: { from, pendingDays: 30 },
      foresee: async (session) => planOfParts(await planSetup(session)),
      work: setup,
    };
  },
  teardown: async () => {
    const { planTeardown, teardown } = await import('../../engine/teardown.ts');
    // A key is deleted in one account at a time: its id has to be typed.
    const keep: Parameters<typeof teardown>[1] = (part) =>
      part.id === 'key' ? { note: 'a fleet deletes no key', next: [] } : undefined;
    return {
      name: 'teardown',
      on: 'workshop',
      wishes: { pendingDays: 30 },
      foresee: async (session) => planOfParts(await planTeardown(session, keep)),
      work: (session) => teardown(session, keep),
    };
  },
};

const planned = (changes: readonly Change[], facts: Facts): ForeseenAccount => ({
  plan: planOfChanges(changes, facts),
});

export async function fleetVerb({ does, ...argument }: FleetWant): Promise<FleetVerb> {
  const verb = VERBS[does];
  if (!verb) throw new TypeError(`a fleet does no ${does}`);
  return verb(argument);
}

/** `goto strip-decrypt` */
export const verbWords = ({ name, step }: VerbBase): readonly string[] =>
  step === undefined ? [name] : [name, step];
