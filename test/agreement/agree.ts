import { SAMPLE_UPLOAD } from '../../src/aws/web-app/visitor.ts';
import { differences } from '../chaos/differences.ts';
import { openTestAccount, type TestAccount } from './account.ts';
import { hintAt } from './hint.ts';
import { type Opinion, opinionOf } from './opinion.ts';
import type { Expectation, Situation } from './situation.ts';

/** The commands, in this order. `run` is the last one to see the account as the situation left it. */
export const COMMANDS = ['doctor', 'plan', 'status', 'verify', 'run'] as const;
export type CommandName = (typeof COMMANDS)[number];

export interface Agreement {
  readonly said: { readonly [command in CommandName]: Opinion };
  /** After a complete run: the same questions again, and the reset. */
  readonly afterwards?: { readonly status: Opinion; readonly verify: Opinion; readonly reset: Opinion };
  /** What the walk says at the step that fails. */
  readonly hint?: string;
  /** What differs from the account before: after a run that was refused, or after the reset of one that was not. */
  readonly changed: readonly string[];
  readonly milliseconds: number;
}

/** Arranges the situation on a separate sandbox and runs every command on it. */
export async function agree(situation: Situation): Promise<Agreement> {
  const begun = performance.now();
  const account = await openTestAccount();
  try {
    await arrange(account, situation);
    const before = account.world();
    const ask = async (command: string) => opinionOf(await account.type(command));
    const said = {
      doctor: await ask('doctor'),
      plan: await ask('plan'),
      status: await ask('status'),
      verify: await ask('verify'),
      run: await ask('run'),
    };
    const afterwards = situation.expect.runs
      ? { status: await ask('status'), verify: await ask('verify'), reset: await ask('reset') }
      : undefined;
    // Its checks have the web app store a file, which is removed when the app stops.
    const changed = differences(before, account.world()).filter((path) => !path.includes(SAMPLE_UPLOAD));
    const milliseconds = Math.round(performance.now() - begun);
    const step = hintedAt(situation);
    const hint = step && changed.length === 0 ? await hintAt(account, step).catch(asText) : undefined;
    return {
      said,
      ...(afterwards ? { afterwards } : {}),
      ...(hint ? { hint } : {}),
      changed,
      milliseconds,
    };
  } finally {
    await account.close();
  }
}

async function arrange(account: TestAccount, { after, arrange, as }: Situation): Promise<void> {
  if (after !== undefined) {
    const { exitCode } = await account.type('run', '--to', after);
    if (exitCode !== 0) throw new Error(`run --to ${after} ended with ${exitCode}`);
  }
  await arrange?.(account.hands);
  if (as) await account.signIn(await as(account.hands));
}

/**
 * The step whose check fails: the walk has a hint there. A missing permission of the operator is not a mistake of the
 * user.
 */
const hintedAt = ({ expect, as }: Situation) => (expect.runs || expect.change || as ? undefined : expect.at);

const asText = (error: Error): string => `no hint: ${error.message}`;

/** What the command says about whether the lab would run. */
const MAY_RUN: { readonly [command in 'doctor' | 'plan' | 'run']: (opinion: Opinion) => boolean } = {
  doctor: ({ exitCode }) => exitCode === 0,
  plan: ({ exitCode, code }) => code === undefined && (exitCode === 0 || exitCode === 4),
  run: ({ exitCode }) => exitCode === 0,
};
const ASKED = ['doctor', 'plan', 'run'] as const;

/** The commands that can know. */
const askedOf = (expect: Expectation): readonly (typeof ASKED)[number][] =>
  !expect.runs && expect.unforeseen ? ['run'] : ASKED;

/** Where the commands do not say what is expected, or disagree; empty if they agree. */
export function disagreements(situation: Situation, agreement: Agreement): readonly string[] {
  const { expect } = situation;
  const { said, changed } = agreement;
  return [
    ...askedOf(expect)
      .filter((command) => MAY_RUN[command](said[command]) !== expect.runs)
      .map((command) => `${command} says ${expect.runs ? 'no' : 'yes'}: exit ${said[command].exitCode}`),
    ...(expect.runs ? whereItRuns(expect, agreement) : whereItDoesNot(expect, agreement)),
    ...ofVerify(situation, said.verify),
    ...ofStatus(situation, said.status),
    ...ofHint(situation, agreement),
    ...COMMANDS.filter((command) => said[command].code === 'ERR_INTERNAL').map(
      (command) => `${command} has a bug`,
    ),
    ...(expect.runs || !expect.unforeseen ? changed.map((path) => `changed: ${path}`) : []),
  ];
}

function whereItRuns(
  { warns }: Extract<Expectation, { runs: true }>,
  { said, afterwards }: Agreement,
): readonly string[] {
  const { status, verify, reset } = afterwards!;
  const ended = { 'status after run': status, 'verify after run': verify, reset };
  return [
    ...Object.entries(ended)
      .filter(([, { exitCode }]) => exitCode !== 0)
      .map(([command, { exitCode }]) => `${command} ends with ${exitCode}`),
    ...(warns && !warns.test(said.doctor.warns) ? ['doctor does not warn'] : []),
  ];
}

function whereItDoesNot(
  expect: Extract<Expectation, { runs: false }>,
  { said }: Agreement,
): readonly string[] {
  const { names, at, unforeseen = false } = expect;
  const { plan, run } = said;
  return [
    ...askedOf(expect)
      .filter((command) => !MAY_RUN[command](said[command]) && !names.test(said[command].says))
      .map((command) => `${command} does not name ${names}`),
    ...(run.writes > 0 && !unforeseen ? [`run wrote ${run.writes} times`] : []),
    ...(!MAY_RUN.plan(plan) && plan.exitCode !== 3 && plan.code !== run.code
      ? [`plan refuses with ${plan.code}, run with ${run.code}`]
      : []),
    ...(at && run.at && run.at !== at ? [`run fails at ${run.at}, not at ${at}`] : []),
  ];
}

/** verify runs the checks of the account's place, and no later ones. */
function ofVerify({ expect, after = 'show-key-policy' }: Situation, verify: Opinion): readonly string[] {
  if (!expect.runs && expect.at === undefined) return [];
  const passes = expect.runs || expect.change === true || expect.at !== after;
  if ((verify.exitCode === 0) !== passes)
    return [`verify says ${passes ? 'no' : 'yes'}: exit ${verify.exitCode}`];
  return expect.runs || passes || expect.names.test(verify.says)
    ? []
    : [`verify does not name ${expect.names}`];
}

/** status reports what was changed after a step; what it finds before the first one is part of the baseline. */
function ofStatus({ expect, after }: Situation, status: Opinion): readonly string[] {
  if (expect.runs) return status.exitCode === 0 ? [] : [`status ends with ${status.exitCode}`];
  if (after === undefined) return [];
  if (status.exitCode !== 4) return [`status ends with ${status.exitCode}, not with 4`];
  return expect.names.test(status.says) ? [] : [`status does not name ${expect.names}`];
}

/** The hint names what decides. "AWS takes time" is no explanation if the account itself is the problem. */
function ofHint(situation: Situation, { hint = '', changed }: Agreement): readonly string[] {
  const { expect } = situation;
  if (expect.runs || !hintedAt(situation) || changed.length > 0) return [];
  return expect.names.test(hint)
    ? []
    : [`the hint does not name ${expect.names}: ${hint || 'there is none'}`];
}
