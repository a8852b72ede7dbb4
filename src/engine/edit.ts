import type { AccessMatrix } from '../contract/access.ts';
import type { LabError } from '../contract/errors.ts';
import type { Summary } from '../contract/event.ts';
import type { Lab } from '../contract/lab.ts';
import type { Change, Documents, Resource, ResourceId, Snapshot } from '../contract/resource.ts';
import { apply, guard } from './apply.ts';
import { command } from './command.ts';
import { readBaseline } from './keep-baseline.ts';
import { requirePossible } from './possible.ts';
import { type AccountSurvey, readAccount, readAccountAsSeen } from './read-account.ts';
import { asLabError, type Recorder } from './recorder.ts';
import type { CommandSession } from './session.ts';
import { changesBetween } from './snapshot.ts';

/** A document that a person wrote for one of the lab's resources. */
export interface OwnDocument {
  readonly resource: ResourceId;
  readonly document: Documents[ResourceId];
}

/** What saving it would do, before it is saved. */
export interface ForeseenEdit {
  readonly seen: Snapshot;
  /** Empty if the account already has the document. */
  readonly changes: readonly Change[];
  /** Who may do what now and afterward, as predicted; or why that cannot be predicted. */
  readonly access: { readonly before: AccessMatrix; readonly after: AccessMatrix } | LabError;
}

/** Throws as `saveEdit` would. Reads only. */
export async function foreseeEdit(session: CommandSession, own: OwnDocument): Promise<ForeseenEdit> {
  const found = await readAccount(session);
  const changes = await acceptedChanges(session, found, own);
  return { seen: found.now, changes, access: await predictedAccess(session.lab, changes) };
}

interface Saving extends OwnDocument {
  /** The account to which the person agreed. */
  readonly seen?: Snapshot | undefined;
  /** What an error is reported as, for example with where the document is kept. */
  readonly toldAs?: (error: unknown) => unknown;
}

/**
 * Saves a person's own document like any other change: guarded, reported before and after, and read back. The account
 * is at a place of the page afterward only if its documents match that place.
 */
export function saveEdit(
  session: CommandSession,
  { seen, toldAs = (error) => error, ...own }: Saving,
): Promise<Summary> {
  const save = async (recorder: Recorder): Promise<Summary['exitCode']> => {
    const found = await readAccountAsSeen(session, seen);
    const changes = await acceptedChanges(session, found, own);
    if (changes.length === 0) {
      const { title } = session.lab.resources[own.resource];
      recorder.tell({ type: 'note', text: `Nothing to change: the ${title} already says this.` });
      return 0;
    }
    const { keepBaseline } = await readBaseline(session, recorder, found);
    recorder.tell({ type: 'set-out', work: { does: 'edit', ...own } });
    await apply(session, recorder, changes, { direction: 'forward', keepBaseline });
    return 0;
  };
  return command(session, { writes: true }, (recorder) =>
    save(recorder).catch((error) => {
      throw toldAs(error);
    }),
  );
}

/** The change that it is. Throws if the resource cannot be read, or if the change must not, or could not, be made. */
async function acceptedChanges(
  session: CommandSession,
  { now, unreadable }: AccountSurvey,
  { resource, document }: OwnDocument,
): Promise<readonly Change[]> {
  const { lab } = session;
  const error = unreadable.get(resource);
  if (error) throw error;
  const changes = changesBetween(lab, now, { ...now, [resource]: document }, [resource]);
  if (changes.length === 0) return changes;
  await (lab.resources[resource] as Resource).accepts?.(document);
  await guard(session, changes);
  await requirePossible(session, changes);
  return changes;
}

async function predictedAccess(lab: Lab, changes: readonly Change[]): Promise<ForeseenEdit['access']> {
  const after = Object.fromEntries(changes.map(({ resource, after }) => [resource, after]));
  try {
    const [now, then] = [await lab.prospect({}), await lab.prospect(after)];
    return { before: now.matrix, after: then.matrix };
  } catch (error) {
    return asLabError(error);
  }
}
