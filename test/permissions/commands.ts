import { examine } from '../../src/aws/doctor/examine.ts';
import type { LabEvent } from '../../src/contract/event.ts';
import {
  back,
  check,
  diffCheckpoints,
  foresee,
  foreseeEdit,
  goto,
  hint,
  keepBaseline,
  listCheckpoints,
  matrix,
  type OwnDocument,
  plan,
  rebase,
  reset,
  resume,
  rollback,
  run,
  saveCheckpoint,
  saveEdit,
  showCheckpoint,
  solve,
  status,
  verify,
  watch,
} from '../../src/engine/index.ts';
import type { CommandSession } from '../../src/engine/session.ts';
import { setup } from '../../src/engine/setup.ts';
import { teardown } from '../../src/engine/teardown.ts';
import { hintFor } from '../../src/hints/index.ts';
import { withoutAction } from '../../src/policy/edit.ts';
import { documentedKeyPolicy } from '../../steps/documents/index.ts';
import { inAccount, inExamination, inWorkshop, type Opening, type Told } from './account.ts';
import type { SituationName } from './situations.ts';

/** One call of a command, in an account in this state. */
export interface Call {
  readonly situation: SituationName;
  readonly probeMfa?: true;
  /** Commands whose permissions the operator also has. */
  readonly besides?: readonly string[];
  readonly work: (folder: string, opening: Opening) => Promise<Told>;
}

export type ForeseenAction = 'kms:PutKeyPolicy' | 'iam:DeleteUser' | 'iam:SetDefaultPolicyVersion';

/** A command that opens an account, and enough calls to make it request everything that it may ever request. */
export interface CommandRow {
  readonly command: string;
  readonly calls: readonly Call[];
  /**
   * What it predicts from the operator’s policies instead of trying it: whether they could write the key policy back,
   * and undo the rest of what they write.
   * https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
   */
  readonly foresees?: readonly ForeseenAction[];
}

const callsOf =
  <Act>(open: (folder: string, opening: Opening, act: Act) => Promise<Told>) =>
  (act: Act, situations: readonly SituationName[]): readonly Call[] =>
    situations.map((situation) => ({ situation, work: (folder, opening) => open(folder, opening, act) }));

const each = callsOf(inAccount);
const building = callsOf(inWorkshop);
const examining = callsOf(inExamination);

const LOOKED_AT: readonly SituationName[] = [
  'fresh',
  'fresh, to a role',
  'fresh, and the alias gone',
  'lived in',
  'done',
  'done, and the alias moved',
  'done, and the instance out of reach',
];
const BEGUN_FROM: readonly SituationName[] = [
  'fresh',
  'fresh, to a role',
  'fresh, and the alias gone',
  'fresh, and the instance out of reach',
  'lived in',
  'with five versions, one of them ours',
];
const CAME_FROM: readonly SituationName[] = [
  'done',
  'done, by a role',
  'done, in one that was lived in',
  'done, and the alias moved',
  'done, and the alias gone',
  'done, and the instance out of reach',
  'done, and the role policy rewritten by hand',
  'done, and the files deleted',
];
const KEPT: readonly SituationName[] = ['fresh, and the alias gone', 'done', 'done, by a role'];

const BUILT_FROM: readonly SituationName[] = [
  'empty',
  'empty, to a role',
  'fresh',
  'lived in',
  'built',
  'built, and the alias gone',
  'built, and nothing recorded',
  'built, and taken away',
  'built, and taken away but for the key',
];
const TAKEN_FROM: readonly SituationName[] = [
  'empty',
  'lived in, by somebody else’s role',
  'built',
  'built, by a role',
  'built, and the alias gone',
  'built, and nothing recorded',
  'built, and the lab done',
  'built, and the sample file uploaded anew',
];

const foresees = ['kms:PutKeyPolicy'] as const;
const toTheEnd = { onFailure: 'stop' } as const;

/** A mistake that is found only by looking there. */
const HINTED: readonly Call[] = [
  ...each(
    (session) => hint(session, { step: 'key-policy-account-only', hintFor }),
    ['begun, and the key policy put on another key'],
  ),
  ...each(
    (session) => hint(session, { step: 'open-sample-file', hintFor }),
    ['begun, and the web app shut off'],
  ),
  ...each(
    (session) => hint(session, { step: 'strip-decrypt', hintFor }),
    ['fresh, and another policy of the role edited'],
  ),
];

/** The commands that only look. */
export const LOOKING: readonly CommandRow[] = [
  {
    command: 'plan',
    foresees,
    calls: [
      ...each((session) => plan(session, {}), LOOKED_AT),
      // An operator who could not run it is told so, and not what else a run would be refused for.
      ...each((session) => plan(session, {}), ['fresh']).map((call) => ({ ...call, besides: ['run'] })),
    ],
  },
  {
    command: 'verify',
    foresees,
    calls: each(verify, [...LOOKED_AT, 'done, in one that was lived in', 'done, and the files deleted']),
  },
  {
    command: 'check',
    foresees,
    calls: each((session) => check(session, {}), [...LOOKED_AT, 'done, and the files deleted']),
  },
  {
    command: 'hint',
    foresees,
    calls: [...each((session) => hint(session, { hintFor }), LOOKED_AT), ...HINTED],
  },
  { command: 'matrix', calls: each(matrix, LOOKED_AT) },
  { command: 'status', calls: each(status, LOOKED_AT) },
  { command: 'checkpoint list', calls: each(listCheckpoints, KEPT) },
  {
    command: 'checkpoint show',
    calls: each((session) => showCheckpoint(session, 'here'), KEPT),
  },
  {
    command: 'checkpoint diff',
    calls: each((session) => diffCheckpoints(session, 'baseline', 'here'), KEPT),
  },
  {
    command: 'checkpoint rebase',
    calls: each(rebase, [
      'begun',
      'begun, and another policy of the role edited',
      'done',
      'done, by a role',
      'done, in one that was lived in',
      'done, and the alias gone',
      'done, and the alias moved',
      'done, and the instance out of reach',
    ]),
  },
  {
    command: 'doctor',
    calls: examining(examine, [...LOOKED_AT, 'empty', 'begun, and the web app shut off']),
  },
  { command: 'checkpoint save', calls: each((session) => saveCheckpoint(session, 'there'), LOOKED_AT) },
];

/** Options that need more, with any command. */
export const OPTIONS: readonly CommandRow[] = [
  {
    command: '--probe-mfa',
    foresees,
    calls: each(verify, ['done', 'done, by a role']).map((call) => ({ ...call, probeMfa: true })),
  },
];

/** The commands that change the account. */
export const CHANGING: readonly CommandRow[] = [
  {
    command: 'run',
    foresees: ['iam:DeleteUser'],
    calls: [
      ...each((session) => run(session, toTheEnd), [...BEGUN_FROM, 'fresh, to the letter', 'begun']),
      ...each(
        (session) => run(session, { ...toTheEnd, force: true }),
        [
          'done, and the alias moved',
          'done, and the alias gone',
          'done, and the role policy rewritten by hand',
        ],
      ),
    ],
  },
  {
    command: 'step',
    calls: [
      ...each(walk, ['fresh', 'lived in']),
      ...each(
        (session) => solve(session, { step: 'strip-decrypt' }),
        ['fresh, to a role', 'with five versions, one of them ours'],
      ),
      ...each(reset, CAME_FROM),
      ...HINTED,
    ],
  },
  {
    command: 'goto',
    calls: [
      ...each((session) => goto(session, { step: 'key-policy-mfa' }), BEGUN_FROM),
      ...each((session) => goto(session, { step: 'show-key-policy' }), CAME_FROM),
    ],
  },
  {
    command: 'solve',
    calls: [
      ...each((session) => solve(session, { step: 'key-policy-mfa' }), BEGUN_FROM),
      ...each((session) => solve(session, { step: 'strip-decrypt' }), CAME_FROM),
    ],
  },
  {
    command: 'back',
    calls: [
      ...each((session) => back(session), CAME_FROM),
      ...each(
        async (session) => {
          while ((await back(session)).exitCode === 0);
        },
        [
          'done',
          'done, in one that was lived in',
          'done, and the first version of the role policy deleted',
          'done, and the files deleted',
        ],
      ),
    ],
  },
  {
    command: 'rollback',
    calls: [
      ...each((session) => rollback(session, { to: 'baseline' }), CAME_FROM),
      ...each((session) => rollback(session, { to: 'here' }), ['done, and taken back']),
    ],
  },
  {
    command: 'edit',
    foresees: ['iam:SetDefaultPolicyVersion'],
    calls: [...each(editRolePolicy, BEGUN_FROM), ...each(editKeyPolicy, BEGUN_FROM)],
  },
  { command: 'reset', calls: each(reset, CAME_FROM) },
  {
    command: 'resume',
    calls: [
      ...each(
        interrupted('set-out', (session) => run(session, toTheEnd)),
        BEGUN_FROM,
      ),
      ...each(
        interrupted('change-applied', (session) => run(session, toTheEnd)),
        ['fresh', 'lived in'],
      ),
      ...each(interrupted('set-out', reset), CAME_FROM),
      ...each(
        interrupted('set-out', (session) => rollback(session, { to: 'here' })),
        ['done, and taken back'],
      ),
    ],
  },
];

/** The commands that create and remove what the others require. */
export const BUILDING: readonly CommandRow[] = [
  { command: 'setup', calls: building(setup, BUILT_FROM) },
  { command: 'teardown', calls: building((session) => teardown(session, () => undefined), TAKEN_FROM) },
];

/** Stopped by its user at the first event of the kind, and continued. */
function interrupted(
  at: LabEvent['type'],
  work: (session: CommandSession) => Promise<unknown>,
): (session: CommandSession) => Promise<unknown> {
  return async (session) => {
    const stopping = new AbortController();
    const notify = (event: LabEvent) => {
      session.host.notify(event);
      if (event.type === at) stopping.abort();
    };
    await work({ ...session, host: { ...session.host, notify }, signal: stopping.signal });
    return resume(session);
  };
}

/** What a user may answer at the questions of `step`. */
async function walk(session: CommandSession): Promise<void> {
  await status(session);
  await keepBaseline(session);
  await foresee(session, { solve: 'strip-decrypt' });
  await matrix(session);
  await solve(session, { step: 'key-policy-role-only' });
  await back(session);
  await goto(session, { step: 'key-policy-mfa' });
  await watch(session, { step: 'key-policy-mfa', hintFor, patience: 0 });
  await hint(session, { step: 'key-policy-mfa', hintFor });
  await solve(session, { step: 'key-policy-mfa' });
  await check(session, { step: 'key-policy-mfa' });
}

async function editRolePolicy(session: CommandSession): Promise<unknown> {
  const now = await session.lab.resources['role-policy'].read();
  return saved(session, { resource: 'role-policy', document: withoutAction(now!, 'kms:Decrypt') });
}

async function editKeyPolicy(session: CommandSession): Promise<unknown> {
  const document = documentedKeyPolicy('account-only', 'corrected', session.lab.facts);
  return saved(session, { resource: 'key-policy', document });
}

/** Shown first, and then saved. */
async function saved(session: CommandSession, own: OwnDocument): Promise<unknown> {
  await foreseeEdit(session, own);
  return saveEdit(session, own);
}

/** Every command that opens an account; a new one is a row above. */
/** The page in a browser does what these commands do, and reads no more than they do. */
const IN_BROWSER: ReadonlySet<string> = new Set([
  ...['step', 'goto', 'solve', 'back', 'rollback', 'edit', 'reset', 'check', 'hint', 'matrix'],
]);

/** The commands that make a row's requests. */
export const makersOf = ({ command }: CommandRow): readonly string[] =>
  IN_BROWSER.has(command) ? [command, 'web'] : [command];

export const COMMAND_ROWS: readonly CommandRow[] = [...CHANGING, ...LOOKING, ...BUILDING, ...OPTIONS];
