import type { PolicyDocument } from '../policy/document.ts';
import { checkPolicy, PolicySyntaxError, parsePolicy } from '../policy/parse.ts';
import { LibraryError } from './library-error.ts';

/** Documents whose grammar was checked: each is checked once. */
const checked = new WeakSet<object>();

/**
 * Reads a policy: its JSON text, or an object that was parsed from it. All other functions accept what this returns.
 * Throws `ERR_DOCUMENT` for what AWS's grammar does not allow, naming the place in the policy.
 */
export const policyOf = (policy: string | object): PolicyDocument =>
  requirePolicy(typeof policy === 'string' ? inGrammar(() => parsePolicy(policy)) : policy);

/** The same for a document whose text is not parsed here. Throws `ERR_DOCUMENT`. */
export function requirePolicy(policy: unknown): PolicyDocument {
  const isObject = typeof policy === 'object' && policy !== null;
  if (isObject && checked.has(policy)) return policy as PolicyDocument;
  const hint = typeof policy === 'string' ? { hint: 'readPolicy reads the text of a policy' } : {};
  const document = inGrammar(() => checkPolicy(policy), hint);
  checked.add(document);
  return document;
}

function inGrammar(read: () => PolicyDocument, remedy: { readonly hint?: string } = {}): PolicyDocument {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof PolicySyntaxError)) throw error;
    throw new LibraryError('ERR_DOCUMENT', error.message, { ...remedy, cause: error });
  }
}
