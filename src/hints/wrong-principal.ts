import { differing, inStatements, whereOf } from './difference.ts';
import type { Mistake } from './mistake.ts';
import { adviseEdit } from './ways.ts';

export default {
  id: 'wrong-principal',
  title: 'The statement names another principal',
  look: (attempt) =>
    inStatements(attempt, ({ is, should, members }, policy) => {
      const changes = members.filter(({ member }) => /^(Not)?Principal/.test(member));
      const [first] = changes;
      if (!first) return undefined;
      const [member = ''] = first.member.split(' ');
      const change = {
        removed: changes.flatMap(({ removed }) => removed),
        added: changes.flatMap(({ added }) => added),
      };
      return {
        says: `The ${member} of ${whereOf(is, policy)} ${differing(change)}.${meaningOf(change.removed)}`,
        ...adviseEdit(
          `Write "${member}": ${JSON.stringify(should.Principal ?? should.NotPrincipal)}.`,
          policy.resource,
          attempt,
        ),
      };
    }),
} satisfies Mistake;

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html */
function meaningOf(found: readonly string[]): string {
  if (found.includes('*')) return ' * is every principal, of every account.';
  if (found.some((name) => /:root$/.test(name)))
    return ' The root ARN stands for the whole account: IAM then decides who of it is allowed.';
  return found.some((name) => /\.amazonaws\.com/.test(name))
    ? ' A service is not the role that it is given: requests of the instance are made by the role.'
    : '';
}
