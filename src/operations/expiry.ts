import type { Patch } from '../expressions/patch.ts';
import type { ExpressionScope } from '../expressions/scope.ts';
import type { EntityModel } from '../table/entity.ts';
import { epochSeconds } from '../ttl/epoch-seconds.ts';
import { expiresIn } from '../ttl/expires-in.ts';
import { isExpired } from '../ttl/is-expired.ts';
import type { NativeItem } from './operation.ts';

/** Whether a stored item of this entity counts as absent: what has expired is deleted by the service within days only. */
export function isGone(entity: EntityModel, stored: NativeItem, now: Date): boolean {
  const { expiry, table } = entity;
  return expiry !== undefined && table.ttl !== undefined && isExpired(stored[table.ttl], now);
}

/** `(attribute_not_exists(#ttl) OR #ttl > :now)`; `undefined` for an entity whose items are there until they are deleted. */
export function liveText(
  { expiry, table }: EntityModel,
  scope: ExpressionScope,
  now: Date,
  where: string,
): string | undefined {
  if (expiry === undefined || table.ttl === undefined) return undefined;
  const name = scope.name(table.ttl);
  return `(attribute_not_exists(${name}) OR ${name} > ${scope.value(epochSeconds(now), where)})`;
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
  patch: Patch<NativeItem>,
  now: Date,
): { readonly set: NativeItem; readonly remove: readonly string[] } {
  const said = ttl === undefined || touches(patch, ttl);
  if (said || expiry === undefined || expiry.onUpdate === 'keep') return { set: {}, remove: [] };
  if (expiry.onUpdate === 'remove') return { set: {}, remove: [ttl] };
  return { set: expiry.after === undefined ? {} : { [ttl]: expiresIn(expiry.after, now) }, remove: [] };
}

function touches({ set, add, remove }: Patch<NativeItem>, name: string): boolean {
  return (
    set?.[name] !== undefined || add?.[name] !== undefined || remove?.some((path) => path === name) === true
  );
}
