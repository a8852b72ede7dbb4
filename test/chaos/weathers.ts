/** Kinds of chaos, mild to wild; each is run with many seeds. */
export const WEATHERS = [
  { name: 'late', chaos: 'eventual=300ms' },
  { name: 'very late', chaos: 'eventual=2s' },
  { name: 'throttled', chaos: 'throttle=5%' },
  { name: 'throttled hard', chaos: 'throttle=15%' },
  { name: 'failing', chaos: 'error=3%' },
  { name: 'failing hard', chaos: 'error=10%' },
  { name: 'answers lost', chaos: 'reset=2%' },
  { name: 'answers lost often', chaos: 'reset=8%' },
  { name: 'all of it', chaos: 'eventual=300ms,throttle=5%,error=2%,reset=2%,latency=5ms' },
  { name: 'all of it, wild', chaos: 'eventual=1s,throttle=10%,error=8%,reset=8%,latency=10ms' },
] as const;

/** Another seed for each command, so that a retry meets other faults. */
export const seeded = (chaos: string, seed: number, command = 0): string =>
  `${chaos},seed=${seed + 1000 * command}`;
