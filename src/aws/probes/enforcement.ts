import { EncryptCommand } from '@aws-sdk/client-kms';
import type { Clients } from '../client/clients.ts';
import { awsCode, httpStatus, toLabError } from '../client/failure.ts';

/** AWS's own host names: no need to ask there. */
const OF_AWS = /\.(amazonaws\.com(\.cn)?|api\.aws|api\.amazonwebservices\.com\.cn)$/;

/** Credentials that do not exist, for a request that nothing allows. */
const NOBODY = { accessKeyId: 'AKIAKMSLABNOBODY0000', secretAccessKey: 'this key does not exist' };

/**
 * Whether a target that is not AWS enforces policies. Asked once, with a request by an unknown access key, which AWS
 * and the sandbox refuse, and which is also a dry run. Returns why the target's answers prove nothing; `undefined` if
 * they do.
 */
export function enforcementOf(clients: Clients, KeyId: string): () => Promise<string | undefined> {
  let asked: Promise<string | undefined> | undefined;
  return () => {
    asked ??= ask(clients, KeyId);
    return asked;
  };
}

async function ask(clients: Clients, KeyId: string): Promise<string | undefined> {
  const { kms } = clients.actingAs(NOBODY);
  // A profile or the environment may decide where a request goes, so look at the request itself.
  kms.middlewareStack.add(
    (next) => async (args) => {
      const { hostname = '' } = args.request as { readonly hostname?: string };
      if (OF_AWS.test(hostname)) throw new AtAws();
      return next(args);
    },
    { step: 'finalizeRequest', priority: 'high', name: 'keepFromAws' },
  );
  try {
    await kms.send(new EncryptCommand({ KeyId, Plaintext: new Uint8Array(1), DryRun: true }));
  } catch (error) {
    if (error instanceof AtAws || REFUSALS.test(awsCode(error) ?? '')) return undefined;
    // No answer, or a server error, does not show whether the target enforces policies.
    const status = httpStatus(error) ?? 0;
    if (status < 400 || status >= 500) throw toLabError(error, 'EncryptCommand');
  }
  return NOBODY_MAY;
}

class AtAws extends Error {}

/** Refusals of an access key that does not exist, of its signature, or of the principal that the target takes it for. */
const REFUSALS =
  /^(UnrecognizedClientException|Invalid(ClientTokenId|AccessKeyId|Signature(Exception)?)|(IncompleteSignature|MissingAuthenticationToken|AccessDenied)(Exception)?|SignatureDoesNotMatch|AuthFailure)$/;
const NOBODY_MAY = 'it accepts an access key that does not exist';
/** https://docs.aws.amazon.com/kms/latest/developerguide/testing-permissions.html: a dry run never succeeds. */
export const RAN_IT = 'it carried out a dry run';
