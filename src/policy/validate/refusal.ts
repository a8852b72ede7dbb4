import type { PolicyDocument } from '../document.ts';
import { PolicySyntaxError, parsePolicy } from '../parse.ts';
import { repeatedMember } from './repeated-member.ts';

/** The kinds of refusal; each service has its own spelling of the code (`MalformedPolicyDocumentException`, `MalformedPolicy`). */
export type RefusalCode = 'MalformedPolicyDocument' | 'LimitExceeded' | 'Validation';

/** A service does not accept the document. The message is AWS's or, if AWS's is not known, in AWS's style. */
export class PolicyRefusal extends Error {
  readonly code: RefusalCode;

  constructor(code: RefusalCode, message: string) {
    super(message);
    this.name = 'PolicyRefusal';
    this.code = code;
  }
}

export const malformed = (message: string): PolicyRefusal =>
  new PolicyRefusal('MalformedPolicyDocument', message);

export const tooLarge = (message: string): PolicyRefusal => new PolicyRefusal('LimitExceeded', message);

/**
 * Parses the text, and refuses what does not fit the grammar in the service's own words. Here, a member may not be
 * there twice. Documents that a service returned are read with `parsePolicy`, which does not mind.
 */
export function parsed(text: string, words: (error: PolicySyntaxError) => string): PolicyDocument {
  try {
    const document = parsePolicy(text);
    const repeated = repeatedMember(text);
    if (repeated) throw new PolicySyntaxError('repeated', repeated, 'is there more than once');
    return document;
  } catch (error) {
    throw malformed(words(error as PolicySyntaxError));
  }
}

/**
 * IAM does not count white space.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export const countedSize = (text: string): number => text.replace(/\s/g, '').length;
