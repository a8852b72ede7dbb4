import type { PolicyDocument } from '../document.ts';
import { type JsonPath, PolicySyntaxError, parsePolicy } from '../parse.ts';
import { repeatedMember } from './repeated-member.ts';

/** The kinds of refusal; each service has its own spelling of the code (`MalformedPolicyDocumentException`, `MalformedPolicy`). */
export type RefusalCode = 'MalformedPolicyDocument' | 'LimitExceeded' | 'Validation';

/** A service does not accept the document. The message is AWS's or, if AWS's is not known, in AWS's style. */
export class PolicyRefusal extends Error {
  readonly code: RefusalCode;
  /** Where it is in the document, as far as one place is the reason. The services do not say. */
  readonly at: JsonPath;

  constructor(code: RefusalCode, message: string, at: JsonPath = []) {
    super(message);
    this.name = 'PolicyRefusal';
    this.code = code;
    this.at = at;
  }

  /** A sentence for the person who wrote the document. */
  refusedBy(service: string): string {
    return `${service} would refuse the policy (${this.code}): ${this.message}`;
  }
}

export const malformed = (message: string, at?: JsonPath): PolicyRefusal =>
  new PolicyRefusal('MalformedPolicyDocument', message, at);

/** Adds the place to a refusal that has none. */
export function at<T>(place: JsonPath, check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof PolicyRefusal) || error.at.length > 0) throw error;
    throw new PolicyRefusal(error.code, error.message, place);
  }
}

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
    const refused = error as PolicySyntaxError;
    throw malformed(words(refused), refused.at);
  }
}

/** JSON allows it, but IAM and S3 do not. */
export const startsWithSpace = (text: string): boolean => /^\s/.test(text);

/**
 * IAM does not count white space.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export const countedSize = (text: string): number => text.replace(/\s/g, '').length;
