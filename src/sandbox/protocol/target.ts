/** The parts of a request's target as they were sent: `/a%20b?x=1` is `/a%20b` and `x=1`, which may contain more `?`. */
export function requestPath(target: string): string {
  const mark = target.indexOf('?');
  return mark < 0 ? target : target.slice(0, mark);
}

export function searchOf(target: string): string {
  const mark = target.indexOf('?');
  return mark < 0 ? '' : target.slice(mark + 1);
}
