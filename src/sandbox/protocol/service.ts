import type { AbsentMembers } from '../unread-members.ts';
import type { Operations, ParsedRequest, Protocol, WireHead, WireRequest } from './protocol.ts';
import type { BodyLimit } from './refusal.ts';
import { operationName, type Registry } from './schema.ts';

/** A service of the sandbox, as `handle` sees it. */
export interface Service {
  /** The name in the credential scope of a signature: `kms`. */
  readonly name: string;
  readonly protocol: Protocol;
  readonly xmlNamespace: string | undefined;
  readonly registries: readonly Registry[];
  readonly operations: Operations;
  /** Members of AWS's that the service lacks. */
  readonly absent: AbsentMembers;
  limitOf(head: WireHead): BodyLimit;
  read(request: WireRequest): ParsedRequest;
}

/** The operations of a client package: `Decrypt` for its `DecryptCommand`. */
type OperationName<Client> = {
  [Name in keyof Client]: Name extends `${infer Operation}Command` ? Operation : never;
}[keyof Client];

export interface ServiceDefinition<Client> {
  readonly name: string;
  readonly protocol: Protocol;
  /** `xmlns` of the answers of awsQuery, ec2Query and restXml: `https://iam.amazonaws.com/doc/2010-05-08/`. */
  readonly xmlNamespace?: string;
  /** `errorTypeRegistries` of the client package: codes, statuses and members of the model's errors. */
  readonly registries: readonly Registry[];
  /** Absent: the service lacks none. */
  readonly absent?: AbsentMembers;
  readonly operations: { readonly [Name in OperationName<Client>]?: Operations[string] };
}

/**
 * `defineService<typeof import('@aws-sdk/client-kms')>({ name: 'kms', protocol: awsJson('TrentService'), … })`: a
 * name that the client package does not have is a compile error; one that differs from its schema's name throws at
 * once.
 */
export function defineService<Client>(definition: ServiceDefinition<Client>): Service {
  const { name, protocol, xmlNamespace, registries, absent = {} } = definition;
  const operations = definition.operations as Operations;
  for (const [key, operation] of Object.entries(operations)) {
    if (operationName(operation.schema) !== key) {
      throw new TypeError(`${name}:${key} has the schema of ${operationName(operation.schema)}.`);
    }
  }
  return {
    name,
    protocol,
    xmlNamespace,
    registries,
    operations,
    absent,
    limitOf: protocol.limiter(operations),
    read: protocol.reader(operations),
  };
}
