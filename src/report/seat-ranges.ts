/** `1-158, 160`: seats in order, those that follow each other as a range. */
export function seatRanges(seats: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const seat of seats.toSorted((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last && seat === last[1] + 1) last[1] = seat;
    else ranges.push([seat, seat]);
  }
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(', ');
}

/** `seat 4`, `seats 1-158, 160` */
export const seatsText = (seats: readonly number[]): string =>
  `${seats.length === 1 ? 'seat' : 'seats'} ${seatRanges(seats)}`;
