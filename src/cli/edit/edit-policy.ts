import { readEditedPolicy } from '../../contract/edited-policy.ts';
import { type ExitCode, LabError } from '../../contract/errors.ts';
import type { ResourceId } from '../../contract/resource.ts';
import type { ForeseenEdit, OwnDocument } from '../../engine/edit.ts';
import type { CommandSession } from '../../engine/session.ts';
import { editPreview } from '../../report/edit.ts';
import type { Invocation } from '../command.ts';
import { askForConsent, consentTo, heed, isAskedOnSandbox } from '../consent.ts';
import { askYesOrNo } from '../questions.ts';
import { styleOf } from '../streams.ts';
import { withAccount } from '../with-account.ts';
import { readPolicyFile } from './draft.ts';
import { type Edited, editInEditor, requireEditing } from './in-editor.ts';

/** Paths. */
interface Sources {
  readonly file: string | undefined;
  readonly draft: string | undefined;
}

/**
 * Reads a policy from the user's editor, or from a file, and saves it once they agree to its effect. Problems with
 * the command line, its file and the editor are reported before the account is opened.
 */
export async function editPolicy(
  invocation: Invocation,
  resource: ResourceId,
  { file, draft }: Sources,
): Promise<ExitCode> {
  const fromFile = file === undefined ? undefined : await policyIn(file, resource);
  const editing = fromFile ? undefined : requireEditing(invocation, resource, draft);
  const consent = isAskedOnSandbox(invocation) ? 'ask' : consentTo(invocation, invocation.streams);
  return withAccount(invocation, async ({ session, objections }, { saveEdit }) => {
    for (const note of heed(objections)) session.host.notify(note);
    const edited = fromFile ?? (await editInEditor(session, editing!));
    try {
      const { seen } = await agree(invocation, session, { resource, document: edited.document }, consent);
      const saving = { resource, document: edited.document, seen, toldAs: edited.toldAs };
      const { exitCode } = await saveEdit(session, saving);
      if (exitCode === 0) await edited.saved();
      return exitCode;
    } catch (error) {
      throw edited.toldAs(error);
    }
  });
}

/** Saved without an editor: no draft is kept. */
async function policyIn(file: string, resource: ResourceId): Promise<Edited> {
  const text = await readPolicyFile(file);
  if (text === undefined) {
    throw new LabError('ERR_DOCUMENT', `There is no file ${file}.`, {
      hint: 'Name the file that holds the policy.',
      next: [{ run: ['edit', resource], why: 'opens the policy in your editor instead' }],
    });
  }
  return { document: readEditedPolicy(text, file), toldAs: (error) => error, saved: async () => {} };
}

/** Shows what saving would do, and waits for a yes. Throws `ERR_CONSENT`. */
async function agree(
  { options, streams, signal }: Invocation,
  session: CommandSession,
  own: OwnDocument,
  consent: 'given' | 'ask',
): Promise<Pick<ForeseenEdit, 'seen'>> {
  const { foreseeEdit } = await import('../../engine/index.ts');
  const { seen, changes, access } = await foreseeEdit(session, own);
  const isShown = consent === 'ask' || !(options.json || options.quiet);
  if (changes.length === 0 || !isShown) return { seen };
  const preview = editPreview(changes, access, styleOf(streams.stdout, streams, options.color));
  if (consent === 'ask' && session.target === 'aws') {
    await askForConsent(session, preview, streams);
    return { seen };
  }
  streams.stdout.write(`${preview}\n\n`);
  if (consent === 'given' || (await askYesOrNo('Save it?', { streams, signal }))) return { seen };
  throw new LabError('ERR_CONSENT', 'Nothing was saved.');
}
