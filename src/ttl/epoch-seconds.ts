import { shown, ValueError } from '../errors.ts';

declare const unit: unique symbol;

/**
 * Whole seconds since 1970, as `epochSeconds` and `expiresIn` give them. An attribute of this type takes no number that might
 * be milliseconds.
 */
export type EpochSeconds = number & { readonly [unit]: 'seconds' };

/** 1e11 seconds are the year 5138; as milliseconds they are March 1973. Real values of the two never meet. */
const FIRST_MILLISECONDS = 1e11;

/**
 * A moment as DynamoDB's time to live wants it: whole seconds since 1970, rounded down.
 *
 * @param when a Date, or a number that already is epoch seconds
 * @throws ValueError for milliseconds, text, fractions below zero, NaN and invalid dates: the service would ignore them
 * in silence, and the item would never expire.
 * @example
 * ```ts
 * import { epochSeconds } from 'monotable/ttl';
 *
 * epochSeconds(new Date('2026-01-01T00:00:00.900Z')); // 1767225600
 * ```
 */
export function epochSeconds(when: Date | number): EpochSeconds {
  const seconds = when instanceof Date ? when.getTime() / 1000 : when;
  const fault = epochSecondsFault(seconds);
  if (fault !== undefined) throw new ValueError(`${shown(when)} is no expiry: ${fault}.`);
  return Math.floor(seconds) as EpochSeconds;
}

/** Why a value cannot be an expiry; `undefined` for a good one. */
export function epochSecondsFault(value: unknown): string | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value))
    return 'it must be a number of seconds since 1970';
  if (value < 0) return 'it lies before 1970';
  if (value >= FIRST_MILLISECONDS) return 'it looks like milliseconds; time to live counts in seconds';
  return undefined;
}
