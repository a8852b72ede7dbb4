import type { PolicyDocument } from '../../policy/document.ts';
import {
  type IdentityPolicyKind,
  type InlineQuota,
  PolicyRefusal,
  validateIdentityPolicy,
  validateTrustPolicy,
} from '../../policy/validate.ts';
import { remembered } from '../memoize.ts';
import { ServiceError } from '../operation.ts';
import { principalsIn, toArns, toUniqueIds } from '../principals.ts';
import type { World } from '../world.ts';

export const identityDocument = (
  text: string,
  kind: IdentityPolicyKind,
  quota?: InlineQuota,
): PolicyDocument => inWordsOfIam(() => validateIdentityPolicy(text, kind, quota, PARTITION));

/** Of every account here. */
const PARTITION = 'aws';

/** As stored. */
export const trustDocument = (text: string, world: World): PolicyDocument =>
  toUniqueIds(
    world,
    inWordsOfIam(() => validateTrustPolicy(text, principalsIn(world))),
  );

/** As returned. */
export const encodeTrust = (trust: PolicyDocument, world: World): string =>
  encodeDocument(toArns(world, trust));

function inWordsOfIam(validate: () => PolicyDocument): PolicyDocument {
  try {
    return validate();
  } catch (error) {
    throw error instanceof PolicyRefusal ? new ServiceError(error.code, error.message) : error;
  }
}

/**
 * Percent-encoded according to RFC 3986, as IAM answers: encodeURIComponent does not encode five of its reserved
 * characters.
 */
export const encodeDocument = remembered((document: PolicyDocument): string =>
  encodeURIComponent(JSON.stringify(document)).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  ),
);
