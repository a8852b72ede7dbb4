import { allows } from '../policy/edit.ts';
import { KMS_ACTIONS } from '../policy/kms-actions.ts';
import { missingChange } from './difference.ts';
import type { Mistake } from './mistake.ts';
import { adviseEdit } from './ways.ts';

/** The actions that S3 and the web app need are named first. */
const UPLOADS = 'kms:GenerateDataKey';
const NEEDED = ['kms:Encrypt', UPLOADS];
const SHOWN = 4;

export default {
  id: 'role-lost-more',
  title: 'More than kms:Decrypt was removed from the role',
  look(attempt) {
    const { before: now, after: wanted, title = '' } = missingChange(attempt, 'role-policy') ?? {};
    const { facts } = attempt;
    if (!now || !wanted) return undefined;
    const lost = [...new Set([...NEEDED, ...KMS_ACTIONS])].filter(
      (action) => allows(wanted, action, facts.key.arn) && !allows(now, action, facts.key.arn),
    );
    if (lost.length === 0) return undefined;
    const uploads = lost.includes(UPLOADS) ? ` Without ${UPLOADS} nothing can be stored under the key.` : '';
    const more = lost.length > SHOWN ? ` and ${lost.length - SHOWN} more` : '';
    return {
      says: `The ${title} no longer allows ${lost.slice(0, SHOWN).join(', ')}${more}. This step removes only kms:Decrypt.${uploads}`,
      ...adviseEdit('Add what is missing again.', 'role-policy', attempt),
    };
  },
} satisfies Mistake;
