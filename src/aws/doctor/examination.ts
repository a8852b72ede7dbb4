import type { Seen, Topic } from '../../contract/examination.ts';
import type { Patient } from './patient.ts';

/** One question to the account. Reads only; what it throws as a `LabError` becomes what it saw. */
export interface Examination {
  readonly id: string;
  readonly topic: Topic;
  /** What is examined, in at most three words. */
  readonly title: string;
  /** Ids of examinations, listed before this one, that have to come out well first. */
  readonly needs?: readonly string[];
  /** Where the thing is not there, `kms-lab setup` makes it. */
  readonly setUp?: true;
  look(patient: Patient): Promise<Seen>;
}

export const fine = (found: string, remedy?: string): Seen => seen('fine', found, remedy);
export const warning = (found: string, remedy?: string): Seen => seen('warning', found, remedy);
export const broken = (found: string, remedy: string | undefined): Seen => seen('broken', found, remedy);
export const unknown = (found: string, remedy?: string): Seen => seen('unknown', found, remedy);

/** The thing is not there, and `kms-lab setup` makes it. */
export const missing = (found: string, remedy: string | undefined): Seen => ({
  ...broken(found, remedy ? `kms-lab setup makes it; or ${remedy}` : 'kms-lab setup makes it'),
  missing: true,
});

const seen = (state: Seen['state'], found: string, remedy: string | undefined): Seen => ({
  state,
  found,
  ...(remedy === undefined ? {} : { remedy }),
});
