import {
  type ConditionBlock,
  listOf,
  type PolicyDocument,
  type PrincipalElement,
  type Statement,
  statementsOf,
} from '../policy/document.ts';

/** A document with one difference. */
export interface Mutant {
  /** `“Allow use”: effect flipped` */
  readonly what: string;
  readonly document: PolicyDocument;
}

/** What a mutant may name instead: principals and a key that exist, because the account refuses a document with others. */
export interface StandIns {
  /** ARNs of principals. */
  readonly principals: readonly string[];
  /** The ARN of a key that is not the lab's. */
  readonly key: string;
}

type Change = readonly [what: string, statement: Statement | undefined];

/** Every document that differs in one part of one statement: dropped, flipped, changed or swapped. */
export const mutantsOf = (document: PolicyDocument, standIns: StandIns): readonly Mutant[] =>
  statementsOf(document).flatMap((statement, index, all) =>
    changesOf(statement, standIns).map(([what, changed]) => ({
      what: `${statement.Sid ? `“${statement.Sid}”` : `statement ${index + 1}`}: ${what}`,
      document: { ...document, Statement: all.toSpliced(index, 1, ...(changed ? [changed] : [])) },
    })),
  );

const changesOf = (statement: Statement, standIns: StandIns): readonly Change[] => [
  ['dropped', undefined],
  ['effect flipped', { ...statement, Effect: statement.Effect === 'Allow' ? 'Deny' : 'Allow' }],
  ...principalChanges(statement, standIns),
  ...actionChanges(statement),
  ['resource changed', { ...statement, Resource: standIns.key }],
  ...conditionChanges(statement),
];

function principalChanges(
  { Principal, NotPrincipal, ...rest }: Statement,
  standIns: StandIns,
): readonly Change[] {
  const element = Principal ?? NotPrincipal;
  if (element === undefined) return [];
  const as = (changed: PrincipalElement): Statement =>
    Principal ? { ...rest, Principal: changed } : { ...rest, NotPrincipal: changed };
  const named = element === '*' ? ['*'] : listOf(element.AWS);
  return [
    ['principal dropped', rest],
    ...without(named).map(([name, AWS]): Change => [`principal ${name} dropped`, as({ AWS })]),
    ...['*', ...standIns.principals]
      .filter((name) => !named.includes(name))
      .map((name): Change => [`principal changed to ${name}`, as({ AWS: name })]),
    ...(Principal
      ? []
      : [['Principal for NotPrincipal', { ...rest, Principal: element }] as const satisfies Change]),
  ];
}

/** An action that the wildcard matches. */
const SINGLE = ['kms:Decrypt', 'kms:Encrypt', 'kms:PutKeyPolicy'];

function actionChanges({ Action, ...rest }: Statement): readonly Change[] {
  if (Action === undefined) return [];
  const actions = listOf(Action);
  const changed = actions.includes('kms:*') ? SINGLE : ['kms:*'];
  return [
    ...without(actions).map(([name, left]): Change => [`${name} dropped`, { ...rest, Action: left }]),
    ...changed.map((name): Change => [`action changed to ${name}`, { ...rest, Action: name }]),
    ['NotAction for Action', { ...rest, NotAction: Action }],
  ];
}

/** Operators that are easily confused. */
const SWAPS: Readonly<Record<string, readonly string[]>> = {
  StringEquals: ['StringNotEquals', 'StringLike', 'StringEqualsIfExists'],
  ArnNotEquals: ['ArnEquals', 'StringNotEquals'],
  NumericLessThan: ['NumericGreaterThan', 'NumericLessThanEquals', 'NumericLessThanIfExists'],
};

/** A key that no request to KMS has here. */
const ABSENT_KEY = 'aws:SourceVpce';

function conditionChanges({ Condition, ...rest }: Statement): readonly Change[] {
  if (!Condition) return [];
  const as = (changed: ConditionBlock): Statement => ({ ...rest, Condition: changed });
  return [
    ['condition dropped', rest],
    ...Object.entries(Condition).flatMap(([operator, keys]): readonly Change[] => {
      const { [operator]: _, ...others } = Condition;
      const swapped = (SWAPS[operator] ?? []).map(
        (other): Change => [`${other} for ${operator}`, as({ ...others, [other]: keys })],
      );
      const dropped: readonly Change[] =
        Object.keys(others).length > 0 ? [[`${operator} dropped`, as(others)]] : [];
      const inKeys = Object.entries(keys).flatMap(([key, values]): readonly Change[] => {
        const held = listOf(values).map(String);
        const set = (to: Readonly<Record<string, string | readonly string[]>>) =>
          as({ ...others, [operator]: to });
        return [
          [`${key} changed to ${ABSENT_KEY}`, set({ [ABSENT_KEY]: held })],
          ...without(held).map(
            ([value, left]): Change => [`${value} of ${key} dropped`, set({ [key]: left })],
          ),
          ...held.flatMap((value, index) =>
            otherValues(value).map(
              (other): Change => [
                `${value} of ${key} changed to ${other}`,
                set({ [key]: held.with(index, other) }),
              ],
            ),
          ),
        ];
      });
      return [...dropped, ...swapped, ...inKeys];
    }),
  ];
}

/** Ten times a number, and a tenth of it; in values with an account id, another account. */
function otherValues(value: string): readonly string[] {
  if (/^\d{12}$/.test(value)) return ['000000000000'];
  if (/^\d+$/.test(value)) return [String(Number(value) * 10), String(Math.floor(Number(value) / 10))];
  return /\d{12}/.test(value) ? [value.replace(/\d{12}/, '000000000000')] : [];
}

/** Each member of a list of several, with the others. */
const without = <T>(list: readonly T[]): readonly (readonly [T, readonly T[]])[] =>
  list.length < 2 ? [] : list.map((item, index) => [item, list.toSpliced(index, 1)] as const);
