import type { ExpressionScope } from '../expressions/scope.ts';
import type { EntityModel } from '../table/entity.ts';
import { epochSeconds } from '../ttl/epoch-seconds.ts';
import { expiresIn } from '../ttl/expires-in.ts';
import { isExpired } from '../ttl/is-expired.ts';
import type { NativeItem } from './operation.ts';
import type { PatchedAttributes } from './patched-attributes.ts';

/** Whether a stored item of this entity counts as absent: what has expired is deleted by the service within days only. */
export function isGone(entity: EntityModel, stored: NativeItem, now: Date): boolean {
  const { expiry, table } = entity;
  return expiry !== undefined && table.ttl !== undefined && isExpired(stored[table.ttl], now);
}

/**
 * `NOT #ttl <= :now`, which is true without an expiry, and for one that is null; `undefined` for an entity whose items are
 * there until they are deleted.
 */
export function liveText(
  { expiry, table }: EntityModel,
  scope: ExpressionScope,
  now: Date,
  where: string,
): string | undefined {
  if (expiry === undefined || table.ttl === undefined) return undefined;
  return `NOT ${scope.name(table.ttl)} <= ${scope.value(epochSeconds(now), where)}`;
}

/** A condition that also holds for an item that has expired: `(attribute_not_exists(PK) OR #ttl <= :now)`. */
export function orGone(
  condition: string,
  { expiry, table }: EntityModel,
  scope: ExpressionScope,
  now: Date,
  where: string,
): string {
  if (expiry === undefined || table.ttl === undefined) return condition;
  return `(${condition} OR ${scope.name(table.ttl)} <= ${scope.value(epochSeconds(now), where)})`;
}

/** When a new item expires, if it does not say so itself. */
export function newExpiry({ expiry, table }: EntityModel, attributes: NativeItem, now: Date): void {
  if (expiry?.after === undefined || table.ttl === undefined || Object.hasOwn(attributes, table.ttl)) return;
  attributes[table.ttl] = expiresIn(expiry.after, now);
}

/** What an update does to the expiry, unless the patch says it itself. */
export function updatedExpiry(
  { expiry, table: { ttl } }: EntityModel,
  patched: PatchedAttributes,
  now: Date,
): { readonly set: NativeItem; readonly remove: readonly string[] } {
  if (ttl === undefined || says(patched, ttl) || expiry === undefined || expiry.onUpdate === 'keep')
    return { set: {}, remove: [] };
  if (expiry.onUpdate === 'remove') return { set: {}, remove: [ttl] };
  return { set: expiry.after === undefined ? {} : { [ttl]: expiresIn(expiry.after, now) }, remove: [] };
}

function says({ set, removed, changed }: PatchedAttributes, name: string): boolean {
  return Object.hasOwn(set, name) || removed.has(name) || changed.has(name);
}
