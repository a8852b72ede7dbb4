import type { Elsewhere } from '../contract/elsewhere.ts';
import type { Facts } from '../contract/facts.ts';
import { missingChange } from './difference.ts';
import type { Mistake } from './mistake.ts';
import { restartWebApp } from './ways.ts';

export default {
  id: 'web-app-wrong-key',
  title: 'The web app was given another key',
  look(attempt) {
    const { before: now, after: wanted } = missingChange(attempt, 'web-app') ?? {};
    if (!now || !wanted || now.keyId === wanted.keyId) return undefined;
    const { facts, elsewhere } = attempt;
    return {
      says: `The web app was given “${now.keyId}”, which is ${whatIs(now.keyId, facts, elsewhere)}. It needs the key id of ${facts.key.alias}: ${wanted.keyId}.`,
      ...restartWebApp('Stop it, and start it with that key id.', facts),
    };
  },
} satisfies Mistake;

function whatIs(typed: string, { key }: Facts, { keys }: Elsewhere): string {
  if (typed === key.alias) return 'the alias and not the key id';
  if (typed === key.arn) return 'the key’s ARN and not its id';
  const other = keys.find(({ id, arn, aliases }) => [id, arn, ...aliases].includes(typed));
  if (!other) return 'not a key of this account that you may see';
  return `another key${other.aliases.length > 0 ? `, ${other.aliases.join(', ')}` : ' without an alias'}`;
}
