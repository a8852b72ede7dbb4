import * as v from 'valibot';
import { LabError } from '../../contract/errors.ts';
import type { FleetBegun } from '../../fleet/fleet-state.ts';
import { ACCOUNT_ID, type Seat } from '../../fleet/seat.ts';
import type { GlobalOptions } from '../global-options.ts';
import type { RoomAccess } from './room.ts';
import type { FleetWant } from './verbs.ts';

const text = v.string();

/** What the journal of a fleet says of its work: enough for another machine, without names and without secrets. */
const FLEET_WORK = v.object({
  does: text,
  step: v.optional(text),
  from: v.optional(text),
  target: v.picklist(['sandbox', 'aws']),
  variant: v.picklist(['corrected', 'published']),
  accounts: text,
  roleName: v.optional(text),
  externalId: v.optional(text),
  seats: v.array(
    v.object({
      account: v.pipe(text, v.regex(ACCOUNT_ID)),
      role: v.optional(text),
      region: v.optional(text),
      externalId: v.optional(text),
    }),
  ),
});

export type FleetWork = v.InferOutput<typeof FLEET_WORK>;

export const fleetWorkOf = (
  { does, step, from }: FleetWant,
  { accounts, roleName, externalId }: RoomAccess,
  { target, variant }: Pick<GlobalOptions, 'target' | 'variant'>,
  seats: readonly Seat[],
): FleetBegun['work'] => ({
  ...{ does, target, variant, accounts },
  ...(step === undefined ? {} : { step }),
  ...(from === undefined ? {} : { from }),
  ...(roleName === undefined ? {} : { roleName }),
  ...(externalId === undefined ? {} : { externalId }),
  seats: seats.map(({ name: _, email: __, ...seat }) => seat),
});

/** Throws `ERR_STATE_DAMAGED`. */
export function readFleetWork(fleet: string, work: FleetBegun['work']): FleetWork {
  const read = v.safeParse(FLEET_WORK, work);
  if (read.success) return read.output;
  const [issue] = read.issues;
  throw new LabError(
    'ERR_STATE_DAMAGED',
    `The journal of fleet ${fleet} cannot be read: ${v.getDotPath(issue) ?? 'its work'}: ${issue.message}`,
    { hint: 'begin another fleet: it plans first, and does not change what is as wanted' },
  );
}

/** The same roster, whose seats may lack what is optional. */
export const seatsOfWork = ({ seats }: FleetWork): readonly Seat[] => seats as readonly Seat[];
