import type { AccessMatrix } from '../contract/access.ts';
import type { Check, CheckContext, Verdict } from '../contract/check.ts';
import { LabError } from '../contract/errors.ts';
import type { Surroundings } from '../contract/lab.ts';
import { requireNotInterrupted } from './apply.ts';
import type { Session } from './session.ts';
import { until } from './settle.ts';
import { asLabError, type Teller } from './teller.ts';

interface Looked {
  readonly check: Check;
  readonly verdict?: Verdict;
  readonly error?: LabError;
  readonly looks: number;
  /** Its last answers that say the same. */
  readonly inARow: number;
}

/**
 * Asks the checks in rounds until all pass or time is up; true where none failed. As many answers in a row as must agree
 * make a verdict. Tells every verdict, in the order of the checks, and the matrix of the last round. Throws `ERR_LOOK`
 * when, at the end, a check could not look, and `ERR_NOT_SETTLED` when it says now this and now that: neither is a
 * verdict.
 */
export async function look(
  session: Session,
  teller: Teller,
  checks: readonly Check[],
  options: { readonly step?: string; readonly baseline?: Surroundings | undefined },
): Promise<boolean> {
  const { clock, patience, lab } = session;
  const { newRound } = lab;
  const of = options.step ? { step: options.step } : {};
  let matrix: Promise<AccessMatrix> | undefined;
  const answers = new Map<string, Looked>();
  const unsettled = () => checks.filter(({ id }) => !isSettled(answers.get(id), patience.agreeing));
  const failing = () => checks.filter(({ id }) => isOpen(answers.get(id)?.verdict));
  const open = () => checks.filter((check) => failing().includes(check) || unsettled().includes(check));

  const round = async (): Promise<true | undefined> => {
    const context = await openContext(session, options.baseline);
    await allAsked(open(), async (check) => {
      const before = answers.get(check.id);
      const now = await ask(check, context);
      const inARow = before && sameAnswer(before, now) ? before.inARow + 1 : 1;
      answers.set(check.id, { check, looks: (before?.looks ?? 0) + 1, inARow, ...now });
    });
    matrix = context.matrixIfAsked() ?? matrix;
    return failing().length === 0 ? true : undefined;
  };

  const what = 'the checks to pass';
  await until({ session, newRound, teller, limit: patience.check, what, checks: failing, ...of }, round);
  // A check that has only just begun to fail when time is up is heard out.
  for (let more = 1; more < patience.agreeing && unsettled().length > 0; more++) {
    requireNotInterrupted(session);
    await clock.sleep(patience.firstPause);
    newRound();
    await round();
  }

  requireNotInterrupted(session);
  for (const { check, verdict, looks } of checks.flatMap(({ id }) => answers.get(id) ?? [])) {
    if (verdict) teller.tell({ type: 'check-settled', ...of, check: nameOf(check), verdict, looks });
  }
  const blind = [...answers.values()].find(({ error }) => error);
  if (blind?.error) throw blind.error;
  if (unsettled().length > 0) throw flapping(unsettled(), patience.check, session.command);
  if (matrix) teller.tell({ type: 'matrix', ...of, matrix: await matrix });
  return failing().length === 0;
}

/** What there is no way to look at will not be there in the next round either. */
const isOpen = (verdict: Verdict | undefined): boolean =>
  verdict === undefined || verdict.status === 'failed';

const isSettled = (answer: Looked | undefined, agreeing: number): boolean =>
  answer !== undefined && (answer.verdict?.status === 'skipped' || answer.inARow >= agreeing);

const sameAnswer = (a: Pick<Looked, 'verdict'>, b: Pick<Looked, 'verdict'>): boolean =>
  a.verdict?.status === b.verdict?.status;

const flapping = (checks: readonly Check[], limit: number, command: string): LabError =>
  new LabError(
    'ERR_NOT_SETTLED',
    `After ${limit / 1000} s the account still answers now this and now that: ${checks.map(({ title }) => title).join('; ')}.`,
    { hint: `the change is on its way: kms-lab ${command} again in a minute` },
  );

/** All at once, but at the web app first those that visit it, and then, one by one, those that want to be alone. */
async function allAsked(checks: readonly Check[], askOne: (check: Check) => Promise<void>): Promise<void> {
  const meeting = (how: Check['webApp']) => checks.filter(({ webApp }) => webApp === how);
  const atWebApp = async () => {
    await Promise.all(meeting('visited').map(askOne));
    for (const check of meeting('alone')) await askOne(check);
  };
  await Promise.all([...meeting(undefined).map(askOne), atWebApp()]);
}

async function ask(check: Check, context: CheckContext): Promise<Pick<Looked, 'verdict' | 'error'>> {
  try {
    return { verdict: await check.look(context) };
  } catch (error) {
    const { code, message, hint, cause } = asLabError(error);
    if (code === 'ERR_NO_SHELL') {
      const observed = `not to be seen: ${message}`;
      return { verdict: { status: 'skipped', expected: check.title, observed, evidence: 'observed' } };
    }
    // No later look would be signed by anybody.
    if (code === 'ERR_CREDENTIALS') throw error;
    const text = `“${check.title}” could not be looked at: ${message}`;
    return { error: new LabError(code, text, { ...(hint ? { hint } : {}), cause: cause ?? error }) };
  }
}

async function openContext(
  { lab }: Session,
  baseline: Surroundings | undefined,
): Promise<CheckContext & { matrixIfAsked(): Promise<AccessMatrix> | undefined }> {
  let matrix: Promise<AccessMatrix> | undefined;
  return {
    lab,
    matrix: () => {
      matrix ??= lab.access.matrix();
      return matrix;
    },
    matrixIfAsked: () => matrix,
    baseline: baseline ?? (await lab.surroundings()),
  };
}

const nameOf = ({ id, title }: Check) => ({ id, title });
