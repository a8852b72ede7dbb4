import type { Access } from './access.ts';
import type { Facts, Variant } from './facts.ts';
import type { Elsewhere } from './hint.ts';
import type { Probes } from './probes.ts';
import type { Resources } from './resource.ts';
import type { WebApp } from './web-app.ts';

/** An opened account: everything steps and checks may see of it. Made by `src/aws`, faked in the engine's tests. */
export interface Lab {
  readonly facts: Facts;
  readonly variant: Variant;
  readonly resources: Resources;
  readonly access: Access;
  readonly webApp: WebApp;
  readonly probes: Probes;
  /** The rest of the account that the lab must leave alone: what, and how it stands. */
  surroundings(): Promise<Surroundings>;
  /** Where a slip of the hand may have gone. Reads only, and only when somebody needs a hint. */
  elsewhere(): Promise<Elsewhere>;
  /** AWS requests sent so far. */
  readonly counts: CallCounts;
}

/** `key state` → `Enabled`, `trust policy of KMSWorkshop-InstanceInitRole` → its canonical text … */
export type Surroundings = Readonly<Record<string, string>>;

export interface CallCounts {
  /** Requests sent. */
  readonly calls: number;
  /** Those of them that could change the account. DryRun calls cannot. */
  readonly writes: number;
}

/** What of the rest of the account is otherwise than before, each in a line: `state of the key: Enabled → Disabled`. */
export function changedFacets(before: Surroundings, now: Surroundings): readonly string[] {
  const facets = [...new Set([...Object.keys(before), ...Object.keys(now)])];
  return facets
    .filter((facet) => before[facet] !== now[facet])
    .map((facet) => `${facet}: ${before[facet] ?? 'absent'} → ${now[facet] ?? 'absent'}`);
}
