import { AlreadyExists } from '../errors.ts';
import { ExpressionScope } from '../expressions/scope.ts';
import type { EntityModel } from '../table/entity.ts';
import { checkChoice, checkOptions } from './check-options.ts';
import { type AnyCondition, addCondition, conditionFailed, presentItem } from './condition-input.ts';
import { refusal } from './existing.ts';
import { isGone, liveText, orGone } from './expiry.ts';
import { keyText, partitionName, primaryKeyOf } from './item-key.ts';
import { newItem } from './new-item.ts';
import type { ItemOperation, NativeItem, PutInput } from './operation.ts';
import { readWritten } from './reading.ts';
import { firstVersion, raisedItem, type VersionRead, versionCondition } from './version.ts';
import type { WriteClock } from './write-clock.ts';

/** How a whole item is written. */
export interface PutOptions<C = AnyCondition> extends WriteClock {
  /** Write only if this holds for the item that is there now; without one, only what asks for absence holds. */
  readonly if?: C;
}

/** Ask for the item as it was before the write. When an answer was lost and the SDK wrote again, it may be the new item itself. */
export interface ReturnOld {
  readonly return: 'old';
}

/** Ask for no item. */
export interface ReturnNone {
  readonly return: 'none';
}

/** What a write may be asked to give back. */
export type Returning = Partial<ReturnOld | ReturnNone>;

/** Writes an item that must be new. */
export function createOperation(
  entity: EntityModel,
  given: object,
  options: WriteClock = {},
): ItemOperation<NativeItem, 'put'> {
  const operation = `${entity.name}.create`;
  checkOptions(options, [], operation);
  const now = options.now ?? new Date();
  const item = firstVersion(entity, given, operation);
  const { attributes, stored } = newItem(entity, item, operation, now);
  const scope = new ExpressionScope();
  const input: PutInput = { TableName: entity.table.name, Item: stored };
  const absent = `attribute_not_exists(${scope.name(partitionName(entity))})`;
  addCondition(input, scope, operation, orGone(absent, entity, scope, now, operation), undefined);
  const key = primaryKeyOf(entity, stored);
  return {
    mode: 'item',
    kind: 'put',
    name: operation,
    entity,
    table: entity.table,
    key,
    input,
    knowsItsItem: () => saysMore(entity, attributes),
    read: () => attributes,
    refused: (present, cause) =>
      new AlreadyExists(`${operation}: there is an item with ${keyText(key)} already.`, {
        entity: entity.name,
        operation,
        key,
        item: presentItem(entity, present, operation),
        cause,
      }),
  };
}

/** Writes an item, replacing the whole of the one that is there. */
export function putOperation(
  entity: EntityModel,
  given: object,
  options: PutOptions & Returning = {},
): ItemOperation<NativeItem | undefined, 'put'> {
  const operation = `${entity.name}.put`;
  checkOptions(options, ['if', 'return'], operation);
  checkChoice('return', options.return, ['new', 'old'], operation);
  const { item, read } = raisedItem(entity, given, operation);
  const now = options.now ?? new Date();
  const { attributes, stored } = newItem(entity, item, operation, now);
  const scope = new ExpressionScope();
  const input: PutInput = { TableName: entity.table.name, Item: stored };
  const builtIn = putCondition(entity, read, options.if !== undefined, scope, now, operation);
  addCondition(input, scope, operation, builtIn, options.if);
  const key = primaryKeyOf(entity, stored);
  if (options.return === 'old') input.ReturnValues = 'ALL_OLD';
  return {
    mode: 'item',
    kind: 'put',
    name: operation,
    entity,
    table: entity.table,
    key,
    input,
    read: ({ Attributes }) => {
      if (options.return !== 'old') return attributes;
      if (Attributes === undefined || isGone(entity, Attributes, now)) return undefined;
      return readWritten(entity, Attributes, operation);
    },
    refused: (present, cause) =>
      read === undefined
        ? conditionFailed(entity, operation, key, thereOf(entity, present, now), cause)
        : refusal({ entity, operation, key, read, now }, present, cause),
  };
}

/** Whether an item holds anything but its key and what every item like it holds. */
function saysMore({ fixed, stamps, version, table }: EntityModel, attributes: NativeItem): boolean {
  const common = new Set([...fixed, stamps.createdAt, stamps.updatedAt, version, table.ttl]);
  return Object.keys(attributes).some((name) => !common.has(name));
}

/** A put replaces the version that was read, or makes a new item; in the place of one that has expired, too. */
function putCondition(
  entity: EntityModel,
  read: VersionRead | undefined,
  conditional: boolean,
  scope: ExpressionScope,
  now: Date,
  operation: string,
): string | undefined {
  // What holds of an item that has expired says nothing.
  if (read === undefined) return conditional ? liveText(entity, scope, now, operation) : undefined;
  const version = versionCondition(read, scope, operation);
  if (read.value === undefined && !conditional) return orGone(version, entity, scope, now, operation);
  const live = liveText(entity, scope, now, operation);
  return live === undefined ? version : `${version} AND ${live}`;
}

/** The item that stood in the way, unless it counts as absent. */
function thereOf(entity: EntityModel, present: NativeItem | undefined, now: Date): NativeItem | undefined {
  return present !== undefined && isGone(entity, present, now) ? undefined : present;
}
