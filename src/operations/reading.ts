import { InvalidItem, MonotableError, shown } from '../errors.ts';
import { ExactNumber } from '../expressions/exact-number.ts';
import type { EntityModel, NumberForm } from '../table/entity.ts';
import { entitiesOf } from '../table/registry.ts';
import { findIssues, issuesText } from '../table/validator.ts';
import { isGone } from './expiry.ts';
import type { NativeItem, Reading } from './operation.ts';

const OWN = { configurable: true, enumerable: true, writable: true } as const;

/** The attributes that a read asked for; `undefined` means all, and only then do `upgrade` and the validator run. */
export type Selection = ReadonlySet<string> | undefined;

/**
 * An item as the caller sees it: without keys and entity name, numbers in their declared form, brought up to date.
 * Throws InvalidItem when `upgrade` fails or the validator refuses it.
 */
export function readItem(
  entity: EntityModel,
  raw: NativeItem,
  select: Selection,
  operation: string,
): NativeItem {
  const stored = ownItem(entity, raw, select);
  if (select !== undefined) return stored;
  const item = upgraded(entity, stored, operation);
  if (entity.validate !== undefined) {
    const issues = findIssues(entity.validate, item, operation);
    if (issues.length > 0) {
      const about = { entity: entity.name, operation, item, issues };
      throw new InvalidItem(
        `${operation} read an item that is no valid ${entity.name}: ${issuesText(issues)}`,
        about,
      );
    }
  }
  return item;
}

/** The entity's item out of a stored one. Throws InvalidItem for an item of another entity. */
export function parseItem(
  entity: EntityModel,
  stored: NativeItem,
  operation = `${entity.name}.parse`,
): NativeItem {
  const name = stored[entity.table.discriminator];
  if (name === entity.name) return readItem(entity, stored, undefined, operation);
  const found = name === undefined ? 'without the name of an entity' : `of ${shown(name)}`;
  const message = `${operation} found an item ${found} in ${entity.table.discriminator}`;
  throw new InvalidItem(`${message}.`, {
    entity: entity.name,
    operation,
    item: stored,
    issues: [{ message, path: '' }],
  });
}

/**
 * The item that a write returns or that stood in its way. The write is decided by now, so no validator is asked, and an
 * item that `upgrade` refuses is given as it is rather than hiding what happened.
 */
export function readWritten(entity: EntityModel, raw: NativeItem, operation: string): NativeItem {
  try {
    return upgraded(entity, ownItem(entity, raw, undefined), operation);
  } catch (error) {
    if (error instanceof InvalidItem) return ownItem(entity, raw, undefined);
    throw error;
  }
}

function ownItem(entity: EntityModel, raw: NativeItem, select: Selection): NativeItem {
  const item: NativeItem = {};
  for (const name of Object.keys(raw)) {
    if (select === undefined ? entity.hidden.has(name) : !select.has(name)) continue;
    // Assigned, it would replace the item's prototype.
    if (name === '__proto__') Object.defineProperty(item, name, { ...OWN, value: raw[name] });
    else item[name] = raw[name];
  }
  // Who writes it back must say that it had none.
  if (select === undefined && entity.version !== undefined && !Object.hasOwn(item, entity.version)) {
    item[entity.version] = undefined;
  }
  for (const [name, form] of entity.numbers) {
    if (Object.hasOwn(item, name)) item[name] = numberAs(item[name], form);
  }
  return item;
}

/** Reads an item of a page, where a bad one must not harm the others. */
export function readPageItem(
  entities: ReadonlyMap<string, EntityModel>,
  discriminator: string,
  raw: NativeItem,
  select: Selection,
  operation: string,
  now: Date,
): Reading<{ readonly entity: string; readonly item: NativeItem }> {
  const name = raw[discriminator];
  const entity = typeof name === 'string' ? entities.get(name) : undefined;
  if (entity === undefined) return foreign(entities, name, raw, operation);
  if (isGone(entity, raw, now)) return undefined;
  try {
    return { item: { entity: entity.name, item: readItem(entity, raw, select, operation) } };
  } catch (error) {
    if (!(error instanceof MonotableError)) throw error;
    return { rejected: { reason: 'invalid', entity: entity.name, message: error.message, item: raw } };
  }
}

/** An item of another entity of this table was put beside ours on purpose; one that nobody declared is reported. */
function foreign(
  entities: ReadonlyMap<string, EntityModel>,
  name: unknown,
  raw: NativeItem,
  operation: string,
): Reading<never> {
  const [first] = entities.values();
  if (first !== undefined && entitiesOf(first.table).some((entity) => entity.name === name)) return undefined;
  const entity = typeof name === 'string' ? name : undefined;
  const message =
    entity === undefined
      ? `${operation} read an item without the name of an entity in ${first?.table.discriminator}.`
      : `${operation} read an item of ${entity}, which is no entity of table ${first?.table.name}.`;
  return { rejected: { reason: 'unknown entity', entity, message, item: raw } };
}

function upgraded(entity: EntityModel, item: NativeItem, operation: string): NativeItem {
  if (entity.upgrade === undefined) return item;
  let result: unknown;
  try {
    result = entity.upgrade(item);
    // A promise is refused below, and must not become an unhandled rejection besides.
    if (result instanceof Promise) result.catch(() => undefined);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw upgradeFailed(entity, item, operation, reason, cause);
  }
  // Nothing at all would read as if there were no item.
  if (isItem(result)) return result;
  throw upgradeFailed(entity, item, operation, `it gave ${shown(result)}, not an item`);
}

function upgradeFailed(
  entity: EntityModel,
  item: NativeItem,
  operation: string,
  reason: string,
  cause?: unknown,
): InvalidItem {
  return new InvalidItem(`${operation}: the upgrade of ${entity.name} failed: ${reason}`, {
    entity: entity.name,
    operation,
    item,
    issues: [{ message: reason, path: '' }],
    cause,
  });
}

/** An item of any class, but no list and no promise. */
function isItem(value: unknown): value is NativeItem {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return typeof (value as { then?: unknown }).then !== 'function';
}

/** A number in one form whatever its size; what is no number, or no whole one for `bigint`, stays as it is. */
function numberAs(value: unknown, form: NumberForm): unknown {
  if (typeof value === 'number') {
    if (form === 'text') return new ExactNumber(String(value));
    return Number.isInteger(value) ? BigInt(value) : value;
  }
  return typeof value === 'bigint' && form === 'text' ? new ExactNumber(String(value)) : value;
}
