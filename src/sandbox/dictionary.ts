/**
 * A record whose keys come from outside. It has no prototype, so that `__proto__` and `constructor` are names like any
 * other: set by assignment, and absent until they are.
 */
export function dictionary<T>(entries: Iterable<readonly [name: string, value: T]> = []): Record<string, T> {
  const empty: Record<string, T> = Object.create(null);
  for (const [name, value] of entries) empty[name] = value;
  return empty;
}

/** The same value, changed in place: each of its objects is such a record. For what JSON or a spread has made. */
export function withoutPrototypes<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  if (!Array.isArray(value)) Object.setPrototypeOf(value, null);
  for (const part of Object.values(value)) withoutPrototypes(part);
  return value;
}
