/** `key state` → `Enabled`, `trust policy of KMSWorkshop-InstanceInitRole` → its canonical text … */
export type Surroundings = Readonly<Record<string, string>>;

/** What of the rest of the account is otherwise than before, each in a line: `state of the key: Enabled → Disabled`. */
export function changedFacets(before: Surroundings, now: Surroundings): readonly string[] {
  const facets = [...new Set([...Object.keys(before), ...Object.keys(now)])];
  return facets
    .filter((facet) => before[facet] !== now[facet])
    .map((facet) => `${facet}: ${before[facet] ?? 'absent'} → ${now[facet] ?? 'absent'}`);
}
