import type { DecidingStatement, DecisionOutcome } from '../../policy/decision.ts';
import { encryptionContextOf } from '../../policy/kms-context.ts';
import type { Caller } from '../../policy/request.ts';
import type { Entry } from '../handle.ts';
import type { Judgement } from '../judge.ts';

/** The name that kms-lab's own clients add to their User-Agent. */
const LAB_AGENT = /(^| )kms-lab(\/| |$)/;

/** How they name the lease on the account, in a request that may change it. */
const LEASE_MARK = /(?<= )md\/lease#(\d+)/;

/** What a request demanded, and why it was or was not allowed. */
export interface TrailDemand {
  /** `kms:GenerateDataKey` */
  readonly action: string;
  readonly resource: string;
  readonly outcome: DecisionOutcome;
  readonly because: string;
  readonly statements: readonly { readonly policy: string; readonly statement: string }[];
  readonly encryptionContext?: Readonly<Record<string, string>> | undefined;
  /** `s3.us-east-1.amazonaws.com`, if a service called for the caller. */
  readonly via?: string | undefined;
}

/**
 * One request, as a line of the trail: like AWS's CloudTrail, with the reasons that CloudTrail does not give. Holds
 * no secret.
 */
export interface TrailLine {
  /** By the sandbox's clock, ISO 8601. */
  readonly at: string;
  readonly requestId: string;
  /** The caller's ARN; absent if the credentials were not accepted. */
  readonly who?: string | undefined;
  readonly service?: string | undefined;
  readonly operation?: string | undefined;
  /** The operation changes nothing. */
  readonly readOnly?: boolean | undefined;
  /** The request is from kms-lab itself, not from another client. */
  readonly byLab?: boolean | undefined;
  /** The fencing number of the lease under which kms-lab wrote: a later owner of the account has a larger one. */
  readonly lease?: number | undefined;
  readonly status: number;
  /** AWS's code and message of a refused request. */
  readonly code?: string | undefined;
  readonly message?: string | undefined;
  readonly demands: readonly TrailDemand[];
}

export function trailLine(entry: Entry): TrailLine {
  const { at, requestId, caller, service, operation, judgements, status, code, message, bug } = entry;
  const { readOnly, agent = '' } = entry;
  // Undefined values are left out of the line.
  return {
    at: at.toISOString(),
    requestId,
    who: caller && nameOf(caller),
    service,
    operation,
    readOnly: readOnly || undefined,
    byLab: LAB_AGENT.test(agent) || undefined,
    lease: leaseIn(agent),
    status,
    code,
    message: bug === undefined ? message : `${message} ${bug}`,
    demands: judgements.map(demandOf),
  };
}

function demandOf({ demand, decision }: Judgement): TrailDemand {
  const { action, resource, context = {} } = demand;
  const { outcome, because, statements } = decision;
  const via = context['kms:ViaService'];
  const encryptionContext = encryptionContextOf(context);
  return {
    action,
    resource,
    outcome,
    because,
    statements: statements.map((one) => ({ policy: one.policy, statement: titleOf(one) })),
    encryptionContext: Object.keys(encryptionContext).length > 0 ? encryptionContext : undefined,
    via: typeof via === 'string' ? via : undefined,
  };
}

function leaseIn(agent: string): number | undefined {
  const [, fence] = LEASE_MARK.exec(agent) ?? [];
  return fence === undefined ? undefined : Number(fence);
}

const nameOf = (caller: Caller): string => {
  if ('arn' in caller) return caller.arn;
  return caller.kind === 'service' ? caller.name : 'anonymous';
};

const titleOf = ({ index, statement }: DecidingStatement): string => statement.Sid ?? String(index + 1);
