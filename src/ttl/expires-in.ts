import { RequestError, shown } from '../errors.ts';
import { type EpochSeconds, epochSeconds, epochSecondsFault } from './epoch-seconds.ts';

/** A length of time; the parts add up. */
export interface Duration {
  readonly days?: number;
  readonly hours?: number;
  readonly minutes?: number;
  readonly seconds?: number;
}

const SECONDS = { days: 86_400, hours: 3_600, minutes: 60, seconds: 1 } as const;

/**
 * The epoch second at which something that is made now has lived this long.
 *
 * @param now default: the system's clock
 * @throws RequestError for a duration that is not a positive, finite length, or ends after the year 5138.
 * @example
 * ```ts
 * import { expiresIn } from 'monotable/ttl';
 *
 * expiresIn({ days: 30 }, new Date('2026-01-01T00:00:00Z')); // 1769817600
 * ```
 */
export function expiresIn(duration: Duration, now: Date = new Date()): EpochSeconds {
  let length = 0;
  for (const unit of ['days', 'hours', 'minutes', 'seconds'] as const) {
    const amount = duration[unit] ?? 0;
    if (!Number.isFinite(amount))
      throw new RequestError(`expiresIn: ${unit} must be a number, not ${shown(amount)}.`);
    length += amount * SECONDS[unit];
  }
  if (length <= 0)
    throw new RequestError(`expiresIn: the duration must be longer than nothing, not ${length} seconds.`);
  const expiresAt = epochSeconds(now) + Math.ceil(length);
  const fault = epochSecondsFault(expiresAt);
  if (fault !== undefined) {
    throw new RequestError(`expiresIn: a duration of ${length} seconds ends at ${expiresAt}: ${fault}.`);
  }
  return expiresAt as EpochSeconds;
}
