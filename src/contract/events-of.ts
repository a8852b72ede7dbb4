import type { EventOf, EventType, LabEvent } from './event.ts';

/** The events of one name, in order. */
export const eventsOf = <Type extends EventType>(
  events: readonly LabEvent[],
  type: Type,
): readonly EventOf<Type>[] => events.filter((event): event is EventOf<Type> => event.type === type);
