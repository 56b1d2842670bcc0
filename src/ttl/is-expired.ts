/**
 * Whether an item with this expiry has expired. DynamoDB deletes such items only within days, so reads still see them.
 *
 * @param expiresAt the item's time to live attribute, in epoch seconds; what is no number never expires, as in DynamoDB
 * @param now default: the system's clock
 * @example
 * ```ts
 * import { isExpired } from 'monotable/ttl';
 *
 * isExpired(1767225600, new Date('2026-01-01T00:00:00Z')); // true: the second itself counts
 * ```
 */
export function isExpired(expiresAt: unknown, now: Date = new Date()): boolean {
  if (typeof expiresAt !== 'number' && typeof expiresAt !== 'bigint') return false;
  return expiresAt <= Math.floor(now.getTime() / 1000);
}
