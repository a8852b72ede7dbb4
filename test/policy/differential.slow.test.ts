import { runSimulation } from '@cloud-copilot/iam-simulate';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contextKeysOf } from '../../src/policy/context.ts';
import type { DecisionOutcome } from '../../src/policy/decision.ts';
import { evaluatePolicies } from '../../src/policy/evaluate.ts';
import { callerNamed, documentOf, HOME, IDENTITY, KEY } from './cast.ts';
import { type Question, question } from './questions.ts';

const OUTCOMES: Readonly<Record<string, DecisionOutcome>> = {
  Allowed: 'allowed',
  ExplicitlyDenied: 'explicitly-denied',
  ImplicitlyDenied: 'implicitly-denied',
};

/** The same question to another evaluator; throws if that one refuses to answer. */
async function theirs({ request, policies }: Question): Promise<DecisionOutcome | undefined> {
  const { caller, action, resource } = request;
  const [session] = policies.session ?? [];
  const given = ({ name, document }: { name: string; document: unknown }) => ({ name, policy: document });
  const result = await runSimulation(
    {
      request: {
        principal:
          'arn' in caller ? caller.arn : caller.kind === 'service' ? caller.name : { type: 'Anonymous' },
        action,
        resource: { resource, accountId: policies.owner },
        contextVariables: Object.fromEntries(
          [...contextKeysOf(request, policies.owner)].map(([key, values]): [string, string] => [
            key,
            values.join(),
          ]),
        ),
      },
      identityPolicies: policies.identity.map(given),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      resourcePolicy: policies.resource?.document,
      sessionPolicy: session?.document,
      permissionBoundaryPolicies: policies.boundary && [given(policies.boundary)],
    },
    {},
  );
  if (result.resultType === 'error') throw new Error(JSON.stringify(result.errors));
  return OUTCOMES[result.overallResult];
}

const ours = ({ request, policies, notPrincipal }: Question): DecisionOutcome =>
  evaluatePolicies(request, policies, { notPrincipal }).outcome;

interface Disagreement {
  readonly about: string;
  readonly why: string;
  holds(
    asked: Question,
    answers: { readonly ours: DecisionOutcome; readonly theirs: DecisionOutcome | undefined },
  ): boolean;
}

const written = ({ policies }: Question): string => JSON.stringify(policies.resource ?? {});

/** Where the two differ, and why ours stands. Everything else must be equal. */
const DISAGREEMENTS: readonly Disagreement[] = [
  {
    about: 'the root user',
    why: 'Theirs has no root user: it asks for an identity policy. AWS: “full access”, and the account principal is the root user.',
    holds: ({ request }, answers) => request.caller.kind === 'root' && answers.ours === 'allowed',
  },
  {
    about: 'a role without a trust policy',
    why: 'Theirs lets IAM decide. Every role has a trust policy, so a missing one allows nobody, like a key without a policy.',
    holds: ({ request, policies }, answers) =>
      request.action === 'sts:AssumeRole' && !policies.resource && answers.ours === 'implicitly-denied',
  },
  {
    about: 'unique ids',
    why: 'Theirs compares ARNs only; KMS shows AIDA… and AROA… for what was deleted, and stores all principals so.',
    holds: (asked) => 'id' in asked.request.caller && written(asked).includes(asked.request.caller.id),
  },
  {
    about: 'a role with a path',
    why: 'Theirs is given the session’s ARN alone, which leaves the role’s path out.',
    holds: (asked) =>
      asked.request.caller === callerNamed('admin-role') && written(asked).includes('role/team/AdminRole'),
  },
  {
    about: 'a session policy and a grant that is not to the role',
    why: 'Theirs always cuts. IAM’s guide: permissions granted directly to a session, or to everyone, are not limited by it.',
    holds: ({ policies }, answers) =>
      policies.session !== undefined && policies.resource !== undefined && answers.ours === 'allowed',
  },
];

/** Theirs validates: only an action's own resource types, and no condition keys that AWS does not have. */
const comparable = (asked: Question): boolean => {
  const { action, resource, context } = asked.request;
  const own = { kms: ':key/', s3: ':s3:', sts: ':role/' }[action.split(':')[0] ?? ''] ?? '';
  const strange = Object.keys(context ?? {}).some((key) => /owner/i.test(key));
  return resource.includes(own) && !strange && !written(asked).includes('NotPrincipal');
};

/** Always the same questions; another seed asks others: `DIFFERENTIAL_SEED=7 npx vitest run test/policy`. */
const SEED = Number(process.env.DIFFERENTIAL_SEED ?? 2026);
const QUESTIONS = 10_000;

function questions(): readonly Question[] {
  const asked: Question[] = [];
  for (let batch = 0; asked.length < QUESTIONS; batch++) {
    asked.push(...fc.sample(question, { numRuns: 5000, seed: SEED + batch }).filter(comparable));
  }
  return asked.slice(0, QUESTIONS);
}

test(`another evaluator agrees on ${QUESTIONS} questions of seed ${SEED}, except for known differences`, {}, async () => {
  const met = new Map<string, number>();
  const asked = questions();
  for (const each of asked) {
    const answers = { ours: ours(each), theirs: await theirs(each) };
    if (answers.ours === answers.theirs) continue;
    const known = DISAGREEMENTS.find(({ holds }) => holds(each, answers));
    expect(known, JSON.stringify({ ...answers, each })).toBeDefined();
    met.set(known?.about ?? '', (met.get(known?.about ?? '') ?? 0) + 1);
  }
  // Each explanation is needed.
  expect([...met.keys()].sort()).toEqual(DISAGREEMENTS.map(({ about }) => about).sort());
  const explained = [...met.values()].reduce((sum, times) => sum + times, 0);
  console.info(
    `${QUESTIONS - explained} of ${QUESTIONS} alike; explained: ${JSON.stringify(Object.fromEntries(met))}`,
  );
});

/**
 * Theirs lets the account's entry, or the role's, exempt a caller, and says that this is untested; that is our
 * `any-facet`. Ours is `all-facets`, for the reasons in `match/principal.ts`.
 */
describe('NotPrincipal', () => {
  const role = `arn:aws:iam::${HOME}:role/KMSWorkshop-InstanceInitRole`;
  const root = `arn:aws:iam::${HOME}:root`;

  test.each([
    ['admin', [role, root], 'explicitly-denied', 'allowed'],
    ['instance-role', [role, root], 'explicitly-denied', 'allowed'],
    ['instance-role', [role], 'explicitly-denied', 'allowed'],
    ['admin', [role], 'explicitly-denied', 'explicitly-denied'],
  ] as const)('%s under a Deny that exempts %j', async (name, spared, all, any) => {
    const keyPolicy = documentOf(
      { Effect: 'Allow', Principal: { AWS: root }, Action: 'kms:*', Resource: '*' },
      { Effect: 'Deny', NotPrincipal: { AWS: spared }, Action: 'kms:*', Resource: '*' },
    );
    const asked: Question = {
      request: { caller: callerNamed(name), action: 'kms:Encrypt', resource: KEY },
      policies: {
        identity: IDENTITY.administrator ?? [],
        owner: HOME,
        resource: { name: 'key', document: keyPolicy },
      },
      notPrincipal: 'all-facets',
    };
    expect(ours(asked)).toBe(all);
    expect(ours({ ...asked, notPrincipal: 'any-facet' })).toBe(any);
    expect(await theirs(asked)).toBe(any);
  });
});
