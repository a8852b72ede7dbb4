import type { Facts } from '../../contract/facts.ts';
import { conditions } from './conditions.ts';
import { documents } from './documents.ts';
import { effects } from './effects.ts';
import { lockOuts } from './lock-outs.ts';
import { principals } from './principals.ts';
import { rolePolicies } from './role-policies.ts';
import type { Slip } from './slip.ts';
import { statements } from './statements.ts';
import { targets } from './targets.ts';
import { webApp } from './web-app.ts';

/** Every documented mistake, as a person would make it in this account. */
export const slipsIn = (facts: Facts): readonly Slip[] =>
  [targets, lockOuts, documents, rolePolicies, principals, conditions, statements, webApp, effects].flatMap(
    (about) => about(facts),
  );
