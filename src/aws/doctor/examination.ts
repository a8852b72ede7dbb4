import type { Seen, Topic } from '../../contract/examination.ts';
import type { Suggestion } from '../../contract/suggestion.ts';
import type { DoctorContext } from './context.ts';

/** One question to the account. Reads only; a `LabError` that it throws becomes its result. */
export interface Examination {
  readonly id: string;
  readonly topic: Topic;
  /** What is examined, in at most three words. */
  readonly title: string;
  /** Ids of earlier examinations that have to succeed first. */
  readonly needs?: readonly string[];
  /** If the resource does not exist, `kms-lab setup` creates it. */
  readonly setUp?: true;
  look(context: DoctorContext): Promise<Seen>;
}

export const fine = (found: string, remedy?: string): Seen => seen('fine', found, remedy);
export const warning = (found: string, remedy?: string, next?: readonly Suggestion[]): Seen =>
  seen('warning', found, remedy, next);
export const broken = (found: string, remedy?: string, next?: readonly Suggestion[]): Seen =>
  seen('broken', found, remedy, next);
export const unknown = (found: string, remedy?: string, next?: readonly Suggestion[]): Seen =>
  seen('unknown', found, remedy, next);

/** The resource does not exist, and `kms-lab setup` creates it. */
export const seenMissing = (found: string, remedy?: string, next: readonly Suggestion[] = []): Seen => ({
  ...broken(found, remedy, next.length > 0 ? next : [SETUP]),
  missing: true,
});

const SETUP: Suggestion = { run: ['setup'], why: 'creates what is missing' };

const seen = (
  state: Seen['state'],
  found: string,
  remedy: string | undefined,
  next: readonly Suggestion[] = [],
): Seen => ({
  state,
  found,
  ...(remedy === undefined ? {} : { remedy }),
  ...(next.length > 0 ? { next } : {}),
});
