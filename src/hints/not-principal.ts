import { inStatements, whereOf } from './difference.ts';
import type { Mistake } from './mistake.ts';
import { edit } from './ways.ts';

export default {
  id: 'not-principal',
  title: 'Principal and NotPrincipal were mistaken for each other',
  look: (attempt) =>
    inStatements(attempt, ({ is, should }, policy) => {
      const where = whereOf(is, policy);
      const change = (what: string) => edit(what, policy.resource, attempt.facts);
      if (is.NotPrincipal && should.Principal) {
        return {
          says: `${where} has NotPrincipal where Principal belongs. NotPrincipal, as the published page has it, spares only who is listed in every form: the sessions of the role are not, nor are you.`,
          ...change(
            `Write "Principal": ${JSON.stringify(should.Principal)}${should.Condition ? ` with "Condition": ${JSON.stringify(should.Condition)}` : ''}.`,
          ),
        };
      }
      if (is.Principal && should.NotPrincipal) {
        const hits =
          is.Effect === 'Deny'
            ? 'as it is, it denies the very ones who are to be spared'
            : 'as it is, it is about the very ones who are to be left out';
        return {
          says: `${where} has Principal where NotPrincipal belongs: ${hits}.`,
          ...change(`Write "NotPrincipal": ${JSON.stringify(should.NotPrincipal)}.`),
        };
      }
      return undefined;
    }),
} satisfies Mistake;
