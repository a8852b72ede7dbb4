import type { Keys } from '../context.ts';
import { listOf, type Statement } from '../document.ts';
import { type Match, matchOf } from './answer.ts';
import { type Template, templateOf } from './template.ts';
import { matchesGlob } from './wildcard.ts';

export type ResourceTest = (resource: string, keys: () => Keys) => Match;

/**
 * Compares ARNs as whole texts, case-sensitively. A request for an action without a resource asks for `*`, which only
 * a pattern of wildcards matches. `undefined` if the statement has no such element.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notresource.html
 */
export function resourceTest(statement: Statement, variables: boolean): ResourceTest | undefined {
  const { Resource, NotResource } = statement;
  if (Resource === undefined && NotResource === undefined) return undefined;
  const templates = listOf(Resource ?? NotResource).map((text) => templateOf(text, variables));
  if (Resource !== undefined) {
    return (resource, keys) =>
      matchOf(templates.some((template) => matches(template, resource, keys) === 'yes'));
  }
  return (resource, keys) => {
    const answers = templates.map((template) => matches(template, resource, keys));
    if (answers.includes('yes')) return 'no';
    return answers.includes('unclear') ? 'unclear' : 'yes';
  };
}

/** A variable without a value matches no resource; what NotResource then excludes is unknown. */
function matches(template: Template, resource: string, keys: () => Keys): Match {
  const filled = typeof template === 'function' ? template(keys()) : template;
  return filled ? matchOf(matchesGlob(filled.glob, resource)) : 'unclear';
}
