/**
 * IAM's wildcards: `*` matches any text, including the empty one, and `?` exactly one character. Both match `:` and
 * `/`, too.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */

/** A pattern as code units. The wildcards have values outside their range, so a literal `*` cannot be mistaken for one. */
export type Glob = readonly number[];

const MANY = -1;
const ONE = -2;

/** A text in which `*` and `?` are characters like any other. */
export const literal = (text: string): Glob =>
  Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));

export const globOf = (pattern: string): Glob =>
  literal(pattern).map((unit, index) => {
    if (pattern[index] === '*') return MANY;
    return pattern[index] === '?' ? ONE : unit;
  });

export const matchesWildcard = (pattern: string, text: string): boolean => matchesGlob(globOf(pattern), text);

/**
 * Walks both once and, on a mismatch, lets only the latest `*` match one character more: an earlier one never needs a
 * second try. Takes at most pattern × text steps, whatever the author writes.
 */
export function matchesGlob(glob: Glob, text: string): boolean {
  let at = 0;
  let star = -1;
  let swallowed = 0;
  for (let index = 0; index < text.length; ) {
    const unit = glob[at];
    if (unit === MANY) {
      star = at++;
      swallowed = index;
    } else if (unit === ONE || unit === text.charCodeAt(index)) {
      at++;
      index++;
    } else if (star >= 0) {
      at = star + 1;
      index = ++swallowed;
    } else {
      return false;
    }
  }
  while (glob[at] === MANY) at++;
  return at === glob.length;
}
