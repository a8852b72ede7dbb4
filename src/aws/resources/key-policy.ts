import { GetKeyPolicyCommand, type KMSClient, PutKeyPolicyCommand } from '@aws-sdk/client-kms';
import { LabError } from '../../contract/errors.ts';
import { arnsOfTheLab, type Facts } from '../../contract/facts.ts';
import type { Resource } from '../../contract/resource.ts';
import { sameDocument } from '../../policy/canonical.ts';
import { parsePolicy } from '../../policy/parse.ts';

type Sleep = (ms: number) => Promise<void>;

/** A user that was just created may be unknown to KMS for a while: pauses between tries, in milliseconds. */
const PAUSES = [500, 1000, 2000, 4000, 8000, 15_000] as const;

/**
 * What stands in a key policy for a user or a role that was deleted: never to appear again.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
const UNIQUE_ID = /(?<=")A(?:ID|RO)A[A-Z0-9]{12,}(?=")/g;

/** The key's policy: GetKeyPolicy and PutKeyPolicy, never with `BypassPolicyLockoutSafetyCheck`. */
export function keyPolicy(kms: KMSClient, facts: Facts, sleep: Sleep): Resource<'key-policy'> {
  const KeyId = facts.key.id;
  return {
    id: 'key-policy',
    title: `key policy of ${facts.key.alias}`,
    arn: arnsOfTheLab(facts)['key-policy'],
    removable: false,
    after: ['user'],
    async read() {
      const { Policy } = await kms.send(new GetKeyPolicyCommand({ KeyId, PolicyName: 'default' }));
      return parsePolicy(Policy ?? '');
    },
    async write(document) {
      if (!document) throw new LabError('ERR_NOT_OURS', 'A key always has a key policy.');
      const Policy = JSON.stringify(document, null, 2);
      const put = () => kms.send(new PutKeyPolicyCommand({ KeyId, PolicyName: 'default', Policy }));
      const gone = [...new Set(Policy.match(UNIQUE_ID))];
      if (gone.length === 0) await whilePrincipalsAppear(sleep, put);
      else await put().catch(explain(gone));
    },
    same: (a, b) => (a && b ? sameDocument(a, b) : a === b),
    calls: () => ['kms:PutKeyPolicy'],
  };
}

/**
 * KMS refuses a principal it does not see yet, in the same words as one that does not exist.
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html
 */
async function whilePrincipalsAppear<T>(sleep: Sleep, put: () => Promise<T>): Promise<T> {
  for (const pause of PAUSES) {
    try {
      return await put();
    } catch (error) {
      if (!namesInvalidPrincipals(error)) throw error;
      await sleep(pause);
    }
  }
  return put();
}

const namesInvalidPrincipals = (error: unknown): boolean =>
  error instanceof LabError && /invalid principals/i.test(error.message);

const explain =
  (gone: readonly string[]) =>
  (error: unknown): never => {
    if (!namesInvalidPrincipals(error)) throw error;
    throw new LabError('ERR_DOCUMENT', `The key policy names ${gone.join(', ')}, deleted since.`, {
      hint: 'name the user or role of today in its place: KMS knows principals by their unique ids',
      cause: error,
    });
  };
