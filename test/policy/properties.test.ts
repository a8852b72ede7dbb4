import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Statement } from '../../src/policy/document.ts';
import { statementsOf } from '../../src/policy/document.ts';
import { evaluatePolicies } from '../../src/policy/evaluate.ts';
import { matchesWildcard } from '../../src/policy/match/wildcard.ts';
import type { NamedPolicy, Policies } from '../../src/policy/request.ts';
import { documentOf } from './cast.ts';
import { oracle } from './oracle.ts';
import { allowStatement, type Question, question } from './questions.ts';

const RUNS = { numRuns: 500 };

const ask = ({ request, policies, notPrincipal }: Question) =>
  evaluatePolicies(request, policies, { notPrincipal });

/** The same question with every document's statements rewritten. */
function rewritten(
  asked: Question,
  rewrite: (statements: readonly Statement[]) => readonly Statement[],
): Question {
  const again = (policy: NamedPolicy): NamedPolicy => ({
    ...policy,
    document: documentOf(...rewrite(statementsOf(policy.document))),
  });
  const { identity, boundary, session, resource, owner } = asked.policies;
  const policies: Policies = {
    owner,
    identity: identity.map(again),
    ...(boundary ? { boundary: again(boundary) } : {}),
    ...(session ? { session: session.map(again) } : {}),
    ...(resource ? { resource: again(resource) } : {}),
  };
  return { ...asked, policies };
}

const verdict = (asked: Question): string => {
  const { outcome, missing } = ask(asked);
  return missing ?? outcome;
};

test('it agrees with the naive oracle', () => {
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(question, (asked) => {
      const answer = verdict(asked).replace('explicitly-', '');
      seen.set(answer, (seen.get(answer) ?? 0) + 1);
      expect(answer).toBe(oracle(asked.request, asked.policies, asked.notPrincipal));
    }),
    { numRuns: 4_000 },
  );
  // The comparison is meaningful only if every answer occurred.
  expect([...seen.keys()].sort()).toEqual([
    'allowed',
    'denied',
    'identity-policy',
    'permissions-boundary',
    'resource-policy',
    'session-policy',
  ]);
  expect(Math.min(...seen.values())).toBeGreaterThan(10);
});

describe('always', () => {
  test('the order of statements does not matter', () => {
    fc.assert(
      fc.property(question, (asked) => {
        expect(verdict(rewritten(asked, (statements) => statements.toReversed()))).toBe(verdict(asked));
      }),
      RUNS,
    );
  });

  test('the case of actions does not matter', () => {
    const upper = (value: Statement['Action']) =>
      value ? [value].flat().map((text) => text.toUpperCase()) : [];
    fc.assert(
      fc.property(question, (asked) => {
        const loud = rewritten(asked, (statements) =>
          statements.map(({ Action, NotAction, ...rest }) => ({
            ...rest,
            ...(Action ? { Action: upper(Action) } : { NotAction: upper(NotAction) }),
          })),
        );
        expect(verdict(loud)).toBe(verdict(asked));
      }),
      RUNS,
    );
  });

  test('a Deny of everything wins, wherever it is', () => {
    const deny: Statement = { Sid: 'No', Effect: 'Deny', Action: '*', Resource: '*' };
    fc.assert(
      fc.property(question, fc.nat(), (asked, pick) => {
        const { identity, boundary, session = [], resource } = asked.policies;
        const own = [...identity, ...(boundary ? [boundary] : []), ...session];
        const target = [...own, ...(resource ? [resource] : [])][pick % (own.length + 1)];
        fc.pre(target !== undefined);
        const denied = rewritten(asked, (statements) =>
          statements === statementsOf(target!.document)
            ? [...statements, target === resource ? { ...deny, Principal: '*' } : deny]
            : statements,
        );
        const decision = ask(denied);
        expect(decision.outcome).toBe('explicitly-denied');
        expect(decision.statements.map(({ statement }) => statement.Sid)).toContain('No');
      }),
      RUNS,
    );
  });

  test('an additional Allow never removes access', () => {
    fc.assert(
      fc.property(question, allowStatement, (asked, more) => {
        fc.pre(ask(asked).outcome === 'allowed');
        const { Principal: _, ...own } = more;
        const wider = rewritten(asked, (statements) => [
          ...statements,
          statements === statementsOf(asked.policies.resource?.document ?? documentOf()) ? more : own,
        ]);
        expect(ask(wider).outcome).toBe('allowed');
      }),
      { numRuns: 500 },
    );
  });

  test('a statement may be split into one for each action, resource and principal', () => {
    const halves = (statements: readonly Statement[]) =>
      statements.flatMap(({ Action, Resource, Principal, ...rest }) =>
        each(Action).flatMap((action) =>
          each(Resource).flatMap((resource) =>
            eachPrincipal(Principal).map((principal) => ({
              ...rest,
              ...(action === undefined ? {} : { Action: action }),
              ...(resource === undefined ? {} : { Resource: resource }),
              ...(principal === undefined ? {} : { Principal: principal }),
            })),
          ),
        ),
      );
    fc.assert(
      fc.property(question, (asked) => {
        expect(verdict(rewritten(asked, halves))).toBe(verdict(asked));
      }),
      RUNS,
    );
  });

  test('statements that differ only in their actions may be merged', () => {
    const merged = (statements: readonly Statement[]) =>
      statements.flatMap((statement) => {
        const { Action, ...rest } = statement;
        if (Action === undefined) return [statement];
        const twins = ['kms:Sign', 'kms:Verify'].map((more) => ({ ...rest, Action: more }));
        return [statement, ...twins];
      });
    const inOne = (statements: readonly Statement[]) =>
      statements.map((statement) => {
        const { Action } = statement;
        return Action === undefined
          ? statement
          : { ...statement, Action: [...[Action].flat(), 'kms:Sign', 'kms:Verify'] };
      });
    fc.assert(
      fc.property(question, (asked) => {
        expect(verdict(rewritten(asked, inOne))).toBe(verdict(rewritten(asked, merged)));
      }),
      RUNS,
    );
  });

  test('a repeated statement counts once', () => {
    fc.assert(
      fc.property(question, (asked) => {
        const twice = rewritten(asked, (statements) => [...statements, ...statements]);
        expect(verdict(twice)).toBe(verdict(asked));
      }),
      RUNS,
    );
  });

  test('without a Deny no one loses access; without an Allow no one gains it', () => {
    const without = (effect: string, at: number) => (statements: readonly Statement[]) => {
      const those = statements.filter(({ Effect }) => Effect === effect);
      const gone = those[at % (those.length || 1)];
      return statements.filter((statement) => statement !== gone);
    };
    fc.assert(
      fc.property(question, fc.nat(5), (asked, at) => {
        const allowed = ask(asked).outcome === 'allowed';
        if (allowed) expect(ask(rewritten(asked, without('Deny', at))).outcome).toBe('allowed');
        else expect(ask(rewritten(asked, without('Allow', at))).outcome).not.toBe('allowed');
      }),
      RUNS,
    );
  });

  test('an allowed request is decided by Allows, a denied one by Denies', () => {
    fc.assert(
      fc.property(question, (asked) => {
        const { outcome, statements } = ask(asked);
        const effects = new Set(statements.map(({ statement }) => statement.Effect));
        expect([...effects]).toEqual(
          outcome === 'explicitly-denied' ? ['Deny'] : effects.size === 0 ? [] : ['Allow'],
        );
      }),
      RUNS,
    );
  });
});

const each = <T>(value: T | readonly T[] | undefined): readonly (T | undefined)[] =>
  value === undefined ? [undefined] : ([value].flat() as readonly T[]);

function eachPrincipal(element: Statement['Principal']): readonly Statement['Principal'][] {
  if (element === undefined || element === '*') return [element];
  return Object.entries(element).flatMap(([kind, names]) =>
    [names].flat().map((name) => ({ [kind]: name }) as Statement['Principal']),
  );
}

describe('wildcards', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', ':', '/', '*', '?'), maxLength: 12 });

  test('match as the regular expression would', () => {
    const asRegExp = (pattern: string) =>
      new RegExp(`^${pattern.replaceAll('?', '.').replaceAll('*', '.*')}$`, 's');
    fc.assert(
      fc.property(text, text, (pattern, subject) => {
        expect(matchesWildcard(pattern, subject)).toBe(asRegExp(pattern).test(subject));
      }),
      { numRuns: 5_000 },
    );
  });

  test('stay fast where a backtracking matcher would hang', () => {
    expect(matchesWildcard(`${'*a'.repeat(200)}b`, 'a'.repeat(5000))).toBe(false);
  });
});
