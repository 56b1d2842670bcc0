import { shown, VersionConflict } from '../errors.ts';
import type { ExpressionScope } from '../expressions/scope.ts';
import type { EntityModel } from '../table/entity.ts';
import { conditionFailed, presentItem } from './condition-input.ts';
import { isGone, liveText } from './expiry.ts';
import { notFound } from './get.ts';
import { keyText, partitionName } from './item-key.ts';
import type { NativeItem } from './operation.ts';
import { type VersionRead, versionCondition } from './version.ts';

/** An item that is there already, as a write that changes or checks it sees it. */
export interface Existing {
  readonly entity: EntityModel;
  /** The operation's name. */
  readonly operation: string;
  readonly key: NativeItem;
  /** The version that was read, of an entity with versions. */
  readonly read: VersionRead | undefined;
  readonly now: Date;
}

/** The item must be there, not expired, and of the version that was read: `attribute_exists(PK) AND #version = :v0`. */
export function existingCondition(
  { entity, operation, read, now }: Existing,
  scope: ExpressionScope,
): string {
  const exists = `attribute_exists(${scope.name(partitionName(entity))})`;
  const live = liveText(entity, scope, now, operation);
  const version = read && versionCondition(read, scope, operation);
  return [exists, live, version].filter((text) => text !== undefined).join(' AND ');
}

/** Why such a write was refused: the item's absence, another version, or the caller's condition. */
export function refusal(
  { entity, operation, key, read, now }: Existing,
  present: NativeItem | undefined,
  cause: unknown,
): Error {
  if (present === undefined || isGone(entity, present, now)) return notFound(entity, operation, key, cause);
  if (read === undefined || present[read.attribute] === read.value) {
    return conditionFailed(entity, operation, key, present, cause);
  }
  const { attribute, value } = read;
  const has = present[attribute] === undefined ? 'none' : shown(present[attribute]);
  return new VersionConflict(
    `${operation}: the item with ${keyText(key)} has ${attribute} ${has}, and ${value === undefined ? 'none' : shown(value)} was read.`,
    { entity: entity.name, operation, key, item: presentItem(entity, present, operation), cause },
  );
}
