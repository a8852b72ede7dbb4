import type { Checkpoint } from '../contract/checkpoint.ts';
import { LabError } from '../contract/errors.ts';
import type { Standing } from '../contract/event.ts';
import type { Facts, Variant } from '../contract/facts.ts';
import { type Drift, RESOURCE_ORDER, type ResourceId, type Snapshot } from '../contract/resource.ts';
import type { Suggestion } from '../contract/suggestion.ts';
import { type Unfinished, workName } from '../contract/work.ts';
import { isOurDoing } from './interrupted.ts';
import { type Located, locateDocuments } from './locate.ts';
import { type RoutePlace, route, routeStart } from './route.ts';
import type { RecentWrites } from './run-checks.ts';
import type { CommandSession } from './session.ts';
import { changesBetween, type PartialReading, readWhatCanBe } from './snapshot.ts';

const RESET: Suggestion = { why: 'restores the account to its baseline', run: ['reset'] };

/** Everything a command needs to know before it acts. Reads only. */
export interface AccountSurvey {
  readonly now: Snapshot;
  /** When `now` was read. */
  readonly asOf: Date;
  /** What could not be read, and why. It is absent from `now`, and does not help to locate the account. */
  readonly unreadable: PartialReading['unreadable'];
  readonly baseline: Checkpoint | undefined;
  /** Commands that did not finish: what they wrote is not drift. */
  readonly left: readonly Unfinished[];
  /** The page's route in the session's variant. */
  readonly places: readonly RoutePlace[];
  readonly located: Located | undefined;
  /**
   * Set if the account was brought here in the other variant: its place in that variant. `located` is then the last
   * place that both variants have in common.
   */
  readonly elsewhere?: RoutePlace;
}

export async function readAccount(session: CommandSession): Promise<AccountSurvey> {
  const { lab, store, pipeline } = session;
  const [reading, baseline, left] = await Promise.all([
    readWhatCanBe(lab, { asOf: session.openedAt?.() }),
    keptBaseline(session),
    store.unfinished(),
  ]);
  const { documents: now, asOf, unreadable } = reading;
  const seen = { now, asOf, unreadable, baseline, left };
  const position = store.position();
  const kept = routeStart(pipeline, baseline, now, lab.facts);
  const along = (start: Snapshot, variant: Variant) => {
    const places = route(pipeline, start, lab.facts, variant);
    return { places, located: locateDocuments(lab, places, now, { position, ids: readableIn(seen) }) };
  };

  const own = along(kept, lab.variant);
  if (own.located) return { ...seen, ...own };
  const other = along(kept, lab.variant === 'corrected' ? 'published' : 'corrected');
  if (other.located) {
    const located = { index: lastCommon(session, own.places, other.places), halfDone: false };
    return { ...seen, places: own.places, located, elsewhere: other.places[other.located.index]! };
  }
  // Nothing was kept and nothing was begun: the account is as its owner has it, and that is the baseline.
  if (!baseline) return { ...seen, ...along(now, lab.variant) };
  return { ...seen, ...own };
}

/** Throws `ERR_DRIFT` if the account is not as it was when the person agreed. */
export async function readAccountAsSeen(
  session: CommandSession,
  seen: Snapshot | undefined,
): Promise<AccountSurvey> {
  const found = await readAccount(session);
  const changed = seen ? changesBetween(session.lab, seen, found.now) : [];
  if (changed.length === 0) return found;
  throw new LabError(
    'ERR_DRIFT',
    `While the question was open, this changed: ${changed.map(({ title }) => title).join(', ')}. Nothing was written.`,
    {
      next: [
        { why: 'shows the account as it is now', run: ['status'] },
        { why: 'asks again', run: session.command.split(' ') },
      ],
    },
  );
}

/**
 * What was written and is perhaps not yet in force at every replica: after a command that did not finish, anything;
 * otherwise nothing.
 */
export const writtenBefore = ({ left }: AccountSurvey): RecentWrites =>
  left.length > 0 ? 'anything' : new Set();

/** The resources whose documents the survey has. */
export const readableIn = ({ unreadable }: Pick<AccountSurvey, 'unreadable'>): readonly ResourceId[] =>
  RESOURCE_ORDER.filter((id) => !unreadable.has(id));

/** The last place up to which two variants of the page want the same documents. */
function lastCommon({ lab }: CommandSession, a: readonly RoutePlace[], b: readonly RoutePlace[]): number {
  const differs = a.findIndex(
    ({ documents }, index) => changesBetween(lab, documents, b[index]!.documents).length > 0,
  );
  return differs < 0 ? a.length - 1 : differs - 1;
}

/** Throws `ERR_WRONG_ACCOUNT` if it belongs to another account. */
export async function keptBaseline({ store, lab }: CommandSession): Promise<Checkpoint | undefined> {
  const baseline = await store.checkpoint('baseline');
  if (baseline) requireSameAccount(baseline, lab.facts);
  return baseline;
}

/** Throws `ERR_WRONG_ACCOUNT` for a checkpoint of another account, or of another key in it. */
export function requireSameAccount(checkpoint: Checkpoint, facts: Facts): void {
  if (checkpoint.facts.accountId === facts.accountId && checkpoint.facts.key.arn === facts.key.arn) {
    requireSameNames(checkpoint.facts, facts);
    return;
  }
  throw new LabError(
    'ERR_WRONG_ACCOUNT',
    `The checkpoint ${checkpoint.id} belongs to ${checkpoint.facts.key.arn}; this account's key is ${facts.key.arn}.`,
    { hint: 'Use the state directory of this account, or the right profile and region.' },
  );
}

/** Throws `ERR_USAGE` if the command line names another user or role than the ones that were changed. */
function requireSameNames(kept: Facts, { userName, role }: Facts): void {
  const names = [
    { flag: '--user', before: kept.userName, now: userName },
    { flag: '--role', before: kept.role.name, now: role.name },
  ];
  const other = names.find(({ before, now }) => before !== now);
  if (!other) return;
  const { flag, before, now } = other;
  throw new LabError('ERR_USAGE', `The lab was started here with ${flag} ${before}, and now it is ${now}.`, {
    hint: `Continue with ${flag} ${before}, or start over in another state directory: --state-dir PATH`,
  });
}

/** Where the lab remembers leaving the account; the baseline if it does not remember. */
export const lastPlace = ({ store }: CommandSession, places: readonly RoutePlace[]): RoutePlace =>
  places.find(({ id }) => id === store.position()) ?? places[0]!;

/** What another user changed since the lab left the account. */
export function driftOf(session: CommandSession, survey: AccountSurvey): readonly Drift[] {
  const { now, places, located, left } = survey;
  if (located) return [];
  return changesBetween(session.lab, now, lastPlace(session, places).documents, readableIn(survey))
    .filter((change) => !isOurDoing(session.lab, left, change))
    .map((change) => ({ ...change, baseline: places[0]!.documents[change.resource] }));
}

/** The place whose documents the account has. */
export const placeIn = ({ places, located, elsewhere }: AccountSurvey): RoutePlace | undefined =>
  elsewhere ?? (located && places[located.index]);

export function standingOf(session: CommandSession, survey: AccountSurvey): Standing {
  const { places, located } = survey;
  const place = placeIn(survey);
  const next = located && places[located.index + 1]?.stage?.step.id;
  return {
    ...(place ? { at: place.id } : { last: lastPlace(session, places).id }),
    ...(located?.halfDone && next ? { halfDone: next } : {}),
    ...(next ? { next } : {}),
    drift: driftOf(session, survey),
  };
}

/** Throws `ERR_DRIFT` if no place matches. */
export function requireLocated(session: CommandSession, survey: AccountSurvey): Located {
  if (survey.located) return survey.located;
  requireNoDrift(session, survey);
  throw new LabError('ERR_DRIFT', `The command \`${workName(survey.left[0]!.work)}\` did not finish.`, {
    next: [{ why: 'continues it', run: ['resume'] }, RESET],
  });
}

/** Throws `ERR_DRIFT` if another user changed the account: continuing would write over it. */
export function requireNoDrift(session: CommandSession, survey: AccountSurvey): void {
  const changed = driftOf(session, survey).map(({ title }) => title);
  if (changed.length === 0) return;
  const left = lastPlace(session, survey.places).id;
  throw new LabError('ERR_DRIFT', `The account was changed since ${left}: ${changed.join(', ')}.`, {
    next: [
      { why: 'shows the difference', run: ['status'] },
      { why: 'undoes the change', run: ['rollback', '--to', left] },
      { why: 'undoes the change and continues', run: ['run', '--force'] },
      RESET,
    ],
  });
}
