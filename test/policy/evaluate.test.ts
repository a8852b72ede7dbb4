import { describe, expect, test } from 'vitest';
import type { DecidingStatement, Decision } from '../../src/policy/decision.ts';
import { listOf, type OneOrMore, type Statement } from '../../src/policy/document.ts';
import { evaluatePolicies } from '../../src/policy/evaluate.ts';
import type { Context, NamedPolicy, NotPrincipalModel } from '../../src/policy/request.ts';
import context from './cases/context.json' with { type: 'json' };
import kms from './cases/kms.json' with { type: 'json' };
import limits from './cases/limits.json' with { type: 'json' };
import notPrincipal from './cases/not-principal.json' with { type: 'json' };
import otherServices from './cases/other-services.json' with { type: 'json' };
import principals from './cases/principals.json' with { type: 'json' };
import statements from './cases/statements.json' with { type: 'json' };
import trust from './cases/trust.json' with { type: 'json' };
import { callerNamed, HOME, IDENTITY, pagePolicy } from './cast.ts';

/** One question and its answer. Policies are lists of statements, or the name of a known one. */
interface Case {
  readonly name: string;
  readonly caller: string;
  readonly action: string;
  readonly resource: string;
  readonly context?: Context;
  readonly identity?: string | OneOrMore<Statement>;
  readonly boundary?: readonly Statement[];
  readonly session?: readonly Statement[];
  readonly resourcePolicy?: string | readonly Statement[];
  readonly notPrincipal?: NotPrincipalModel;
  /** For the documents; 2012-10-17 unless given. */
  readonly version?: string;
  readonly outcome: Decision['outcome'];
  readonly missing?: Decision['missing'];
  /** `policy name/Sid`, or `/#index` without one. */
  readonly statements?: readonly string[];
}

const TABLES = { statements, principals, notPrincipal, context, kms, otherServices, trust, limits };

describe.each(Object.entries(TABLES))('%s', (_, table) => {
  test.each(table as unknown as readonly Case[])('$name', (wanted) => {
    const decision = decide(wanted);
    expect({
      outcome: decision.outcome,
      missing: decision.missing,
      statements: wanted.statements && decision.statements.map(label),
    }).toEqual({ outcome: wanted.outcome, missing: wanted.missing, statements: wanted.statements });
  });
});

function decide(asked: Case): Decision {
  const { caller, action, resource, identity = 'none', boundary, session, resourcePolicy } = asked;
  const named = (name: string, given: OneOrMore<Statement>): NamedPolicy => ({
    name,
    document: { Version: asked.version ?? '2012-10-17', Statement: given },
  });
  return evaluatePolicies(
    { caller: callerNamed(caller), action, resource, ...(asked.context ? { context: asked.context } : {}) },
    {
      identity:
        typeof identity === 'string'
          ? known(identity)
          : listOf(identity).length > 0
            ? [named('identity', identity)]
            : [],
      ...(boundary ? { boundary: named('the boundary', boundary) } : {}),
      ...(session ? { session: session.length > 0 ? [named('session', session)] : [] } : {}),
      owner: HOME,
      ...(typeof resourcePolicy === 'string'
        ? { resource: { name: 'the resource policy', document: pagePolicy(resourcePolicy) } }
        : resourcePolicy
          ? { resource: named('the resource policy', resourcePolicy) }
          : {}),
    },
    asked.notPrincipal ? { notPrincipal: asked.notPrincipal } : {},
  );
}

function known(name: string): readonly NamedPolicy[] {
  const policies = IDENTITY[name];
  if (!policies) throw new Error(`no identity policies ${name}`);
  return policies.map((policy) => ({ ...policy, name: `identity ${policy.name}` }));
}

const label = ({ policy, index, statement }: DecidingStatement): string =>
  `${policy}/${statement.Sid ?? `#${index}`}`;
