/** A time as it is stored: an ISO instant with milliseconds in UTC. Mastra gives a Date, or text where it came out of JSON. */
export function instant(time: Date | string | number | undefined, otherwise: Date): string {
  return (time === undefined ? otherwise : new Date(time)).toISOString();
}
