import { inStatements, whereOf } from './difference.ts';
import type { Mistake } from './mistake.ts';
import { adviseEdit } from './ways.ts';

export default {
  id: 'not-principal',
  title: 'Principal and NotPrincipal were mistaken for each other',
  look: (attempt) =>
    inStatements(attempt, ({ is, should }, policy) => {
      const where = whereOf(is, policy);
      const change = (what: string) => adviseEdit(what, policy.resource, attempt);
      if (is.NotPrincipal && should.Principal) {
        return {
          says: `${where} has NotPrincipal. This step wants Principal. NotPrincipal, which the published page has, also denies the sessions of the role, and you.`,
          ...change(
            `Write "Principal": ${JSON.stringify(should.Principal)}${should.Condition ? ` with "Condition": ${JSON.stringify(should.Condition)}` : ''}.`,
          ),
        };
      }
      if (is.Principal && should.NotPrincipal) {
        const hits =
          is.Effect === 'Deny'
            ? 'it denies the principals that it should leave out'
            : 'it is about the principals that it should leave out';
        return {
          says: `${where} has Principal. This step wants NotPrincipal: ${hits}.`,
          ...change(`Write "NotPrincipal": ${JSON.stringify(should.NotPrincipal)}.`),
        };
      }
      return undefined;
    }),
} satisfies Mistake;
