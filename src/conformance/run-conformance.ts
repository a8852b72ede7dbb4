import type { AwsTarget } from '../aws/client/target.ts';
import type { Conformance, ConformanceResult } from '../contract/conformance.ts';
import type { ConformanceRow } from './row.ts';
import { ROWS } from './rows/index.ts';
import { type ConformanceScene, openConformanceScene } from './scene.ts';

/** Where the suite runs: an endpoint that stands in for AWS, and who signs in. */
export type ConformanceTarget = Pick<AwsTarget, 'allowHttp' | 'profile' | 'region' | 'credentials'> & {
  readonly endpoint: string;
};

/**
 * Asks the endpoint every question of the suite, one after another, and removes what it made. Throws if it cannot
 * make its user, role and key.
 */
export async function runConformance(
  target: ConformanceTarget,
  signal: AbortSignal,
  rows: readonly ConformanceRow[] = ROWS,
): Promise<Conformance> {
  const scene = await openConformanceScene(target);
  const results: ConformanceResult[] = [];
  let left: readonly string[] = [];
  try {
    for (const row of rows) {
      signal.throwIfAborted();
      results.push(await resultOf(row, scene));
    }
  } finally {
    left = await scene.close();
  }
  return { endpoint: target.endpoint, rows: results, left };
}

async function resultOf(row: ConformanceRow, scene: ConformanceScene): Promise<ConformanceResult> {
  const { id, says, source, inferred, expect } = row;
  const face = {
    ...{ id, says, source, expected: expectation(expect) },
    ...(inferred ? { inferred } : {}),
  };
  const arranged = await answerOf(async () => {
    await scene.writeKeyPolicy(row.key?.(scene) ?? []);
    await scene.writeIamPolicy(row.iam?.(scene) ?? []);
    await row.before?.(scene);
  });
  const answer = arranged ? undefined : await answerOf(async () => row.ask(await scene.as(row.as), scene));
  const undone = await answerOf(async () => row.after?.(scene));
  const trouble = arranged ?? undone;
  if (trouble) return { ...face, answered: textOf(trouble), status: 'unarranged' };
  return { ...face, answered: textOf(answer), status: isExpected(expect, answer) ? 'conforms' : 'differs' };
}

/** The error; `undefined` if it succeeded. */
async function answerOf(act: () => Promise<unknown>): Promise<Error | undefined> {
  try {
    await act();
    return undefined;
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
}

function isExpected(expect: ConformanceRow['expect'], answer: Error | undefined): boolean {
  if (expect === 'allowed') return answer === undefined;
  return answer?.name === expect.code && (expect.says?.test(answer.message) ?? true);
}

const expectation = (expect: ConformanceRow['expect']): string =>
  expect === 'allowed' ? expect : [expect.code, ...(expect.says ? [expect.says.source] : [])].join(': ');

const textOf = (answer: Error | undefined): string =>
  answer ? `${answer.name}: ${answer.message}` : 'allowed';
