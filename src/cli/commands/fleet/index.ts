import type { CliCommand, Example, Invocation } from '../../command.ts';
import type { FleetWish } from '../../fleet/run-fleet.ts';
import { GUARDS } from '../../used-options.ts';
import { MY_IP_OPTION } from '../setup.ts';
import { LIMIT_OPTIONS, RESUME_OPTIONS, ROOM_CHANGES, ROOM_OPTIONS, ROOM_USES } from './options.ts';
import { fleetQuarantine } from './quarantine.ts';
import { fleetReport } from './report.ts';
import { fleetWorker } from './worker.ts';

/** The commands about a room: each does in every account of a roster what the command of its name does in one. */

interface Wanted {
  readonly name: string;
  readonly does: string;
  readonly examples: readonly Example[];
}

const begin = async (invocation: Invocation, wish: FleetWish) =>
  (await import('../../fleet/run-fleet.ts')).beginFleet(invocation, wish);

/** A command that changes the accounts: plans first, asks once, and stops at the limit of errors. */
const changing = ({ name, does, examples }: Wanted): CliCommand => ({
  name: `fleet ${name}`,
  does,
  uses: ROOM_CHANGES,
  options: [...ROOM_OPTIONS, ...LIMIT_OPTIONS],
  examples,
  act: (invocation) => begin(invocation, { does: name }),
});

/** A command that only looks. */
const looking = ({ name, does, examples }: Wanted): CliCommand => ({
  name: `fleet ${name}`,
  does,
  uses: ROOM_USES,
  options: ROOM_OPTIONS,
  examples,
  act: (invocation) => begin(invocation, { does: name }),
});

const fleetPlan: CliCommand = {
  name: 'fleet plan',
  does: 'what a command would change in each account, grouped by identical changes',
  uses: [...ROOM_USES, ...GUARDS],
  options: [
    {
      key: 'for',
      flags: '--for <command>',
      does: 'the command that is planned',
      choices: ['run', 'reset', 'setup', 'teardown'],
      fallback: 'run',
      conflicts: ['goto'],
    },
    { key: 'goto', flags: '--goto <step>', does: 'plan fleet goto to this step', namesStep: true },
    ...ROOM_OPTIONS,
  ],
  examples: [
    { type: 'kms-lab fleet plan --accounts sandbox', does: 'what run would change' },
    { type: 'kms-lab fleet plan --for reset --accounts room.csv', does: 'before a reset' },
  ],
  async act(invocation) {
    const { for: command = 'run', goto: step } = invocation.given;
    const does = step === undefined ? command : 'goto';
    return begin(invocation, { does, step, plansOnly: true });
  },
};

const fleetGoto: CliCommand = {
  ...changing({ name: 'goto', does: 'bring every account to where a step begins', examples: [] }),
  takes: [{ name: 'step', does: 'the step that comes next then: its name, or its number', namesStep: true }],
  examples: [{ type: 'kms-lab fleet goto 3 --accounts sandbox', does: 'the whole room catches up' }],
  act: (invocation) => begin(invocation, { does: 'goto', step: invocation.given.step }),
};

const fleetSetup: CliCommand = {
  ...changing({
    name: 'setup',
    does: 'create what the page requires in every account, if it is missing',
    examples: [
      { type: 'kms-lab fleet setup --accounts room.csv --target aws', does: 'before the class' },
      {
        type: 'kms-lab fleet setup --accounts org: --my-ip 192.0.2.0/24',
        does: 'for the network of the classroom',
      },
    ],
  }),
  options: [...ROOM_OPTIONS, ...LIMIT_OPTIONS, MY_IP_OPTION],
  async act(invocation) {
    const { myIp } = invocation.given;
    const { requireCidr } = await import('../../../aws/workshop/network.ts');
    return begin(invocation, { does: 'setup', from: myIp === undefined ? myIp : requireCidr(myIp) });
  },
};

const fleetResume: CliCommand = {
  name: 'fleet resume',
  does: 'go on with a fleet that was stopped or killed, or in which accounts failed',
  uses: ROOM_CHANGES,
  takes: [{ name: 'fleet', does: 'its id; the latest without one', optional: true }],
  options: RESUME_OPTIONS,
  examples: [{ type: 'kms-lab fleet resume', does: 'only what is unfinished' }],
  async act(invocation) {
    const { resumeFleet } = await import('../../fleet/run-fleet.ts');
    return resumeFleet(invocation, invocation.given.fleet);
  },
};

export const fleet: readonly CliCommand[] = [
  fleetPlan,
  changing({
    name: 'run',
    does: 'do the whole lab in every account',
    examples: [
      { type: 'kms-lab fleet run --accounts sandbox', does: 'in all accounts of the sandbox' },
      {
        type: 'kms-lab fleet run --accounts org: --yes --expect 30',
        does: 'in real accounts, without a question',
      },
    ],
  }),
  fleetGoto,
  looking({
    name: 'verify',
    does: 'ask the checks of where every account stands',
    examples: [
      { type: 'kms-lab fleet verify --accounts sandbox', does: 'exit code 7 if a check fails anywhere' },
    ],
  }),
  looking({
    name: 'status',
    does: 'where every account stands: step, drift, interrupted work',
    examples: [
      { type: 'kms-lab fleet status --accounts sandbox --names off', does: 'for the screen in front' },
    ],
  }),
  changing({
    name: 'reset',
    does: 'restore every account to its baseline and verify it',
    examples: [{ type: 'kms-lab fleet reset --accounts sandbox', does: 'after the class' }],
  }),
  fleetSetup,
  changing({
    name: 'teardown',
    does: 'remove what setup created in every account, and nothing else; the keys stay',
    examples: [{ type: 'kms-lab fleet teardown --accounts room.csv --target aws', does: 'at the end' }],
  }),
  fleetResume,
  fleetWorker,
  fleetReport,
  fleetQuarantine,
];
