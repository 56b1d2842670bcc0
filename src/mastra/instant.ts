import { shown, ValueError } from '../errors.ts';

/**
 * A time as it is stored: an ISO instant with milliseconds in UTC. Mastra gives a Date, or text where it came out of JSON.
 *
 * @throws ValueError for what is no time.
 */
export function instant(time: Date | string | number | null | undefined, otherwise: Date): string {
  const date = new Date(time ?? otherwise);
  if (Number.isNaN(date.getTime()))
    throw new ValueError(`${shown(time)} is no time: it takes a Date or ISO text.`);
  return date.toISOString();
}
