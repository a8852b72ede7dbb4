import type { Attempt } from '../contract/hint.ts';
import { conditionKeyNamed } from '../policy/condition-keys.ts';
import { doubtfulStatements } from '../policy/unsupplied.ts';

/**
 * What a hint adds if a document that it is about decides by a condition key that no request has here; otherwise
 * nothing. A key that does not exist is a mistake with a hint of its own.
 */
export function unsuppliedNote({ missing, now }: Pick<Attempt, 'missing' | 'now'>): string {
  const documents = missing.flatMap(({ resource }) =>
    resource === 'key-policy' || resource === 'role-policy' ? (now[resource] ?? []) : [],
  );
  const keys = documents
    .flatMap((document) => doubtfulStatements(document))
    .flatMap((statement) => statement.keys)
    .filter(({ key }) => conditionKeyNamed(key));
  return [...new Set(keys.map(({ key, why }) => ` “${key}” is not supplied here: ${why}`))].join('');
}
