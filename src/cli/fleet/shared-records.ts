import type { Objects } from '../../contract/objects.ts';
import type { FleetQueue, Unit, UnitEvent } from '../../fleet/queue.ts';
import { type SeatRecord, seatRecordIn } from '../../fleet/seat-record.ts';

/** How accounts fared that other machines ran. */

type UnitName = Pick<Unit, 'fleet' | 'account' | 'attempt'>;

const nameOf = ({ fleet, account, attempt }: UnitName): string =>
  `fleets/${fleet}/accounts/${account}.${attempt}`;

/** A unit may run twice: the last one counts. */
export async function shareRecord(objects: Objects, fleet: string, record: SeatRecord): Promise<void> {
  const name = nameOf({ fleet, ...record });
  const body = JSON.stringify(record);
  if (await objects.create(name, body)) return;
  const there = await objects.get(name);
  // If another worker is writing it as well, its record is as good.
  if (there && there.body !== body) await objects.replace(name, body, there.tag);
}

/** The same queue, whose unit has ended only when what its worker kept of it has been saved here. */
export function withRecords(
  queue: FleetQueue,
  objects: Objects,
  save: (record: SeatRecord) => Promise<void>,
): FleetQueue {
  async function* watch(fleet: string, signal: AbortSignal): AsyncGenerator<UnitEvent> {
    for await (const event of queue.watch(fleet, signal)) {
      const found = event.type === 'ended' ? await objects.get(nameOf(event.unit)) : undefined;
      const record = found && seatRecordIn(found.body);
      if (record) await save(record);
      yield event;
    }
  }
  return {
    put: (units) => queue.put(units),
    work: (run, options) => queue.work(run, options),
    watch,
    close: () => queue.close(),
  };
}
