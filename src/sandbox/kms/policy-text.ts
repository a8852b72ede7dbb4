import type { PolicyDocument } from '../../policy/document.ts';
import { remembered } from '../memoize.ts';

/** A policy as KMS formats it: members on lines of their own, `"Version" : "2012-10-17"`, lists on one line. */
export const policyText = remembered((document: PolicyDocument): string => textOf(document, 0));

function textOf(value: unknown, depth: number): string {
  if (Array.isArray(value)) return `[ ${value.map((item) => textOf(item, depth)).join(', ')} ]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const indent = '  '.repeat(depth);
  const members = Object.entries(value).map(
    ([name, member]) => `${indent}  ${JSON.stringify(name)} : ${textOf(member, depth + 1)}`,
  );
  return members.length === 0 ? '{ }' : `{\n${members.join(',\n')}\n${indent}}`;
}
