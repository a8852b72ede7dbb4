import { type Glob, matchesGlob } from '../match/wildcard.ts';
import { type ConditionOperator, not, type Operators } from './operator.ts';

const COLON = ':'.charCodeAt(0);
const COMPONENTS = 6;

/**
 * Compares each of an ARN's six parts separately, so a wildcard does not extend over a colon into the next part; the
 * last part is everything after the fifth colon. ArnEquals and ArnLike are the same.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
 */
const like: ConditionOperator = {
  variables: true,
  compare({ glob }) {
    const patterns = componentsOf(glob);
    if (patterns.length < COMPONENTS) return undefined;
    return (asked) => {
      const [, ...parts] = ARN.exec(asked) ?? [];
      return parts.length > 0 && patterns.every((pattern, index) => matchesGlob(pattern, parts[index] ?? ''));
    };
  },
};

const ARN = /^([^:]*):([^:]*):([^:]*):([^:]*):([^:]*):(.*)$/s;

function componentsOf(glob: Glob): readonly Glob[] {
  const components: Glob[] = [];
  let from = 0;
  while (components.length < COMPONENTS - 1) {
    const colon = glob.indexOf(COLON, from);
    if (colon < 0) break;
    components.push(glob.slice(from, colon));
    from = colon + 1;
  }
  return [...components, glob.slice(from)];
}

export const ARNS: Operators = {
  ArnEquals: like,
  ArnLike: like,
  ArnNotEquals: not(like),
  ArnNotLike: not(like),
};
