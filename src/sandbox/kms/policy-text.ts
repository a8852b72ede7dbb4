/** A policy as KMS writes it: members on lines of their own, `"Version" : "2012-10-17"`, lists on one. */
export function policyText(value: unknown, depth = 0): string {
  if (Array.isArray(value)) return `[ ${value.map((item) => policyText(item, depth)).join(', ')} ]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const indent = '  '.repeat(depth);
  const members = Object.entries(value).map(
    ([name, member]) => `${indent}  ${JSON.stringify(name)} : ${policyText(member, depth + 1)}`,
  );
  return members.length === 0 ? '{ }' : `{\n${members.join(',\n')}\n${indent}}`;
}
