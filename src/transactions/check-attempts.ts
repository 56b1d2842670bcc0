import { RequestError, shown } from '../errors.ts';

/** Refuses a number of attempts that is none. */
export function checkAttempts(attempts: unknown, call: string): void {
  if (attempts === undefined || (Number.isSafeInteger(attempts) && Number(attempts) > 0)) return;
  throw new RequestError(`${call}: maxAttempts is a whole number from 1 on, not ${shown(attempts)}.`);
}
