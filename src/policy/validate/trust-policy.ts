import { type PolicyDocument, type Statement, statementsOf } from '../document.ts';
import type { PolicySyntaxError } from '../parse.ts';
import {
  actionsOf,
  grammarWords,
  isPrincipal,
  type Principals,
  principalsOf,
  refuseAllowWithNotPrincipal,
  unknownOperator,
} from './elements.ts';
import { countedSize, malformed, parsed, startsWithSpace, tooLarge } from './refusal.ts';
import table from './service-table.json' with { type: 'json' };

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const MAX_SIZE = 2048;

/** Without wildcards: `sts:*` is refused, too, as users report. */
const ON_ROLES = new Set(table.sts.onRoles.map((name) => `sts:${name.toLowerCase()}`));

/** What IAM checks in a role's trust policy. Throws `PolicyRefusal`. The older language version is accepted here. */
export function validateTrustPolicy(text: string, principals: Principals): PolicyDocument {
  const document = parsed(text, words);
  // https://github.com/hashicorp/terraform-provider-aws/pull/12267
  if (startsWithSpace(text)) throw malformed('JSON strings must not have leading spaces');
  refuseAllowWithNotPrincipal(document);
  for (const statement of statementsOf(document)) checkStatement(statement, principals);
  if (unknownOperator(document)) throw malformed('Syntax errors in policy.');
  const sids = statementsOf(document).flatMap(({ Sid }) => (Sid ? [Sid] : []));
  if (new Set(sids).size < sids.length) throw malformed('The Statement Ids in the policy are not unique');
  if (countedSize(text) > MAX_SIZE) throw tooLarge(`Cannot exceed quota for ACLSizePerRole: ${MAX_SIZE}`);
  return document;
}

const words = (error: PolicySyntaxError): string =>
  error.problem === 'not-json' ? 'This policy contains invalid Json' : grammarWords(error);

function checkStatement(statement: Statement, principals: Principals): void {
  const { Principal, NotPrincipal, Resource, NotResource } = statement;
  if (NotPrincipal !== undefined) throw malformed('AssumeRole policy must not contain NotPrincipal field.');
  if (Principal === undefined) throw malformed('Missing required field Principal');
  const named = principalsOf(statement);
  if (named.length === 0) throw malformed('Missing required field Principal cannot be empty!');
  const invalid = named.find((principal) => !isPrincipal(principal, principals));
  if (invalid?.kind === 'Federated') {
    throw malformed('Federated principals must be valid domain names or SAML metadata ARNs');
  }
  if (invalid) {
    throw malformed(`Invalid principal in policy: "${invalid.kind.toUpperCase()}":"${invalid.value}"`);
  }
  const actions = actionsOf(statement);
  if (actions.length === 0) throw malformed('Missing required field Action');
  if (!actions.every(({ value }) => ON_ROLES.has(value.toLowerCase()))) {
    throw malformed('AssumeRole policy may only specify STS AssumeRole actions.');
  }
  if (Resource !== undefined || NotResource !== undefined) throw malformed('Has prohibited field Resource');
}
