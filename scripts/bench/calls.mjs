/** What a recorded command asked more than once, and how many calls must follow one another. */

/** Run Command both reads and writes; what it sends tells which. */
const changesInstance = ({ input }) => /setsid|pkill/.test(String(input.Parameters?.commands));
export const isWrite = (call) =>
  !call.readOnly && (call.operation !== 'SendCommand' || changesInstance(call));

/** Between two writes everything may be asked at once, but for what needs an answer to be asked. */
export function segments(calls) {
  const all = [{ reads: [] }];
  for (const call of calls) {
    if (isWrite(call)) all.push({ write: call, reads: [] });
    else all.at(-1).reads.push(call);
  }
  return all;
}

/** A call needs the answer of a call of the other kind, as far as the same command asked for one before it. */
const NEEDS = {
  GetInstanceProfile: ['DescribeInstances'],
  GetPolicyVersion: ['GetPolicy', 'ListPolicyVersions'],
  GetPolicy: ['ListAttachedRolePolicies', 'ListAttachedUserPolicies'],
  ListPolicyVersions: ['GetRole'],
  GetCommandInvocation: ['SendCommand'],
  HeadObject: ['GetCallerIdentity'],
  DescribeInstances: ['GetCallerIdentity'],
  GetRole: ['GetCallerIdentity'],
  DescribeKey: ['GetCallerIdentity'],
  SendCommand: ['DescribeInstances'],
  GetKeyPolicy: ['DescribeKey'],
};

/** How many calls of a segment must wait for one another, each by its own needs: the longest chain. */
export function chain(reads) {
  const depthOf = (operation, seen) =>
    1 +
    Math.max(
      0,
      ...(NEEDS[operation] ?? [])
        .filter((need) => !seen.includes(need) && reads.some((read) => read.operation === need))
        .map((need) => depthOf(need, [...seen, need])),
    );
  return Math.max(0, ...reads.map(({ operation }) => depthOf(operation, [operation])));
}

/** Calls in a row that nothing can shorten: each write, and the longest chain of reads before the next. */
export const hops = (calls) =>
  segments(calls).reduce((sum, { write, reads }) => sum + (write ? 1 : 0) + chain(reads), 0);

/** Reads that were asked before, by the same principal, in the same words, and with no write in between. */
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
