import type { LabEvent, LeftAsIs } from '../contract/event.ts';
import type { Change, Drift, Snapshot } from '../contract/resource.ts';
import type { Work } from '../contract/work.ts';
import {
  type Agreed,
  foresee,
  foreseeEdit,
  type PlannedMove,
  plan,
  requireCheckpoint,
  requireSamePlace,
} from '../engine/index.ts';
import { findInterrupted } from '../engine/interrupted.ts';
import type { Range } from '../engine/range.ts';
import { type AccountSurvey, driftOf, lastPlace, readAccount, readableIn } from '../engine/read-account.ts';
import type { CommandSession } from '../engine/session.ts';
import { changesBetween } from '../engine/snapshot.ts';
import { asLeft, lackingIn } from '../engine/whole.ts';
import { changeDiff } from '../report/changes.ts';
import { driftText } from '../report/drift.ts';
import { closing } from '../report/end-of-command.ts';
import { errorText } from '../report/error.ts';
import { interruptedText } from '../report/interrupted.ts';
import { leftText } from '../report/left.ts';
import { heading, type Style } from '../report/style.ts';
import { wrap } from '../report/wrap.ts';

/** The plan of a run. */
export async function previewRun(
  session: CommandSession,
  style: Style,
  { force, ...range }: Range & { readonly force?: boolean },
): Promise<string> {
  const overwritten = force ? await overwrittenBy(session) : undefined;
  if (overwritten) return restorationText(overwritten, style);
  const events: LabEvent[] = [];
  const host = { notify: (event: LabEvent) => void events.push(event) };
  const { error } = await plan({ ...session, command: 'plan', host }, range);
  const refusal = error ? [errorText(error, style)] : [];
  const standing = events.find((event) => event.type === 'standing');
  const drift = driftText(standing?.drift ?? [], style);
  return [...(drift ? [drift] : []), closing(events, style, { told: () => true }), ...refusal].join('\n\n');
}

/** What was interrupted, and what continuing it would change. */
export async function previewResume(session: CommandSession, style: Style): Promise<string> {
  const found = await findInterrupted(session);
  if (!found) return 'Nothing was interrupted.';
  const { work, variant } = found;
  const before = wrap(interruptedText(found), style.width).join('\n');
  return [before, await previewWork({ ...session, lab: { ...session.lab, variant } }, style, work)].join(
    '\n\n',
  );
}

async function previewWork(session: CommandSession, style: Style, work: Work): Promise<string> {
  switch (work.does) {
    case 'run':
      return previewRun(session, style, work);
    case 'rollback':
      return restorationText(await restorationOf(session, work.to), style);
    case 'reset':
      return restorationText(await restorationOf(session), style);
    case 'goto':
      return wayText(await foresee(session, { goto: work.step }), style);
    case 'solve':
      return wayText(await foresee(session, { solve: work.step }), style);
    case 'edit':
      return changesText((await foreseeEdit(session, work)).changes, style);
    case 'back':
      return wayText(await foresee(session, { place: work.to }), style);
  }
}

/** What was shown when the plan was made. Throws `ERR_WRONG_ACCOUNT` for a plan of another account. */
export async function previewAgreed(session: CommandSession, style: Style, agreed: Agreed): Promise<string> {
  requireSamePlace(session, agreed);
  const { madeAt, steps } = agreed.plan;
  const changed = steps.filter(({ changes }) => changes.length > 0);
  if (changed.length === 0) return changesText([], style);
  return [
    `The plan of ${madeAt}:`,
    ...changed.map(({ id, title, changes }) =>
      [...wrap(`${id}: ${title}`, style.width), changesText(changes, style)].join('\n'),
    ),
  ].join('\n\n');
}

/** What a reset or a rollback finds, and what it would write. */
export interface Restoration {
  readonly lacking: readonly LeftAsIs[];
  readonly drift: readonly Drift[];
  readonly changes: readonly Change[];
}

/** To a checkpoint; without one to the baseline or, if there is none, to where the page begins. Reads only. */
export async function restorationOf(session: CommandSession, to?: string): Promise<Restoration> {
  const { lab, pipeline } = session;
  const checkpoint = to === undefined ? undefined : await requireCheckpoint(session, to);
  const found = await readAccount(session);
  const home = () => found.baseline?.documents ?? pipeline.documentedStart(found.now, lab.facts);
  return restoring(session, found, checkpoint?.documents ?? home());
}

const restoring = (session: CommandSession, found: AccountSurvey, wanted: Snapshot): Restoration => ({
  lacking: lackingIn(session.lab, found).map(asLeft),
  drift: driftOf(session, found),
  changes: changesBetween(session.lab, found.now, wanted, readableIn(found)),
});

/** What `run --force` would write over: what was changed since the lab left the account. Reads only. */
export async function overwrittenBy(session: CommandSession): Promise<Restoration | undefined> {
  const found = await readAccount(session);
  if (found.located) return undefined;
  return restoring(session, found, lastPlace(session, found.places).documents);
}

/** What cannot be restored, and what was changed, before what would be written over it. */
export const restorationText = ({ lacking, drift, changes }: Restoration, style: Style): string =>
  [
    ...(lacking.length > 0 ? [leftText('What cannot be restored', lacking, style)] : []),
    ...(drift.length > 0 ? [heading('What was changed', style), driftText(drift, style)] : []),
    ...(drift.length > 0 ? [heading('What would be written', style)] : []),
    changesText(changes, style),
  ].join('\n\n');

/** Which steps it undoes, before what changes. */
export const wayText = ({ undoes, changes }: PlannedMove, style: Style): string =>
  [...(undoes ? [wrap(undoes, style.width).join('\n')] : []), changesText(changes, style)].join('\n\n');

export function changesText(changes: readonly Change[], style: Style): string {
  if (changes.length === 0) return 'Nothing differs: only the checks would be asked.';
  return changes.map((change) => changeDiff(change, style)).join('\n\n');
}
