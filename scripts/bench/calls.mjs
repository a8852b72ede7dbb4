/** The repeated questions of a recorded command, and how many of its calls must be sequential. */

/** Run Command both reads and writes, depending on what it sends. */
const changesInstance = ({ input }) => /setsid|pkill/.test(String(input.Parameters?.commands));
export const isWrite = (call) =>
  !call.readOnly && (call.operation !== 'SendCommand' || changesInstance(call));

/** Between two writes, all calls may be parallel, except those that need another call's answer. */
export function segments(calls) {
  const all = [{ reads: [] }];
  for (const call of calls) {
    if (isWrite(call)) all.push({ write: call, reads: [] });
    else all.at(-1).reads.push(call);
  }
  return all;
}

/**
 * The number of calls that must be sequential for anyone who follows the page and checks every step: those that need
 * the answer of the call before, those that must wait until something was seen, and the instance, which needs two
 * calls per answer.
 */
const PATH = [
  ['who we are', 1],
  ['the role’s policies: their names, the versions in force, what these say', 3],
  ['what stands, the web app among it', 2],
  ['the rest of the account, before anything is written', 1],
  ['show-key-policy: the checks', 2],
  ['strip-decrypt: the versions there are, the new one, read back, the checks', 1 + 1 + 2 + 2],
  ['start-web-app: what is there, the start, read back, the checks', 2 + 2 + 2 + 2],
  ['open-sample-file: the log, the visit with its calls to S3 and KMS, the log again', 2 + 2 + 2],
  ['account-only: who would keep control, the policy, read back, the checks', 1 + 1 + 1 + 2],
  ['role-only: the same, and the log around a visit', 1 + 1 + 1 + 6],
  ['mfa: the same, and the user before it, read back', 1 + 2 + 1 + 1 + 6],
];

/** Sequential calls that nothing can shorten. */
export const HOPS = PATH.reduce((sum, [, calls]) => sum + calls, 0);
export const pathText = PATH.map(([what, calls]) => `${what} (${calls})`).join('; ');

/** Reads that the same principal made before, with the same input and no write in between. */
export function repeated(calls) {
  const extra = [];
  for (const { reads } of segments(calls)) {
    const seen = new Set();
    for (const call of reads) {
      if (call.operation === 'GetCommandInvocation') continue;
      const words = JSON.stringify([call.as, call.service, call.operation, call.input]);
      if (seen.has(words)) extra.push(call);
      seen.add(words);
    }
  }
  return extra;
}

/** How many there are of each kind, the most frequent first. */
export function countBy(calls, kindOf) {
  const numbers = new Map();
  for (const kind of calls.map(kindOf)) numbers.set(kind, (numbers.get(kind) ?? 0) + 1);
  return [...numbers].sort(([, a], [, b]) => b - a);
}
