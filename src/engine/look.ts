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
}

/**
 * Asks the checks in rounds until all pass or time is up; true where none failed. Tells every verdict, in the order of
 * the checks, and the matrix of the last round. Throws `ERR_LOOK` when, at the end, a check could not look: that is no
 * verdict.
 */
export async function look(
  session: Session,
  teller: Teller,
  checks: readonly Check[],
  options: { readonly step?: string; readonly baseline?: Surroundings | undefined },
): Promise<boolean> {
  const of = options.step ? { step: options.step } : {};
  let matrix: Promise<AccessMatrix> | undefined;
  const answers = new Map<string, Looked>();
  const open = () => checks.filter(({ id }) => isOpen(answers.get(id)?.verdict));

  await until(
    { session, teller, limit: session.patience.check, what: 'the checks to pass', ...of },
    async () => {
      const context = await newRound(session, options.baseline);
      await allAsked(open(), async (check) => {
        const looks = (answers.get(check.id)?.looks ?? 0) + 1;
        answers.set(check.id, { check, looks, ...(await ask(check, context)) });
      });
      matrix = context.matrixIfAsked() ?? matrix;
      return open().length === 0 ? true : undefined;
    },
  );

  requireNotInterrupted(session);
  for (const { check, verdict, looks } of checks.flatMap(({ id }) => answers.get(id) ?? [])) {
    if (verdict) teller.tell({ type: 'check-settled', ...of, check: nameOf(check), verdict, looks });
  }
  const blind = [...answers.values()].find(({ error }) => error);
  if (blind?.error) throw blind.error;
  if (matrix) teller.tell({ type: 'matrix', ...of, matrix: await matrix });
  return open().length === 0;
}

/** What there is no way to look at will not be there in the next round either. */
const isOpen = (verdict: Verdict | undefined): boolean =>
  verdict === undefined || verdict.status === 'failed';

/** Those that want to be alone with the web app one after the other, and all others beside them. */
async function allAsked(checks: readonly Check[], askOne: (check: Check) => Promise<void>): Promise<void> {
  const inTurn = async () => {
    for (const check of checks.filter(({ alone }) => alone)) await askOne(check);
  };
  await Promise.all([...checks.filter(({ alone }) => !alone).map(askOne), inTurn()]);
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
    const text = `“${check.title}” could not be looked at: ${message}`;
    return { error: new LabError(code, text, { ...(hint ? { hint } : {}), cause: cause ?? error }) };
  }
}

async function newRound(
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
