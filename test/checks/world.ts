import {
  type AccessMatrix,
  MATRIX_ACTIONS,
  PRINCIPALS,
  type PrincipalId,
} from '../../src/contract/access.ts';
import type { Check, CheckContext, Verdict } from '../../src/contract/check.ts';
import type { WebApp, WebAppPage } from '../../src/contract/web-app.ts';
import type { DecisionOutcome } from '../../src/policy/decision.ts';
import { fakeAccount, fakeLab } from '../engine/fake-account.ts';

/** What a check sees: a matrix, the web app, and the rest of the account. */
export interface World {
  readonly matrix?: AccessMatrix;
  readonly webApp?: Partial<WebApp>;
  readonly surroundings?: Readonly<Record<string, string>>;
}

/** Everyone may, or may not, do everything, for the same reason. */
export const everywhere = (outcome: DecisionOutcome): AccessMatrix =>
  (Object.keys(PRINCIPALS) as PrincipalId[]).flatMap((principal) =>
    MATRIX_ACTIONS.map((action) => ({
      principal,
      action,
      predicted: { outcome, statements: [], because: `${outcome} by the policies` },
    })),
  );

export const shown = (body: string, status = 200): WebAppPage => ({ kind: 'shown', status, body });
export const noResponse: WebAppPage = { kind: 'no-response', detail: 'empty reply' };

/** Looks once. */
export function look(check: Check, { matrix = [], webApp, surroundings = {} }: World): Promise<Verdict> {
  const lab = fakeLab({ ...fakeAccount(), surroundings });
  const context: CheckContext = {
    lab: { ...lab, webApp: { ...lab.webApp, ...webApp } },
    matrix: async () => matrix,
    baseline: { key: 'Enabled' },
  };
  return check.look(context);
}

/** A web app whose log gains lines each time it is used. */
export function logging(before: string, gained: string, page: WebAppPage = noResponse): Partial<WebApp> {
  let log = before;
  const use = async () => {
    log += gained;
    return page;
  };
  return { log: async () => log, download: use, uploadSample: use };
}
