import { basename } from 'node:path';
import { readEditedPolicy } from '../../contract/edited-policy.ts';
import { LabError } from '../../contract/errors.ts';
import type { ResourceId } from '../../contract/resource.ts';
import { asLabError } from '../../engine/recorder.ts';
import type { CommandSession } from '../../engine/session.ts';
import type { PolicyDocument } from '../../policy/document.ts';
import { prettyDocument } from '../../policy/pretty.ts';
import type { Invocation } from '../command.ts';
import { askYesOrNo } from '../questions.ts';
import { canAsk, type Streams } from '../streams.ts';
import { type Draft, draftIn, ownDraft } from './draft.ts';
import { type Editor, editorIn, openInEditor } from './editor.ts';

/** What a user wrote. */
export interface Edited {
  readonly document: PolicyDocument;
  /** An error that prevents saving it, with what to type to continue. */
  toldAs(error: unknown): unknown;
  /** Called once it is in the account. */
  saved(): Promise<void>;
}

/** A user at a terminal who is about to edit. */
export interface Editing {
  readonly resource: ResourceId;
  readonly editor: Editor;
  /** The path of the file to open, if not the current policy. */
  readonly draft: string | undefined;
  readonly streams: Streams;
  readonly signal: AbortSignal;
}

/** Throws `ERR_NO_TERMINAL` if there is no terminal for an editor. */
export function requireEditing(
  { words, options, streams, signal }: Invocation,
  resource: ResourceId,
  draft: string | undefined,
): Editing {
  if (canAsk(streams) && !options.json) {
    return { resource, editor: editorIn(streams.env), draft, streams, signal };
  }
  throw new LabError('ERR_NO_TERMINAL', 'An editor needs a terminal, and takes no --json.', {
    next: [
      {
        run: [...words.slice(0, 2), '--file', `${resource}.json`],
        why: 'saves the policy that a file holds',
      },
    ],
  });
}

/** Opens the policy in the editor and reads the result. If the result cannot be used, the draft is kept. */
export async function editInEditor(session: CommandSession, editing: Editing): Promise<Edited> {
  const { resource, editor, streams, signal } = editing;
  const start = await policyNow(session, resource);
  const draft = await draftToOpen(session, editing, start);
  const toldAs = (error: unknown) => keptDraft(error, resource, draft.path);
  try {
    await openInEditor(editor, draft.path, streams.env);
    if (signal.aborted) throw new LabError('ERR_INTERRUPTED', 'Stopped. Nothing was saved.');
    const document = readEditedPolicy(await written(draft), basename(draft.path));
    return { document, toldAs, saved: () => draft.remove() };
  } catch (error) {
    throw (await isWorthKeeping(draft, start)) ? toldAs(error) : await discarded(draft, error);
  }
}

async function policyNow({ lab }: CommandSession, resource: ResourceId): Promise<string> {
  const { gone, read, title } = lab.resources[resource];
  if (gone) throw gone;
  lab.newRound();
  const document = await read();
  if (document && 'Statement' in document) return `${prettyDocument(document)}\n`;
  throw new LabError('ERR_NOT_FOUND', `There is no ${title}.`);
}

/** The named file; the last draft, if the user continues with it; or the current policy. */
async function draftToOpen(
  { store }: CommandSession,
  { resource, draft: named, streams, signal }: Editing,
  start: string,
): Promise<Draft> {
  const draft = draftIn(store.directory, resource);
  if (named !== undefined && named !== draft.path) {
    const own = ownDraft(named);
    if (await own.keptSince()) return own;
    throw new LabError('ERR_DOCUMENT', `There is no file ${named}.`);
  }
  const since = await draft.keptSince();
  if (
    since &&
    (named || (await askYesOrNo(`Open your draft of ${when(since)} again?`, { streams, signal })))
  ) {
    return draft;
  }
  await draft.write(start);
  return draft;
}

const when = (date: Date): string => date.toISOString().slice(0, 16).replace('T', ' ');

async function written(draft: Draft): Promise<string> {
  const text = await draft.read();
  if (text !== undefined) return text;
  throw new LabError('ERR_EDITOR', 'The editor left no file, so nothing was saved.');
}

/** It differs from the original policy and is not empty. What to do with one that cannot be read is the user's decision. */
async function isWorthKeeping(draft: Draft, start: string): Promise<boolean> {
  if (!(await draft.keptSince())) return false;
  const text = await draft.read().catch(() => undefined);
  return text === undefined || (text !== start && text.trim() !== '');
}

async function discarded(draft: Draft, error: unknown): Promise<unknown> {
  await draft.remove();
  return error;
}

function keptDraft(thrown: unknown, resource: ResourceId, path: string): LabError {
  const { code, message, hint, next, cause } = asLabError(thrown);
  return new LabError(code, message, {
    ...(hint ? { hint } : {}),
    next: [{ run: ['edit', resource, '--draft', path], why: 'opens your draft again' }, ...next],
    ...(cause === undefined ? {} : { cause }),
  });
}
