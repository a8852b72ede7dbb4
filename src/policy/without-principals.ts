import {
  listOf,
  type PolicyDocument,
  type PrincipalElement,
  type Statement,
  statementsOf,
} from './document.ts';

/** Every AWS principal that a document names in Principal and NotPrincipal, each once. */
export const awsPrincipalsIn = (document: PolicyDocument): readonly string[] => [
  ...new Set(
    statementsOf(document).flatMap(({ Principal, NotPrincipal }) => [
      ...awsOf(Principal),
      ...awsOf(NotPrincipal),
    ]),
  ),
];

/**
 * The document without these AWS principals. A statement that names only them is removed; a Deny for everyone except
 * them becomes one for everyone: they no longer exist, so this changes no one's access.
 */
export function withoutPrincipals(document: PolicyDocument, gone: readonly string[]): PolicyDocument {
  if (gone.length === 0) return document;
  return { ...document, Statement: statementsOf(document).flatMap((one) => without(one, gone) ?? []) };
}

function without(statement: Statement, gone: readonly string[]): Statement | undefined {
  const { Principal, NotPrincipal, ...rest } = statement;
  if (NotPrincipal !== undefined) {
    const left = lessOf(NotPrincipal, gone);
    return left ? { ...statement, NotPrincipal: left } : { ...rest, Principal: '*' };
  }
  if (Principal === undefined) return statement;
  const left = lessOf(Principal, gone);
  return left && { ...statement, Principal: left };
}

/** `undefined` if no one is left. */
function lessOf(element: PrincipalElement, gone: readonly string[]): PrincipalElement | undefined {
  const named = awsOf(element);
  if (element === '*' || !named.some((one) => gone.includes(one))) return element;
  const { AWS: _, ...others } = element;
  const left = named.filter((one) => !gone.includes(one));
  if (left.length > 0) return { ...others, AWS: left };
  return Object.keys(others).length > 0 ? others : undefined;
}

const awsOf = (element: PrincipalElement | undefined): readonly string[] =>
  element === undefined || element === '*' ? [] : listOf(element.AWS);
