import { resolve } from 'node:path';
import { GUIDE_FILES } from '../../contract/guide.ts';
import type { CliCommand } from '../command.ts';
import { LAB } from '../used-options.ts';

/** The policies that a user may edit. */
const EDITABLE = Object.keys(GUIDE_FILES) as readonly (keyof typeof GUIDE_FILES)[];

export const editCommand: CliCommand = {
  name: 'edit',
  does: 'change a policy in your editor; it is checked and shown, and saved once you agree',
  uses: [...LAB, 'yes'],
  takes: [{ name: 'policy', does: EDITABLE.join(' or ') }],
  options: [
    { key: 'file', flags: '--file <file>', does: 'save the policy in this file, without an editor' },
    {
      key: 'draft',
      flags: '--draft <file>',
      does: 'open this file in the editor instead of the current policy; the file stays where it is',
      conflicts: ['file'],
    },
  ],
  examples: [
    { type: 'kms-lab edit role-policy', does: 'in $VISUAL or $EDITOR' },
    {
      type: 'kms-lab edit key-policy --file key-policy.json --yes',
      does: 'without an editor, and without a question at a terminal',
    },
  ],
  async act(invocation) {
    const [{ requireKnown }, { editPolicy }] = await Promise.all([
      import('../../engine/index.ts'),
      import('../edit/edit-policy.ts'),
    ]);
    const { policy = '', file, draft } = invocation.given;
    const resource = EDITABLE[requireKnown('policy', policy, EDITABLE)]!;
    const path = (given: string | undefined) => given && resolve(invocation.streams.cwd(), given);
    return editPolicy(invocation, resource, { file: path(file), draft: path(draft) });
  },
};
