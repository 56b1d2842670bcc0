import { shown, ValueError } from '../errors.ts';
import { type Patch, SetFunction } from '../expressions/patch.ts';
import type { EntityModel } from '../table/entity.ts';
import { epochSecondsFault } from '../ttl/epoch-seconds.ts';
import type { NativeItem } from './operation.ts';

/** The service lets an item stay whose expiry lies further back (Developer Guide: How it works, DynamoDB TTL). */
const MAX_YEARS_BACK = 5;

/**
 * Refuses a time to live that the service would ignore in silence, so that it would never delete the item. `null` passes:
 * it says just that.
 */
export function checkExpiry(entity: EntityModel, values: NativeItem, operation: string, now: Date): void {
  const { ttl } = entity.table;
  if (ttl === undefined || !Object.hasOwn(values, ttl)) return;
  const value = values[ttl];
  if (value === undefined || value === null) return;
  const seconds = typeof value === 'bigint' ? Number(value) : value;
  const fault =
    epochSecondsFault(seconds) ??
    (Number.isInteger(seconds) ? undefined : 'it must be whole seconds') ??
    tooOldFault(Number(seconds), now);
  if (fault === undefined) return;
  throw new ValueError(`${operation}: ${ttl} is ${shown(value)}, which is no expiry: ${fault}.`, {
    entity: entity.name,
    operation,
  });
}

/** Such an item would stay for ever, and no reader of an entity with `expiry` would know of it. */
function tooOldFault(seconds: number, now: Date): string | undefined {
  const oldest = new Date(now);
  oldest.setUTCFullYear(now.getUTCFullYear() - MAX_YEARS_BACK);
  return seconds * 1000 < oldest.getTime()
    ? `it lies more than ${MAX_YEARS_BACK} years back, and DynamoDB would never delete the item`
    : undefined;
}

/** An expiry is moved by seconds: who adds a date in milliseconds would put it off for ever. */
export function checkExpiryChange(entity: EntityModel, patch: Patch<NativeItem>, operation: string): void {
  const { ttl } = entity.table;
  if (ttl === undefined) return;
  const change = patch.set?.[ttl];
  const added = patch.add !== undefined && Object.hasOwn(patch.add, ttl) ? [patch.add[ttl]] : [];
  for (const value of change instanceof SetFunction ? [change.operand, change.start] : added) {
    const fault = movementFault(value);
    if (fault === undefined) continue;
    throw new ValueError(`${operation}: ${ttl} cannot be moved by ${shown(value)}: ${fault}.`, {
      entity: entity.name,
      operation,
    });
  }
}

/** Seconds, back or forth. What is no number at all is refused elsewhere. */
function movementFault(value: unknown): string | undefined {
  if (typeof value !== 'number' && typeof value !== 'bigint') return undefined;
  const seconds = Math.abs(Number(value));
  if (!Number.isInteger(seconds)) return 'it must be whole seconds';
  return seconds === 0 ? undefined : epochSecondsFault(seconds);
}
