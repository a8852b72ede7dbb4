import type { DecisionOutcome } from './decision.ts';
import type { NotPrincipalModel } from './request.ts';

/** The readings that `match/principal.ts` explains, the best supported first. */
export const NOT_PRINCIPAL_MODELS = [
  'all-facets',
  'role-covers-sessions',
  'any-facet',
] as const satisfies readonly NotPrincipalModel[];

export const DEFAULT_MODEL: NotPrincipalModel = NOT_PRINCIPAL_MODELS[0];

/** A question with the default model's answer, those of the other models if they differ, and the account's. */
export interface Tried {
  readonly predicted: { readonly outcome: DecisionOutcome };
  readonly otherwise?: { readonly [model in NotPrincipalModel]?: DecisionOutcome };
  readonly observed?: { readonly outcome: DecisionOutcome | 'denied' };
}

/**
 * The readings of NotPrincipal that predict everything that was observed. `undefined` if no observation tells them
 * apart.
 */
export function modelsThatFit(cells: readonly Tried[]): readonly NotPrincipalModel[] | undefined {
  const tried = cells.filter(({ observed }) => observed);
  if (!tried.some(({ otherwise }) => otherwise)) return undefined;
  return NOT_PRINCIPAL_MODELS.filter((model) => tried.every((cell) => fits(cell, model)));
}

/** A refusal without a kind matches a refusal of either kind. */
function fits({ predicted, otherwise, observed }: Tried, model: NotPrincipalModel): boolean {
  const expected = otherwise?.[model] ?? predicted.outcome;
  return observed?.outcome === 'denied' ? expected !== 'allowed' : observed?.outcome === expected;
}
