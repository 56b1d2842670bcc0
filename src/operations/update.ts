import { RequestError } from '../errors.ts';
import { compileUpdate } from '../expressions/compile-update.ts';
import { checkExpression } from '../expressions/limits.ts';
import { ifNotExists, type Patch } from '../expressions/patch.ts';
import { isPlainObject } from '../expressions/plain-object.ts';
import { ExpressionScope } from '../expressions/scope.ts';
import type { EntityModel } from '../table/entity.ts';
import { checkExpiry, checkExpiryChange } from './check-expiry.ts';
import { checkChoice, checkOptions } from './check-options.ts';
import { type AnyCondition, addCondition } from './condition-input.ts';
import { type Existing, existingCondition, refusal } from './existing.ts';
import { updatedExpiry } from './expiry.ts';
import { builtText, indexUpkeep } from './index-upkeep.ts';
import { itemKey } from './item-key.ts';
import { hiddenText, newItem } from './new-item.ts';
import type { ItemOperation, NativeItem, UpdateInput } from './operation.ts';
import { checkOwnKeys } from './own-key.ts';
import { type PatchedAttributes, patchedAttributes, storedValues } from './patched-attributes.ts';
import type { Returning } from './put.ts';
import { readWritten } from './reading.ts';
import { nextVersion, type VersionRead, versionRead } from './version.ts';
import type { WriteClock } from './write-clock.ts';

/** How one item is changed. */
export interface UpdateOptions<C = AnyCondition> extends WriteClock {
  /** Change the item only if this holds. */
  readonly if?: C;
}

type AnyPatch = Patch<NativeItem>;
const RETURNS = ['new', 'old', 'none'] as const;

/** Changes an item that is there. It never makes one: an absent item is NotFound. */
export function updateOperation(
  entity: EntityModel,
  parts: object,
  patch: object,
  options: UpdateOptions & Returning = {},
): ItemOperation<NativeItem | undefined, 'update'> {
  const operation = `${entity.name}.update`;
  checkOptions(options, ['if', 'return'], operation);
  checkChoice('return', options.return, RETURNS, operation);
  const given = readOnce(patch);
  const patched = patchedAttributes(given, operation);
  const names = [...Object.keys(patched.set), ...patched.removed, ...patched.changed];
  for (const name of names) checkChangeable(entity, name, operation);
  if (names.length === 0) {
    throw new RequestError(`${operation}: the patch changes nothing.`, { entity: entity.name, operation });
  }
  const stored = storedValues(patched.set);
  checkOwnKeys(entity.table, stored, operation);
  const now = options.now ?? new Date();
  checkExpiry(entity, stored, operation, now);
  checkExpiryChange(entity, given, operation);
  const key = itemKey(entity, parts);
  const read = versionRead(entity, parts, operation);
  const written = writtenByEvery(entity, read, patched, now);
  // An index may be built from the time of the write, too.
  const stamped = {
    ...patched,
    set: { ...patched.set, ...written.set },
    removed: new Set([...patched.removed, ...written.remove]),
  };
  const upkeep = indexUpkeep(entity, fixedParts(entity, parts), stamped, operation);
  const full: AnyPatch = {
    ...given,
    set: { ...given.set, ...written.set, ...upkeep.set },
    remove: [...(given.remove ?? []), ...written.remove, ...upkeep.remove],
  };
  const scope = new ExpressionScope();
  const existing = { entity, operation, key, read, now };
  return changeOperation(existing, full, scope, options, existingCondition(existing, scope));
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
  checkOptions(options, ['if', 'return'], operation);
  checkChoice('return', options.return, RETURNS, operation);
  if (entity.version !== undefined) {
    throw new RequestError(
      `${operation} writes whatever is there, and ${entity.name} has versions: use create, put or update.`,
      { entity: entity.name, operation },
    );
  }
  if (entity.expiry !== undefined) {
    throw new RequestError(
      `${operation} would bring back an item that has expired, and ${entity.name} has an expiry: use create, put or update.`,
      { entity: entity.name, operation },
    );
  }
  const now = options.now ?? new Date();
  const { attributes } = newItem(entity, given, operation, now);
  const { createdAt } = entity.stamps;
  if (createdAt !== undefined) checkKeptStamp(entity, createdAt, operation);
  const patched: PatchedAttributes = { set: attributes, removed: new Set(), changed: new Set() };
  const upkeep = indexUpkeep(entity, attributes, partlyGiven(entity, patched), operation, true);
  const set: NativeItem = {
    [entity.table.discriminator]: entity.name,
    ...entity.constants,
    ...upkeep.set,
    ...attributes,
  };
  if (createdAt !== undefined) set[createdAt] = ifNotExists(attributes[createdAt]);
  const key = itemKey(entity, attributes);
  const existing = { entity, operation, key, read: undefined, now };
  return changeOperation(existing, { set }, new ExpressionScope(), options, undefined);
}

/** The keys of an index would tell of now, while the attribute keeps the time that is there. */
function checkKeptStamp(entity: EntityModel, createdAt: string, operation: string): void {
  const index = entity.indexes.find(({ sources }) => sources.includes(createdAt));
  if (index === undefined || entity.fixed.has(createdAt)) return;
  throw new RequestError(
    `${operation} keeps the ${createdAt} that is there, so the keys of index ${index.model.name}, which is built of it (${builtText(index)}), are not known; use create, put or update.`,
    { entity: entity.name, operation },
  );
}

/** An upsert names the primary key's attributes as well; they are fixed and feed no upkeep. */
function partlyGiven(entity: EntityModel, patched: PatchedAttributes): PatchedAttributes {
  const set = Object.fromEntries(Object.entries(patched.set).filter(([name]) => !entity.fixed.has(name)));
  return { ...patched, set };
}

function changeOperation(
  existing: Existing,
  patch: AnyPatch,
  scope: ExpressionScope,
  options: UpdateOptions & Returning,
  builtIn: string | undefined,
): ItemOperation<NativeItem | undefined, 'update'> {
  const { entity, operation, key } = existing;
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
    key,
    input,
    read: ({ Attributes }) =>
      // Where there was no item, some servers answer with an empty one.
      returned === 'none' || Attributes === undefined || Object.keys(Attributes).length === 0
        ? undefined
        : readWritten(entity, Attributes, operation),
    refused: (present, cause) => refusal(existing, present, cause),
  };
}

/** A patch whose values stay what they are, should accessors give them: what is checked is what is sent. */
function readOnce(patch: object): AnyPatch {
  if (!isPlainObject(patch)) return patch as AnyPatch;
  return Object.fromEntries(
    Object.entries(patch).map(([name, clause]) => [name, isPlainObject(clause) ? { ...clause } : clause]),
  );
}

/** One by one, because they may be given by an object with accessors. */
function fixedParts(entity: EntityModel, parts: object): NativeItem {
  const fixed: NativeItem = {};
  for (const name of entity.fixed) fixed[name] = (parts as NativeItem)[name];
  return fixed;
}

/** The stamp, the version, and what an update does to the expiry. */
function writtenByEvery(
  entity: EntityModel,
  read: VersionRead | undefined,
  patched: PatchedAttributes,
  now: Date,
): { readonly set: NativeItem; readonly remove: readonly string[] } {
  const { updatedAt } = entity.stamps;
  const set: NativeItem = {};
  if (updatedAt !== undefined) set[updatedAt] = now.toISOString();
  // A plain value and no increment, so that a repeated request raises it once.
  if (read !== undefined) set[read.attribute] = nextVersion(read);
  const expiry = updatedExpiry(entity, patched, now);
  return { set: { ...set, ...expiry.set }, remove: expiry.remove };
}

function checkChangeable(entity: EntityModel, name: string, operation: string): void {
  if (entity.hidden.has(name)) {
    throw new RequestError(hiddenText(entity, name, operation), { entity: entity.name, operation });
  }
  if (name === entity.version) {
    throw new RequestError(
      `${operation}: ${name} is raised by every update; give the one that was read beside the key.`,
      { entity: entity.name, operation },
    );
  }
  if (entity.fixed.has(name)) {
    throw new RequestError(
      `${operation}: ${name} feeds the primary key, which cannot change; delete the item and create another.`,
      { entity: entity.name, operation },
    );
  }
}
