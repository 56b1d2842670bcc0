import { RequestError } from '../errors.ts';
import { compileUpdate } from '../expressions/compile-update.ts';
import { checkExpression } from '../expressions/limits.ts';
import { ifNotExists, type Patch, SetFunction } from '../expressions/patch.ts';
import { ExpressionScope } from '../expressions/scope.ts';
import type { EntityModel } from '../table/entity.ts';
import { type AnyCondition, addCondition, conditionFailed } from './condition-input.ts';
import { notFound } from './get.ts';
import { indexUpkeep, type PatchedAttributes } from './index-upkeep.ts';
import { itemKey, partitionName } from './item-key.ts';
import { hiddenText, newItem } from './new-item.ts';
import type { ItemOperation, NativeItem, UpdateInput } from './operation.ts';
import { checkOwnKeys } from './own-key.ts';
import type { Returning, WriteClock } from './put.ts';
import { readWritten } from './reading.ts';

/** How one item is changed. */
export interface UpdateOptions<C = AnyCondition> extends WriteClock {
  /** Change the item only if this holds. */
  readonly if?: C;
}

type AnyPatch = Patch<NativeItem>;

/** Changes an item that is there. It never makes one: an absent item is NotFound. */
export function updateOperation(
  entity: EntityModel,
  parts: object,
  patch: object,
  options: UpdateOptions & Returning = {},
): ItemOperation<NativeItem | undefined, 'update'> {
  const operation = `${entity.name}.update`;
  const given = patch as AnyPatch;
  const patched = patchedAttributes(given);
  const names = [...Object.keys(patched.set), ...patched.removed, ...patched.changed];
  for (const name of names) checkChangeable(entity, name, operation);
  if (names.length === 0) {
    throw new RequestError(`${operation}: the patch changes nothing.`, { entity: entity.name, operation });
  }
  checkOwnKeys(entity.table, plainValues(patched.set), operation);
  const { updatedAt } = entity.stamps;
  const stamp = updatedAt === undefined ? {} : { [updatedAt]: (options.now ?? new Date()).toISOString() };
  const upkeep = indexUpkeep(entity, { ...parts }, patched, operation);
  const full: AnyPatch = {
    ...given,
    set: { ...given.set, ...stamp, ...upkeep.set },
    remove: [...(given.remove ?? []), ...upkeep.remove],
  };
  const scope = new ExpressionScope();
  return changeOperation(
    entity,
    operation,
    itemKey(entity, parts),
    full,
    scope,
    options,
    mustExist(entity, scope),
  );
}

/**
 * Writes the attributes that are given, into the item that is there or a new one; attributes that are not given stay as
 * they are, which is how it differs from `put`.
 */
export function upsertOperation(
  entity: EntityModel,
  given: object,
  options: UpdateOptions & Returning = {},
): ItemOperation<NativeItem | undefined, 'update'> {
  const operation = `${entity.name}.upsert`;
  const { attributes } = newItem(entity, given, operation, options.now ?? new Date());
  const { createdAt } = entity.stamps;
  const patched: PatchedAttributes = { set: attributes, removed: new Set(), changed: new Set() };
  const upkeep = indexUpkeep(entity, attributes, partlyGiven(entity, patched), operation, true);
  const set: NativeItem = { [entity.table.discriminator]: entity.name, ...upkeep.set, ...attributes };
  if (createdAt !== undefined) set[createdAt] = ifNotExists(attributes[createdAt]);
  const key = itemKey(entity, attributes);
  return changeOperation(entity, operation, key, { set }, new ExpressionScope(), options, undefined);
}

/** An upsert names the primary key's attributes as well; they are fixed and feed no upkeep. */
function partlyGiven(entity: EntityModel, patched: PatchedAttributes): PatchedAttributes {
  const set = Object.fromEntries(Object.entries(patched.set).filter(([name]) => !entity.fixed.has(name)));
  return { ...patched, set };
}

function changeOperation(
  entity: EntityModel,
  operation: string,
  key: NativeItem,
  patch: AnyPatch,
  scope: ExpressionScope,
  options: UpdateOptions & Returning,
  builtIn: string | undefined,
): ItemOperation<NativeItem | undefined, 'update'> {
  const text = compileUpdate(patch, scope, entity.name);
  if (text === undefined)
    throw new RequestError(`${operation} changes nothing.`, { entity: entity.name, operation });
  checkExpression(text, `${operation}: the update`);
  const input: UpdateInput = { TableName: entity.table.name, Key: key, UpdateExpression: text };
  addCondition(input, scope, operation, builtIn, options.if);
  const returned = options.return ?? 'new';
  if (returned !== 'none') input.ReturnValues = returned === 'new' ? 'ALL_NEW' : 'ALL_OLD';
  return {
    mode: 'item',
    kind: 'update',
    name: operation,
    entity,
    table: entity.table,
    input,
    read: ({ Attributes }) =>
      returned === 'none' || Attributes === undefined
        ? undefined
        : readWritten(entity, Attributes, operation),
    refused: (present, cause) =>
      present === undefined
        ? notFound(entity, operation, key, cause)
        : conditionFailed(entity, operation, key, present, cause),
  };
}

function mustExist(entity: EntityModel, scope: ExpressionScope): string {
  return `attribute_exists(${scope.name(partitionName(entity))})`;
}

function patchedAttributes(patch: AnyPatch): PatchedAttributes {
  const given = (values: object | undefined) =>
    Object.entries(values ?? {}).filter(([, value]) => value !== undefined) as [string, unknown][];
  const removed = new Set<string>();
  const changed = new Set<string>();
  for (const target of patch.remove ?? []) {
    if (typeof target === 'string') removed.add(target);
    else changed.add(String((target as readonly unknown[])[0]));
  }
  for (const [path] of patch.setIn ?? []) changed.add(String(path[0]));
  for (const [name] of [...given(patch.add), ...given(patch.delete)]) changed.add(name);
  return { set: Object.fromEntries(given(patch.set)), removed, changed };
}

function plainValues(set: NativeItem): NativeItem {
  return Object.fromEntries(Object.entries(set).filter(([, value]) => !(value instanceof SetFunction)));
}

function checkChangeable(entity: EntityModel, name: string, operation: string): void {
  if (entity.hidden.has(name)) {
    throw new RequestError(hiddenText(entity, name, operation), { entity: entity.name, operation });
  }
  if (entity.fixed.has(name)) {
    throw new RequestError(
      `${operation}: ${name} feeds the primary key, which cannot change; delete the item and create another.`,
      { entity: entity.name, operation },
    );
  }
}
