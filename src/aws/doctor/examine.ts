import { type ErrorCode, LabError } from '../../contract/errors.ts';
import type { Examined, Seen } from '../../contract/examination.ts';
import type { DoctorContext } from './context.ts';
import { broken, type Examination, seenMissing, unknown } from './examination.ts';
import { EXAMINATIONS } from './index.ts';

/** Makes every examination; independent ones run in parallel. Reads only. */
export function examine(
  context: DoctorContext,
  examinations: readonly Examination[] = EXAMINATIONS,
): Promise<readonly Examined[]> {
  const examined = new Map<string, Promise<Examined>>();
  for (const examination of examinations) {
    const needs = (examination.needs ?? []).map((id) => examined.get(id) ?? Promise.reject(notListed(id)));
    examined.set(examination.id, examineOne(examination, context, Promise.all(needs)));
  }
  return Promise.all(examined.values());
}

async function examineOne(
  { id, topic, title, setUp, look }: Examination,
  context: DoctorContext,
  needs: Promise<readonly Examined[]>,
): Promise<Examined> {
  const face = { id, topic, title };
  const lacking = (await needs).find(({ state }) => state === 'broken' || state === 'unknown');
  if (lacking) {
    const first = lacking.needs ?? lacking.id;
    return { ...face, ...unknown(`needs ${first}`), needs: first };
  }
  try {
    return { ...face, ...(await look(context)) };
  } catch (error) {
    return { ...face, ...asSeen(error, setUp) };
  }
}

/** Codes that show a fault of the account itself. With any other code, the examination could not look. */
const FAULTS: readonly ErrorCode[] = [
  'ERR_USAGE',
  'ERR_CONFIG',
  'ERR_CREDENTIALS',
  'ERR_WRONG_ACCOUNT',
  'ERR_NOT_FOUND',
  'ERR_NOT_OURS',
  'ERR_KEY_STATE',
  'ERR_UNKNOWN_NAME',
  'ERR_STATE_DAMAGED',
  'ERR_STATE_NEWER',
];

/** Any other error is a bug in kms-lab, and stays an error. */
function asSeen(error: unknown, setUp: true | undefined): Seen {
  if (!(error instanceof LabError)) throw error;
  const { code, message, hint, next } = error;
  if (setUp && code === 'ERR_NOT_FOUND') return seenMissing(message, hint, next);
  if (code === 'ERR_ENDPOINT') return { ...unknown(message, hint), lacking: true };
  return (FAULTS.includes(code) ? broken : unknown)(message, hint, next);
}

const notListed = (id: string): Error =>
  new Error(`No examination ${id} is listed before the one that needs it.`);
