import { shown, ValueError } from '../errors.ts';

/**
 * A time as it is stored: an ISO instant with milliseconds in UTC. Mastra gives a Date, or text where it came out of JSON.
 *
 * @param what begins the error: `The thread "t-1" cannot be stored: its createdAt`
 * @throws ValueError for what is no time.
 */
export function instant(time: Date | string | number, what: string): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime()))
    throw new ValueError(`${what}: ${shown(time)} is no time: it takes a Date or ISO text.`);
  return date.toISOString();
}
