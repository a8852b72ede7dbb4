import type { AccessMatrix, Cell, PrincipalId } from '../contract/access.ts';
import type { Check, CheckContext, Verdict } from '../contract/check.ts';
import { LabError } from '../contract/errors.ts';
import type { ResourceId } from '../contract/resource.ts';
import type { AccountSurroundings } from '../contract/surroundings.ts';
import { requireNotInterrupted } from './apply.ts';
import { withCauses } from './causes.ts';
import { pollUntil } from './poll.ts';
import { asLabError, type Recorder } from './recorder.ts';
import type { CommandSession } from './session.ts';

interface Looked {
  readonly check: Check;
  readonly verdict?: Verdict;
  readonly error?: LabError;
  readonly looks: number;
  /** How many of its last answers in a row agree. */
  readonly inARow: number;
}

/** What was written since checks last agreed. On a target that answers late, answers about it may still be old. */
export type RecentWrites = ReadonlySet<ResourceId> | 'anything';

export const writtenWith = (before: RecentWrites, ids: readonly ResourceId[]): RecentWrites =>
  before === 'anything' ? before : new Set([...before, ...ids]);

/** The matrix of the last probe, made by a command that has already looked. */
export interface LastMatrix {
  asked?: Promise<AccessMatrix>;
}

interface Asking {
  readonly step?: string;
  readonly baseline?: AccountSurroundings | undefined;
  readonly written: RecentWrites;
  /** Stays valid if nothing was written since. */
  readonly last?: LastMatrix;
}

/** How many answers of a check in a row must agree: one, if nothing was written that decides it. */
function agreeingOn({ patience }: CommandSession, { decidedBy }: Check, written: RecentWrites): number {
  const isLate = written === 'anything' || (decidedBy ?? [...written]).some((id) => written.has(id));
  return isLate ? patience.agreeing : 1;
}

/**
 * Runs the checks in rounds until all pass or time is up; true if none failed. A verdict needs as many answers in a
 * row as must agree. Reports every verdict, in the order of the checks, and the matrix of the last round. Throws
 * `ERR_LOOK` if a check could not look at the end, and `ERR_NOT_SETTLED` if its answers are inconsistent: neither is
 * a verdict.
 */
export async function runChecks(
  session: CommandSession,
  recorder: Recorder,
  checks: readonly Check[],
  { step, baseline, written, last = {} }: Asking,
): Promise<boolean> {
  const { clock, patience, lab } = session;
  const of = step ? { step } : {};
  if (written === 'anything' || written.size > 0) delete last.asked;
  const rounds = openRounds(session, baseline, last);
  const answers = new Map<string, Looked>();
  const agreeing = Math.max(1, ...checks.map((check) => agreeingOn(session, check, written)));
  const isUnsettled = (check: Check) =>
    !isSettled(answers.get(check.id), agreeingOn(session, check, written));
  const unsettled = () => checks.filter(isUnsettled);
  const failing = () => checks.filter(({ id }) => isOpen(answers.get(id)?.verdict));
  const open = () => checks.filter((check) => failing().includes(check) || isUnsettled(check));

  const round = async (): Promise<true | undefined> => {
    const asked = open();
    const contextFor = await rounds.begin(asked);
    await allAsked(asked, async (check) => {
      const before = answers.get(check.id);
      const now = await ask(check, contextFor(check));
      const inARow = before && sameAnswer(before, now) ? before.inARow + 1 : 1;
      answers.set(check.id, { check, looks: (before?.looks ?? 0) + 1, inARow, ...now });
    });
    return failing().length === 0 ? true : undefined;
  };

  const waiting = {
    recorder,
    newRound: lab.newRound,
    limit: patience.check,
    what: 'the checks to pass',
    checks: failing,
    last: () => answerText(failing().flatMap(({ id }) => answers.get(id) ?? [])),
    ...of,
  };
  await pollUntil({ session: { ...session, patience: { ...patience, agreeing } }, ...waiting }, round);
  // A check that has only just begun to fail when time is up is confirmed first.
  for (let more = 1; more < agreeing && unsettled().length > 0; more++) {
    requireNotInterrupted(session);
    await clock.sleep(patience.firstPause);
    lab.newRound();
    await round();
  }

  requireNotInterrupted(session);
  const settled = checks.flatMap(({ id }) => answers.get(id) ?? []);
  for (const { check, verdict, looks } of await withCauses(lab, settled, baseline)) {
    if (verdict) recorder.tell({ type: 'check-settled', ...of, check: nameOf(check), verdict, looks });
  }
  const blind = [...answers.values()].find(({ error }) => error);
  if (blind?.error) throw blind.error;
  if (unsettled().length > 0) throw flapping(unsettled(), patience.check, session.command);
  const matrix = await rounds.matrix();
  if (matrix) recorder.tell({ type: 'matrix', ...of, matrix });
  return failing().length === 0;
}

/** What cannot be checked in this account cannot be checked in the next round either. */
const isOpen = (verdict: Verdict | undefined): boolean =>
  verdict === undefined || verdict.status === 'failed';

const isSettled = (answer: Looked | undefined, agreeing: number): boolean =>
  answer !== undefined && (answer.verdict?.status === 'skipped' || answer.inARow >= agreeing);

const sameAnswer = (a: Pick<Looked, 'verdict'>, b: Pick<Looked, 'verdict'>): boolean =>
  a.verdict?.status === b.verdict?.status;

/** Of the first. */
const answerText = ([first]: readonly Looked[]): string | undefined =>
  first?.error?.message ?? first?.verdict?.observed;

const flapping = (checks: readonly Check[], limit: number, command: string): LabError =>
  new LabError(
    'ERR_NOT_SETTLED',
    `After ${limit / 1000} s the account still gives inconsistent answers: ${checks.map(({ title }) => title).join('; ')}.`,
    { hint: 'A change can take minutes to reach all of AWS.', next: [{ run: command.split(' ') }] },
  );

/** All at once, except at the web app: first the checks that only visit it, then, one by one, those that must run alone. */
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
    const { code, message, hint, next, cause } = asLabError(error);
    if (code === 'ERR_NO_SHELL') {
      const observed = `could not be checked: ${message}`;
      return { verdict: { status: 'skipped', expected: check.title, observed, evidence: 'observed' } };
    }
    // No later look would be signed, or find more without another option.
    if (code === 'ERR_CREDENTIALS' || code === 'ERR_USAGE') throw error;
    const text = `“${check.title}” could not run: ${message}`;
    return { error: new LabError(code, text, { ...(hint ? { hint } : {}), next, cause: cause ?? error }) };
  }
}

/** The contexts of the rounds, and the matrix that they build together. */
function openRounds({ lab }: CommandSession, baseline: AccountSurroundings | undefined, last: LastMatrix) {
  const first = last.asked;
  let begun = 0;
  let wasAsked = false;
  /** For all rows or, if all have been probed before, for some of them again. */
  const ask = (of: readonly PrincipalId[] | undefined): Promise<AccessMatrix> => {
    const before = last.asked;
    const asked = before && of ? updated(before, lab.access.matrix(of), of) : lab.access.matrix();
    last.asked = asked;
    // The checks that asked for the matrix report why there is none.
    asked.catch(() => {
      if (last.asked === asked) delete last.asked;
    });
    return asked;
  };
  return {
    async begin(asked: readonly Check[]): Promise<(check: Check) => CheckContext> {
      const known = begun++ === 0 ? first : undefined;
      const surroundings = baseline ?? (await lab.surroundings());
      const rows = [...new Set(asked.flatMap(({ rows = [] }) => rows))];
      let all = known;
      let some = known;
      return ({ rows: read }) => ({
        lab,
        baseline: surroundings,
        matrix() {
          wasAsked = true;
          if (read && !all) {
            some ??= ask(rows);
            return some;
          }
          all ??= ask(undefined);
          return all;
        },
      });
    },
    /** Of the last round; `undefined` if no check asked for it, or none got it. */
    matrix: (): Promise<AccessMatrix> | undefined => (wasAsked ? last.asked : undefined),
  };
}

/** The rows that were probed again replace the earlier ones. */
async function updated(
  before: Promise<AccessMatrix>,
  again: Promise<AccessMatrix>,
  of: readonly PrincipalId[],
): Promise<AccessMatrix> {
  const [old, now] = await Promise.all([before, again]);
  const isAsked = ({ principal }: Cell) => of.includes(principal);
  const unasked = ({ principal, action }: Cell) =>
    old.find((cell) => cell.principal === principal && cell.action === action);
  return now.map((cell) => (isAsked(cell) ? cell : (unasked(cell) ?? cell)));
}

const nameOf = ({ id, title }: Check) => ({ id, title });
