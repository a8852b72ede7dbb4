/** `14:50`, where the reader is, for a time in ISO 8601. */
export function timeOfDay(iso: string): string {
  const time = new Date(iso);
  return [time.getHours(), time.getMinutes()].map((part) => String(part).padStart(2, '0')).join(':');
}
