import { inStatements, whereOf } from './difference.ts';
import type { Mistake } from './mistake.ts';
import { adviseEdit } from './ways.ts';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html */
const ELEMENTS = [
  { element: 'Action', things: 'actions' },
  { element: 'Resource', things: 'resources' },
] as const;

export default {
  id: 'negated-element',
  title: 'NotAction or NotResource stands where Action or Resource belongs, or the other way round',
  look: (attempt) =>
    inStatements(attempt, ({ is, should }, policy) => {
      for (const { element, things } of ELEMENTS) {
        const negated = `Not${element}` as const;
        const [found, wanted] = is[negated] ? [negated, element] : [element, negated];
        if (!is[found] || !should[wanted]) continue;
        const meaning =
          found === negated ? `all ${things} except those that it lists` : `only the ${things} that it lists`;
        return {
          says: `${whereOf(is, policy)} has ${found}, which means ${meaning}. This step wants ${wanted}.`,
          ...adviseEdit(
            `Write "${wanted}": ${JSON.stringify(should[wanted])} instead.`,
            policy.resource,
            attempt,
          ),
        };
      }
      return undefined;
    }),
} satisfies Mistake;
