import type { WriteByHand, WritesByHand } from '../contract/write-by-hand.ts';
import type { TrailLine } from '../sandbox/trail/line.ts';

/** What clients other than kms-lab changed in one account of this folder's sandbox. */
export function writesByHand(directory: string, accountId: string): WritesByHand {
  const opening = import('../sandbox/trail/read.ts').then(({ openTrail }) => openTrail(directory));
  const writes: WriteByHand[] = [];
  let begins: string | undefined;
  return async (since) => {
    const trail = await opening;
    const lines = await trail.more();
    begins ??= lines[0]?.at;
    writes.push(...lines.filter((line) => isByHand(line, accountId)).map(writeIn));
    const reachesBack = trail.isWhole || (begins !== undefined && begins <= since);
    return reachesBack ? writes.filter(({ at }) => at >= since) : undefined;
  };
}

/** A session named after the instance is the web app's. */
const OF_INSTANCE = /:assumed-role\/[^/]+\/i-[0-9a-f]+$/;

const isByHand = (
  { who = '', service, operation = '', code, ...line }: TrailLine,
  accountId: string,
): boolean =>
  !line.byLab &&
  !line.readOnly &&
  who.includes(`::${accountId}:`) &&
  !OF_INSTANCE.test(who) &&
  // For an operation that the sandbox does not have, only the name tells.
  !/^(Describe|Get|Head|List)/.test(operation) &&
  service !== 'sts' &&
  code !== 'DryRunOperation';

const writeIn = ({ at, operation = '', code, message = '', demands: [demand] }: TrailLine): WriteByHand => ({
  at,
  operation,
  ...(demand ? { on: demand.resource } : {}),
  ...(code === undefined ? {} : { refusal: { code, message } }),
});
