import { readSignature } from '../../src/sandbox/protocol/authorization.ts';
import type { WireRequest } from '../../src/sandbox/protocol/protocol.ts';
import { services } from '../../src/sandbox/services.ts';

/** A request in the SDK's terms. */
export interface Asked {
  readonly service: string;
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly accessKeyId: string;
  readonly readOnly: boolean;
}

/** Parses a request as the sandbox does, with the SDK's schemas. Throws for one that is not AWS's. */
export async function decode(request: WireRequest): Promise<Asked> {
  const signature = readSignature(request);
  const service = await services[signature?.scope.service ?? '']?.();
  if (!signature || !service) throw new Error(`${request.method} ${request.target} is no request to AWS.`);
  const { operation, input } = service.read(request);
  const known = service.operations[operation];
  if (!known) throw new Error(`${service.name}: ${operation} is not in the sandbox.`);
  return {
    service: service.name,
    operation,
    input: input(known.schema),
    accessKeyId: signature.accessKeyId,
    readOnly: known.readOnly === true,
  };
}
