import { createHash } from 'node:crypto';
import type { Facts } from '../contract/facts.ts';
import type { Change } from '../contract/resource.ts';
import type { PartResult } from '../contract/workshop.ts';

/** What a command would do to one account. */
export interface AccountPlan {
  /** Of exactly this change: of these documents, in this account. */
  readonly hash: string;
  /** The same for accounts in which the same would change, whatever their ids are. */
  readonly group: string;
  /** What would change, a line each; empty if nothing would. */
  readonly lines: readonly string[];
}

/** Of a command that writes documents. */
export function planOfChanges(changes: readonly Change[], facts: Facts): AccountPlan {
  const text = JSON.stringify(
    changes.map(({ resource, before, after, calls }) => ({ resource, before, after, calls })),
  );
  return {
    hash: digest(text),
    group: digest(withoutIds(text, facts)),
    lines: changes.map(({ title, before, after, calls }) => {
      const how = before === undefined ? 'create ' : after === undefined ? 'remove ' : '';
      return withoutIds(`${how}${title}: ${calls.join(', ')}`, facts);
    }),
  };
}

const PENDING: readonly PartResult['status'][] = ['missing', 'removable'];

/** Of `setup` or `teardown`. */
export function planOfParts(parts: readonly PartResult[]): AccountPlan {
  const pending = parts.filter(({ status }) => PENDING.includes(status));
  const what = pending.map(({ id, status, calls }) => ({ id, status, calls }));
  return {
    hash: digest(JSON.stringify(pending.map(({ id, status, is, calls }) => ({ id, status, is, calls })))),
    group: digest(JSON.stringify(what)),
    lines: pending.map(({ title, status }) => `${status === 'missing' ? 'create' : 'remove'} ${title}`),
  };
}

/** The ids that AWS gave differ from account to account, and mean the same in each. */
function withoutIds(text: string, { accountId, key, instance }: Facts): string {
  const ids = [
    [key.id, 'KEY'],
    [instance.id, 'INSTANCE'],
    [accountId, 'ACCOUNT'],
  ] as const;
  return ids.reduce((now, [id, name]) => (id === '' ? now : now.replaceAll(id, `<${name}>`)), text);
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);
