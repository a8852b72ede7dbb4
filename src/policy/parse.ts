import { type PolicyDocument, statementsOf } from './document.ts';

/** The maximum length of any policy text in KMS and IAM: the `Policy` and `PolicyDocument` shapes of their APIs. */
export const MAX_CHARACTERS = 131_072;

/** `case`: an Effect that is right but for its capitals. `repeated`: a member that is there twice. */
export type SyntaxProblem =
  | 'too-long'
  | 'not-json'
  | 'repeated'
  | 'missing'
  | 'empty'
  | 'unknown'
  | 'malformed'
  | 'case';

/** Names of members, and positions in lists from 0: `['Statement', 1, 'Condition', 'StringEquals']`. */
export type JsonPath = readonly (string | number)[];

/** Readers count statements, and know the values of a list by what they say. */
const inWords = (at: JsonPath): readonly string[] =>
  at.flatMap((part, index) => {
    if (typeof part === 'number') return [];
    const statement = index === 0 ? at[1] : undefined;
    return typeof statement === 'number' ? [`${part} ${statement + 1}`] : [part];
  });

/** A text that is not a policy document. The message tells the user what is wrong, and where. */
export class PolicySyntaxError extends Error {
  readonly problem: SyntaxProblem;
  /** The path to the spot in the document. Empty: the whole text. */
  readonly at: JsonPath;
  /** The same in words: `['Statement 2', 'Condition', 'StringEquals']`. */
  readonly path: readonly string[];
  /** What was there instead of a value that is allowed, if it was text. */
  readonly found: string | undefined;

  constructor(problem: SyntaxProblem, at: JsonPath, what: string, found?: string) {
    const path = inWords(at);
    super(path.length === 0 ? `The policy ${what}.` : `In the policy, ${path.join(', ')} ${what}.`);
    this.problem = problem;
    this.at = at;
    this.path = path;
    this.found = found;
  }
}

type Path = JsonPath;
type Rule = (value: unknown, path: Path) => void;
type Members = Readonly<Record<string, Rule>>;

const STATEMENT: Members = {
  Sid: text,
  Effect: effect,
  Principal: principal,
  NotPrincipal: principal,
  Action: listed(text),
  NotAction: listed(text),
  Resource: listed(text),
  NotResource: listed(text),
  Condition: dictionary(dictionary(listed(conditionValue))),
};

/** Each may be used, but not with its opposite. */
const OPPOSITES = ['Principal', 'Action', 'Resource'] as const;

const PRINCIPAL: Members = {
  AWS: listed(text),
  Service: listed(text),
  Federated: listed(text),
  CanonicalUser: listed(text),
};

const EFFECTS = ['Allow', 'Deny'];

const DOCUMENT: Members = {
  Version: oneOf('2012-10-17', '2008-10-17'),
  Id: text,
  Statement: statements,
};

/**
 * Parses a policy document and checks AWS's grammar, nothing more: whether a service accepts it is checked in
 * `validate.ts`. Throws `PolicySyntaxError`.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export const parsePolicy = (policy: string): PolicyDocument => checkPolicy(json(policy));

/** The same for a value that is already parsed. */
export function checkPolicy(value: unknown): PolicyDocument {
  members(DOCUMENT, ['Statement'])(value, []);
  const document = value as PolicyDocument;
  // After all else: IAM has a refusal of its own for an Effect in other capitals.
  for (const [index, { Effect }] of statementsOf(document).entries()) {
    if (!EFFECTS.includes(Effect)) throw notOneOf('case', EFFECTS, Effect, [...statementAt(index), 'Effect']);
  }
  return document;
}

function json(policy: string): unknown {
  if (policy.length > MAX_CHARACTERS) {
    throw new PolicySyntaxError('too-long', [], `is longer than ${MAX_CHARACTERS} characters`);
  }
  try {
    return JSON.parse(policy);
  } catch (error) {
    throw new PolicySyntaxError('not-json', [], `is not JSON: ${(error as SyntaxError).message}`);
  }
}

function statements(value: unknown, path: Path): void {
  if (Array.isArray(value) && value.length === 0) throw new PolicySyntaxError('empty', path, 'is empty');
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  for (const [index, each] of list.entries()) statement(each, statementAt(index));
}

const statementAt = (index: number): JsonPath => ['Statement', index];

function statement(value: unknown, path: Path): void {
  members(STATEMENT, ['Effect'])(value, path);
  for (const name of OPPOSITES) {
    if (Object.hasOwn(value as object, name) && Object.hasOwn(value as object, `Not${name}`)) {
      throw new PolicySyntaxError('malformed', path, `has both ${name} and Not${name}`);
    }
  }
}

function principal(value: unknown, path: Path): void {
  if (typeof value === 'string' && value !== '*') {
    throw new PolicySyntaxError('malformed', path, `must be "*" or name a kind, as in {"AWS": "${value}"}`);
  }
  if (value !== '*') members(PRINCIPAL, [])(value, path);
}

/** An object with these members and no others. Looks only at own properties, so `__proto__` is simply unknown. */
function members(rules: Members, required: readonly string[]): Rule {
  return (value, path) => {
    for (const [name, member] of entries(value, path)) {
      const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
      if (!rule) throw new PolicySyntaxError('unknown', [...path, name], 'is not an element of a policy');
      rule(member, [...path, name]);
    }
    for (const name of required) {
      if (!Object.hasOwn(value as object, name)) {
        throw new PolicySyntaxError('missing', [...path, name], 'is missing');
      }
    }
  };
}

/** An object with any names except `__proto__`, which building an object by assignment would lose. */
function dictionary(rule: Rule): Rule {
  return (value, path) => {
    for (const [name, member] of entries(value, path)) {
      if (name === '__proto__') throw new PolicySyntaxError('unknown', [...path, name], 'cannot be meant');
      rule(member, [...path, name]);
    }
  };
}

function entries(value: unknown, path: Path): readonly (readonly [string, unknown])[] {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return Object.entries(value);
  throw new PolicySyntaxError('malformed', path, `must be an object, not ${kindOf(value)}`);
}

function listed(rule: Rule): Rule {
  return (value, path) => {
    if (!Array.isArray(value)) return rule(value, path);
    for (const [index, each] of value.entries()) rule(each, [...path, index]);
  };
}

function text(value: unknown, path: Path): void {
  if (typeof value !== 'string') {
    throw new PolicySyntaxError('malformed', path, `must be text, not ${kindOf(value)}`);
  }
}

function oneOf(...allowed: readonly string[]): Rule {
  return (value, path) => {
    text(value, path);
    if (!allowed.includes(value as string)) throw notOneOf('malformed', allowed, value as string, path);
  };
}

function effect(value: unknown, path: Path): void {
  text(value, path);
  const written = value as string;
  if (EFFECTS.some((each) => each.toLowerCase() === written.toLowerCase())) return;
  throw notOneOf('malformed', EFFECTS, written, path);
}

function notOneOf(
  problem: SyntaxProblem,
  allowed: readonly string[],
  value: string,
  path: Path,
): PolicySyntaxError {
  const choice = allowed.map((each) => `"${each}"`).join(' or ');
  return new PolicySyntaxError(problem, path, `must be ${choice}, not ${JSON.stringify(value)}`, value);
}

function conditionValue(value: unknown, path: Path): void {
  if (typeof value !== 'boolean' && !Number.isFinite(value)) text(value, path);
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
