import type { LabEvent } from '../contract/event.ts';
import type { Change, Snapshot } from '../contract/resource.ts';
import { type Agreed, plan, requireSamePlace, showCheckpoint } from '../engine/index.ts';
import type { Range } from '../engine/range.ts';
import type { Session } from '../engine/session.ts';
import { changesBetween, readSnapshot } from '../engine/snapshot.ts';
import { changeDiff } from '../report/changes.ts';
import { closing } from '../report/closing.ts';
import { errorText } from '../report/error.ts';
import type { Style } from '../report/style.ts';
import { wrap } from '../report/wrap.ts';

/** The plan of a run. */
export async function previewRun(session: Session, style: Style, range: Range): Promise<string> {
  const events: LabEvent[] = [];
  const host = { notify: (event: LabEvent) => void events.push(event) };
  const { error } = await plan({ ...session, command: 'plan', host }, range);
  const refusal = error ? [errorText(error, style)] : [];
  return [closing(events, style, { told: true }), ...refusal].join('\n\n');
}

/** What was shown when the plan was made. Throws `ERR_WRONG_ACCOUNT` for a plan of another account. */
export async function previewAgreed(session: Session, style: Style, agreed: Agreed): Promise<string> {
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

export async function previewRollback(session: Session, style: Style, to: string): Promise<string> {
  const { documents } = await showCheckpoint(session, to);
  return previewWay(session, style, await readSnapshot(session.lab), documents);
}

export async function previewReset(session: Session, style: Style): Promise<string> {
  const { lab, store, pipeline } = session;
  const [now, baseline] = await Promise.all([readSnapshot(lab), store.checkpoint('baseline')]);
  const home = baseline?.documents ?? pipeline.documentedStart(now, lab.facts);
  return previewWay(session, style, now, home);
}

const previewWay = ({ lab }: Session, style: Style, now: Snapshot, wanted: Snapshot): string =>
  changesText(changesBetween(lab, now, wanted), style);

export function changesText(changes: readonly Change[], style: Style): string {
  if (changes.length === 0) return 'Nothing differs: only the checks would be asked.';
  return changes.map((change) => changeDiff(change, style)).join('\n\n');
}
