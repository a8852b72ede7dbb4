import { conditionKeyNamed } from './condition-keys.ts';
import { contextKeysOf } from './context.ts';
import type { PolicySource } from './decision.ts';
import { type ConditionBlock, type PolicyDocument, type Statement, statementsOf } from './document.ts';
import { evaluatePolicies } from './evaluate.ts';
import { operatorNamed } from './operators/index.ts';
import type { NamedPolicy, Policies, Request } from './request.ts';

/** A condition of a statement that would count, on a key that this request does not have here but may have on AWS. */
export interface Unsupplied {
  /** As the policy writes it. */
  readonly key: string;
  /** The policy's name, as in `NamedPolicy`. */
  readonly policy: string;
  /** Position in the document, counted from 0. */
  readonly index: number;
  readonly statement: Statement;
  /** Why the key is absent. */
  readonly why: string;
}

/**
 * The conditions that are decided by the absence of a key that is unknown here: a negated operator, `Null` and
 * `…IfExists` then match, and a Deny with another operator does not. An Allow with another operator is left out,
 * because it allows nothing.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_IfExists
 */
export function unsuppliedIn(request: Request, policies: Policies): readonly Unsupplied[] {
  const { owner, resource, identity, boundary, session = [] } = policies;
  const counted: readonly (readonly [PolicySource, NamedPolicy])[] = [
    ...(resource ? [['resource-policy', resource] as const] : []),
    ...identity.map((policy) => ['identity-policy', policy] as const),
    ...(boundary ? [['permissions-boundary', boundary] as const] : []),
    ...session.map((policy) => ['session-policy', policy] as const),
  ];
  return counted.flatMap(([kind, { name, document }]) =>
    doubtfulStatements(document).flatMap(({ index, statement, keys }) => {
      const known = contextKeysOf(request, owner);
      const absent = keys.filter(({ key }) => !known.has(key.toLowerCase()));
      if (absent.length === 0 || !appliesWithout(absent, statement, document, kind, request, policies))
        return [];
      return absent.map(({ key, why }) => ({ key, policy: name, index, statement, why }));
    }),
  );
}

/** A condition key that decides by its absence. */
export interface DoubtfulKey {
  /** As the policy writes it. */
  readonly key: string;
  /** Why it is absent. */
  readonly why: string;
}

/** A statement with conditions on such keys. */
export interface DoubtfulStatement {
  readonly index: number;
  readonly statement: Statement;
  readonly keys: readonly DoubtfulKey[];
}

const READ = new WeakMap<PolicyDocument, readonly DoubtfulStatement[]>();

/** The statements with such conditions, for any caller. Most documents have none, and each is read once. */
export function doubtfulStatements(document: PolicyDocument): readonly DoubtfulStatement[] {
  const known = READ.get(document);
  if (known) return known;
  const found = statementsOf(document).flatMap((statement, index) => {
    const keys = doubtfulKeys(statement);
    return keys.length > 0 ? [{ index, statement, keys }] : [];
  });
  READ.set(document, found);
  return found;
}

function doubtfulKeys({ Effect, Condition = {} }: Statement): readonly DoubtfulKey[] {
  const found = new Map<string, DoubtfulKey>();
  for (const [operator, keys] of Object.entries(Condition)) {
    if (Effect === 'Allow' && !holdsWithoutKey(operator)) continue;
    for (const key of Object.keys(keys)) {
      const why = whyAbsent(key);
      if (why !== undefined) found.set(key.toLowerCase(), { key, why });
    }
  }
  return [...found.values()];
}

function holdsWithoutKey(name: string): boolean {
  const named = operatorNamed(name);
  if (!named) return false;
  const { operator, set, ifExists } = named;
  return ifExists || operator.presence === true || operator.negated === true || set === 'ForAllValues';
}

/** `undefined` for a key that is present whenever it is on AWS. */
function whyAbsent(key: string): string | undefined {
  const row = conditionKeyNamed(key);
  if (row) return 'gap' in row ? row.gap : row.unpredicted;
  return /^(aws|kms):/i.test(key) ? 'AWS documents no such key.' : 'It is a key of another service.';
}

/** Whether the statement is about this request, whatever those keys say: a Deny in its place would deny. */
function appliesWithout(
  absent: readonly DoubtfulKey[],
  statement: Statement,
  { Version }: PolicyDocument,
  kind: PolicySource,
  request: Request,
  { owner }: Policies,
): boolean {
  const { Condition = {}, ...rest } = statement;
  const others = conditionsWithout(new Set(absent.map(({ key }) => key)), Condition);
  const deny: Statement = { ...rest, Effect: 'Deny', ...(others ? { Condition: others } : {}) };
  const policy = { name: '', document: { ...(Version ? { Version } : {}), Statement: [deny] } };
  const alone: Policies =
    kind === 'resource-policy' ? { owner, identity: [], resource: policy } : { owner, identity: [policy] };
  return evaluatePolicies(request, alone).outcome === 'explicitly-denied';
}

function conditionsWithout(absent: ReadonlySet<string>, block: ConditionBlock): ConditionBlock | undefined {
  const left = Object.entries(block).flatMap(([operator, keys]) => {
    const kept = Object.entries(keys).filter(([key]) => !absent.has(key));
    return kept.length > 0 ? [[operator, Object.fromEntries(kept)] as const] : [];
  });
  return left.length > 0 ? Object.fromEntries(left) : undefined;
}
