import * as v from 'valibot';
import type { PolicyDocument } from '../policy/document.ts';
import { NOT_PRINCIPAL_MODELS } from '../policy/not-principal.ts';
import { object } from './check-arguments.ts';
import { requirePolicy } from './read-policy.ts';

/** The evaluator caches a document by its identity, so text must be parsed explicitly first. */
export const DOCUMENT = v.custom<PolicyDocument>((value) => requirePolicy(value) === value);

const text = v.string();
const context = v.record(text, v.union([text, v.array(text)]));
const named = object({ name: text, document: DOCUMENT });

const caller = v.variant('kind', [
  object({ kind: v.literal('root'), accountId: text, arn: text }),
  object({ kind: v.literal('user'), accountId: text, arn: text, id: text }),
  object({
    kind: v.literal('role-session'),
    accountId: text,
    arn: text,
    roleArn: text,
    id: text,
    sessionName: text,
  }),
  object({ kind: v.literal('federated-user'), accountId: text, arn: text, id: text }),
  object({ kind: v.literal('service'), name: text }),
  object({ kind: v.literal('anonymous') }),
]);

const grant = object({
  id: text,
  name: v.optional(text),
  grantee: text,
  operations: v.array(text),
  constraint: v.optional(object({ kind: v.picklist(['equals', 'subset']), context: v.record(text, text) })),
});

const ofCaller = {
  identity: v.array(named),
  boundary: v.optional(named),
  session: v.optional(v.array(named)),
};
const notPrincipal = v.optional(v.picklist(NOT_PRINCIPAL_MODELS));

export const REQUEST = object({ caller, action: text, resource: text, context: v.optional(context) });

export const POLICIES = object({
  ...ofCaller,
  owner: text,
  resource: v.optional(named),
  grants: v.optional(v.array(grant)),
});

export const EVALUATION = object({ notPrincipal });

export const LOCK_OUT_QUESTION = object({
  caller,
  keyArn: text,
  keyPolicy: DOCUMENT,
  policies: object(ofCaller),
  notPrincipal,
  context: v.optional(context),
});

export const MATRIX_MEMBERS = v.array(
  object({ id: text, caller, policies: object(ofCaller), context: v.optional(context) }),
);

export const MATRIX_KEY = object({
  arn: text,
  owner: text,
  policy: DOCUMENT,
  grants: v.optional(v.array(grant)),
  context: v.optional(context),
});

const principalExists = v.optional(v.function());

export const POLICY_PLACE = v.variant('kind', [
  object({ kind: v.literal('key'), principalExists }),
  object({ kind: v.literal('trust'), principalExists }),
  object({ kind: v.literal('bucket'), bucket: text, principalExists }),
  object({ kind: v.picklist(['managed', 'role-inline', 'user-inline', 'group-inline']) }),
]);

export const ACTION_LIST = v.array(text);
