/**
 * Seconds until an item expires; 0 when it has, and `Infinity` when it never will.
 *
 * @param expiresAt the item's time to live attribute, in epoch seconds; what is no number never expires, as in DynamoDB
 * @param now default: the system's clock
 * @example
 * ```ts
 * import { remaining } from 'monotable/ttl';
 *
 * remaining(1767225600, new Date('2025-12-31T23:59:00Z')); // 60
 * ```
 */
export function remaining(expiresAt: unknown, now: Date = new Date()): number {
  if (typeof expiresAt !== 'number' && typeof expiresAt !== 'bigint') return Number.POSITIVE_INFINITY;
  return Math.max(0, Number(expiresAt) - Math.floor(now.getTime() / 1000));
}
